"""Doors for browsers of the funds; one file per area."""
