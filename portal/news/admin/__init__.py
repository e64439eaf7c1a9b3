"""Windows on news and meetings."""
