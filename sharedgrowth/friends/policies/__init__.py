"""WHO: Corporate Citizenship Friends."""
