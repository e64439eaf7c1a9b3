"""Windows on impact."""
