"""WHO: CCMS."""
