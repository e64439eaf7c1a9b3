"""HOW MUCH: funds."""
