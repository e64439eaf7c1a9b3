"""What hears of news, who is told, what runs by itself in Benefit Sharing; one file per area."""

from sharedgrowth.benefit.handlers import measurement, rights, tasks, webhooks

__all__ = ["measurement", "rights", "tasks", "webhooks"]
