"""WHO: webhooks."""
