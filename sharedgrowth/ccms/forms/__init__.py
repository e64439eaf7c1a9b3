"""IN: shapes of input of CCMS."""
