"""What the demonstration shows of webhooks."""
