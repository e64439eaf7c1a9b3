"""On the pages of the ground floor: Youth Dream job matching."""
