"""WHEN: Corporate Citizenship Friends."""
