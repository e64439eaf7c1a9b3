"""Windows on webhooks."""
