"""FIND: impact."""
