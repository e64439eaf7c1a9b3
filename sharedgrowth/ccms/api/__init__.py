"""Doors for partners of CCMS."""
