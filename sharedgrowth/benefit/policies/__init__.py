"""WHO: Benefit Sharing."""
