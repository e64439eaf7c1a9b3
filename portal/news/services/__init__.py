"""DO: news and meetings."""
