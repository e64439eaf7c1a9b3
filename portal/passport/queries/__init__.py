"""FIND: data passport."""
