"""HOW MUCH: Benefit Sharing."""
