"""What hears of news, who is told, what runs by itself in INNOVILT."""

from sharedgrowth.innovilt.handlers import applications, kinds, marks, webhooks

__all__ = ["applications", "kinds", "marks", "webhooks"]
