"""HOW MUCH: developer documentation."""
