"""WHO: Youth Dream job matching."""
