"""Results as people and programs read them: tables, JSON and the results folder."""
