"""WHAT: developer documentation."""
