"""Pure state and decisions: nothing here waits, and nothing here knows SimPy."""
