"""On the pages of the ground floor: webhooks."""
