"""WHEN: sandbox."""
