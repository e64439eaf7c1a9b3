"""What the demonstration shows of the Friends, made through the services that the screens use."""

from sharedgrowth.friends.demo import friends

__all__ = ["friends"]
