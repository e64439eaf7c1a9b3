"""FIND: sandbox."""
