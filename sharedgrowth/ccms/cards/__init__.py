"""On the pages of the ground floor: CCMS."""
