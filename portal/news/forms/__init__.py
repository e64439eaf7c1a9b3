"""IN: shapes of input of news and meetings."""
