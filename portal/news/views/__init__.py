"""Doors for browsers of news and meetings."""
