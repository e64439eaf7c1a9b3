"""WHEN: impact."""
