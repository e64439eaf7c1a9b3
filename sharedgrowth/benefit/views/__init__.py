"""Doors for browsers of Benefit Sharing; one file per area."""
