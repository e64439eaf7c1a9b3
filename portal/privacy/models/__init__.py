"""WHAT: personal data."""
