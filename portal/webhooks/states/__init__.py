"""WHEN: webhooks."""
