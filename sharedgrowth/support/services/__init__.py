"""DO: support programmes."""
