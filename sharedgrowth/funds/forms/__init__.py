"""IN: shapes of input of the funds."""
