"""HOW MUCH: sandbox."""
