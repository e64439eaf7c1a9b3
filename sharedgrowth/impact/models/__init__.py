"""WHAT: impact."""
