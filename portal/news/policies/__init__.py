"""WHO: news and meetings."""
