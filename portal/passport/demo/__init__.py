"""What the demonstration shows of data passport."""
