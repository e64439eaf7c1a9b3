"""What the demonstration shows of news and meetings."""
