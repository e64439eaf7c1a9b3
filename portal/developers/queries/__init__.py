"""FIND: developer documentation."""
