"""Windows on developer documentation."""
