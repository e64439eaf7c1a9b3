"""Doors for partners of Youth Dream job matching."""
