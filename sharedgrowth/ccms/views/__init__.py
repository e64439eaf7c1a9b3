"""Doors for browsers of CCMS."""
