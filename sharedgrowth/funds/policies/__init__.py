"""WHO: funds."""
