"""Benefit Sharing on the pages of the ground floor, one file per area."""
