"""What the demonstration shows of Corporate Citizenship Friends."""
