"""WHAT: sandbox."""
