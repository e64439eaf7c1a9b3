"""HOW MUCH: data exchange."""
