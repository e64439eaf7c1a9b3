"""What the demonstration shows of personal data."""
