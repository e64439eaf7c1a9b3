"""Doors for partners of news and meetings."""
