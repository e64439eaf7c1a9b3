"""What other apps enter in the area of a company's own systems: its tabs. An app does so in its ``cards``."""

from dataclasses import dataclass

from portal.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Tab:
    """One page of the area: shown as a tab to those who hold one of ``roles``, and as a line on its first page."""

    label: object
    said: object  # one sentence: what it is for
    url_name: str
    icon: str
    roles: frozenset[str] = frozenset({"SA"})
    order: int = 50


tabs: Registry[Tab] = Registry("system tabs")


def open_tabs(user) -> list[tuple[str, Tab]]:
    """(key, tab) of those that the roles of ``user`` open, in their order."""
    return [(key, tab) for key, tab in tabs.items() if user.has_role(*tab.roles)]
