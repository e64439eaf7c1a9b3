"""DO: Corporate Citizenship Friends."""
