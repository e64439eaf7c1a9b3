"""Doors for partners of Benefit Sharing; one file per area."""
