"""HOW MUCH: support programmes."""
