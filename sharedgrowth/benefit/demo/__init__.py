"""What the demonstration shows of Benefit Sharing, made through the services that the screens use."""

from sharedgrowth.benefit.demo import money, tasks

__all__ = ["money", "tasks"]
