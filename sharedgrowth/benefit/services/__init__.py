"""DO: Benefit Sharing."""
