"""DO: CCMS."""
