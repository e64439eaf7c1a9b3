"""Windows on data exchange."""
