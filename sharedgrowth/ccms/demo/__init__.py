"""What the demonstration shows of CCMS."""
