"""WHEN: CCMS."""
