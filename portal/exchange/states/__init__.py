"""WHEN: data exchange."""
