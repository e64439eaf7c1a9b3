"""WHO: support programmes."""
