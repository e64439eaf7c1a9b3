"""On the pages of the ground floor: data passport."""
