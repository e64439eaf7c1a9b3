"""On the pages of the ground floor: Corporate Citizenship Friends."""
