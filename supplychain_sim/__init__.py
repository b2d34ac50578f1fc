"""Simulate how customers and suppliers learn to work together across distance."""
