"""DO: developer documentation."""
