"""IN: shapes of input of sandbox."""
