"""HOW MUCH: data passport."""
