"""DO: sandbox."""
