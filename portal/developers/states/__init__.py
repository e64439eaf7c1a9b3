"""WHEN: developer documentation."""
