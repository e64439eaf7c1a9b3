"""WHAT: webhooks."""
