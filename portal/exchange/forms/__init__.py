"""IN: shapes of input of data exchange."""
