"""WHO: developer documentation."""
