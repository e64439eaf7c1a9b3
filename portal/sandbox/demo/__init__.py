"""What the demonstration shows of sandbox."""
