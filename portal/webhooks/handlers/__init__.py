"""What webhooks hear: every announcement that a kind of event follows, and the end of a client."""

from portal.webhooks.handlers import keeping, spreading, telling

__all__ = ["keeping", "spreading", "telling"]
