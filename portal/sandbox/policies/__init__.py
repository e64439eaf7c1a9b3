"""WHO: sandbox."""
