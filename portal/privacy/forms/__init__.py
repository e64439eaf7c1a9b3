"""IN: shapes of input of personal data."""
