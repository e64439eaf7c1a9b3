"""DO: funds."""
