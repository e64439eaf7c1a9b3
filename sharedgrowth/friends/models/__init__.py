"""WHAT: Corporate Citizenship Friends."""
