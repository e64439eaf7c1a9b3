"""WHEN: Youth Dream job matching."""
