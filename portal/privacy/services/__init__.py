"""DO: personal data."""
