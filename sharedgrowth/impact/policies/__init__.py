"""WHO: impact."""
