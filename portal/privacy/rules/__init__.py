"""HOW MUCH: personal data."""
