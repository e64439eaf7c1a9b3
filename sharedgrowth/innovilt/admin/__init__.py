"""Windows on INNOVILT."""
