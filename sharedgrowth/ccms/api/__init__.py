"""CCMS for programs."""
