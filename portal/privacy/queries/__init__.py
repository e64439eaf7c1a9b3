"""FIND: personal data."""
