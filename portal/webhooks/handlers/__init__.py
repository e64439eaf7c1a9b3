"""What webhooks hear: every announcement that a kind of event follows, and the end of a client."""

from portal.webhooks.handlers import clients, keeping, spreading, telling

__all__ = ["clients", "keeping", "spreading", "telling"]
