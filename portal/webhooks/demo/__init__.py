"""What the demonstration shows of webhooks."""

from portal.webhooks.demo import endpoints

__all__ = ["endpoints"]
