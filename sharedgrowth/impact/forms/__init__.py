"""IN: shapes of input of impact."""
