"""HOW MUCH: impact."""
