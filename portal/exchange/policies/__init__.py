"""WHO: data exchange."""
