"""What the demonstration shows of Youth Dream job matching."""
