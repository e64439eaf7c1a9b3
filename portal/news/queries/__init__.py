"""FIND: news and meetings."""
