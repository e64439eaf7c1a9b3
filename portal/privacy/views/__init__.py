"""Doors of personal data; one file per area."""
