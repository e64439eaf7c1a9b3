"""WHEN: personal data."""
