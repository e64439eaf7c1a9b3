"""HOW MUCH: webhooks."""
