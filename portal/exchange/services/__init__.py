"""DO: data exchange."""
