"""HOW MUCH: CCMS."""
