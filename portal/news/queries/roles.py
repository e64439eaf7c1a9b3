"""Who of the house does what with news and meetings: the roles, named once."""

from typing import Any

WRITERS = ("SG", "CC", "PO", "AD")  # announcements
PUBLISHERS = ("SG", "CC", "AP")
READERS = (*WRITERS, "AP", "CP", "AU")
ANSWERERS = ("SG", "CC", "PO", "CM")  # questions
ORGANISERS = ("SG", "CC")  # meetings
PLAN_READERS = ("SG", "CC", "AP", "CP", "AU")


def has(user: Any, *roles: str) -> bool:
    """Whether the person of the house acts under one of the roles."""
    return bool(getattr(user, "is_internal", False)) and user.has_role(*roles)
