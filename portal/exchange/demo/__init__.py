"""What the demonstration shows of data exchange."""
