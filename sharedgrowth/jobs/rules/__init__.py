"""HOW MUCH: Youth Dream job matching."""
