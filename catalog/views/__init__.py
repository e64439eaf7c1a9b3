"""Doors: find, look, write step by step, review."""
