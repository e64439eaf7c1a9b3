"""DO: impact."""
