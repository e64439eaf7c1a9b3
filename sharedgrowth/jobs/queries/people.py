"""FIND: which part a person has in Youth Dream."""

from typing import Any


def is_operator(user: Any) -> bool:
    """Who runs Youth Dream."""
    return bool(getattr(user, "is_internal", False)) and user.has_role("HR")


def sees_office(user: Any) -> bool:
    """Who reads the pages of the office: operators, and auditors, who see no personal data."""
    return bool(getattr(user, "is_internal", False)) and user.has_role("HR", "AU")
