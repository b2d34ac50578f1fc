"""Tests of the processes, one module for each."""
