"""HOW MUCH: Corporate Citizenship Friends."""
