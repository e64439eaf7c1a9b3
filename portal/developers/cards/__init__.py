"""On the pages of the ground floor: developer documentation."""
