"""What the demonstration shows of personal data, made through the services that the screens use."""

from portal.privacy.demo import desk

__all__ = ["desk"]
