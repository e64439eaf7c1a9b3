"""DO: Youth Dream job matching."""
