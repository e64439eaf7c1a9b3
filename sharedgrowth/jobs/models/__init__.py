"""WHAT: Youth Dream job matching."""
