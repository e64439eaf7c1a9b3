"""WHAT: CCMS."""
