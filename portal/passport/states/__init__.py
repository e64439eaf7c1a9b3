"""WHEN: data passport."""
