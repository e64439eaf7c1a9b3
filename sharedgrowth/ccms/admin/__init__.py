"""Windows on CCMS."""
