"""IN: shapes of input of Corporate Citizenship Friends."""
