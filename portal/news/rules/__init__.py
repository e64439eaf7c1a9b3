"""HOW MUCH: news and meetings."""
