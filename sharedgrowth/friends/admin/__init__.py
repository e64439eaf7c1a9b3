"""Windows on Corporate Citizenship Friends."""
