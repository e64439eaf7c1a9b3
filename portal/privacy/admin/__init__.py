"""Windows on personal data."""
