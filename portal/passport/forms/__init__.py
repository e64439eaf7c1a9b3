"""IN: shapes of input of data passport."""
