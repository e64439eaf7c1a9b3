"""DOOR: what this app hears: its own e-mails that are due, and what happens to people and companies."""

from portal.notices.handlers import mailing, people, wording

__all__ = ["mailing", "people", "wording"]
