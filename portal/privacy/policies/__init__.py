"""WHO: personal data."""
