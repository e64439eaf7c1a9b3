"""FIND: Corporate Citizenship Friends."""
