"""Doors for partners of INNOVILT."""
