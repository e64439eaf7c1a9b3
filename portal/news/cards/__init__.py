"""On the pages of the ground floor: news and meetings."""
