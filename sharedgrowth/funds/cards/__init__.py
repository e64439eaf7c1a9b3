"""The funds on the pages of the ground floor, one file per area."""
