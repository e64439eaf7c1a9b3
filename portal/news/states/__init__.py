"""WHEN: news and meetings."""
