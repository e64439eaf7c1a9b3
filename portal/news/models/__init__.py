"""WHAT: news and meetings."""
