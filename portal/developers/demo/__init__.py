"""What the demonstration shows of developer documentation."""

from portal.developers.demo import published

__all__ = ["published"]
