"""What the demonstration shows of developer documentation."""
