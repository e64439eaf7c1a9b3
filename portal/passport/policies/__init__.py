"""WHO: data passport."""
