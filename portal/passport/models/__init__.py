"""WHAT: data passport."""
