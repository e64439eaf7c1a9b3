"""IN: shapes of input of INNOVILT."""
