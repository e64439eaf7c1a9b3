"""DO: data passport."""
