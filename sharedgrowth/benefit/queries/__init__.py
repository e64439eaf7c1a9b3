"""FIND: Benefit Sharing."""
