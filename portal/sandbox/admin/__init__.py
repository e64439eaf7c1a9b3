"""Windows on sandbox."""
