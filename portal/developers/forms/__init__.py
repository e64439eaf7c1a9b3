"""IN: shapes of input of developer documentation."""
