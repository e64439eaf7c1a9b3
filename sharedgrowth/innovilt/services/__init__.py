"""DO: INNOVILT."""
