"""FIND: CCMS."""
