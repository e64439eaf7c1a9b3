"""Windows on data passport."""
