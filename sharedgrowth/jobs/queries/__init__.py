"""FIND: Youth Dream job matching."""
