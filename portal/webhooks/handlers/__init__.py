"""What webhooks hear."""
