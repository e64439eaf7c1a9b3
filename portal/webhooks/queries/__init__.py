"""FIND: webhooks."""
