"""What the demonstration shows of impact."""
