"""Scenarios: the language, its reader, and the presets shipped with it."""
