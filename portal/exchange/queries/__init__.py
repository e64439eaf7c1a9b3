"""FIND: data exchange."""
