"""What the demonstration shows of INNOVILT."""
