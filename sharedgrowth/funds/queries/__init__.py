"""FIND: funds."""
