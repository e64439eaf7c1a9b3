"""IN: shapes of input of webhooks."""
