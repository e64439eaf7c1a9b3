"""DO: webhooks."""
