"""Doors for partners of the funds; one file per area."""
