"""Doors for partners of developer documentation."""
