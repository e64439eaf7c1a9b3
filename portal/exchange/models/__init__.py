"""WHAT: data exchange."""
