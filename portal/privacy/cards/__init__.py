"""On the pages of the ground floor: personal data."""
