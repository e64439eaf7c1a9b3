"""The guides of the developer documentation, and what changed in the API. An app enters its own in ``cards``."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import pgettext_lazy

from portal.registry import Registry

CHANGE_WORDS = {
    "added": pgettext_lazy("API change", "Added"),
    "changed": pgettext_lazy("API change", "Changed"),
    "deprecated": pgettext_lazy("API change", "Deprecated"),
    "removed": pgettext_lazy("API change", "Removed"),
    "fixed": pgettext_lazy("API change", "Fixed"),
}


@dataclass(frozen=True, kw_only=True)
class Guide:
    """One task that a partner's program does: its page, the scopes it asks for, the script that does it."""

    title: object
    said: object  # one sentence: what one has at the end
    template: str
    icon: str
    scopes: tuple[str, ...] = ()
    example: str = ""  # docs/examples/<example>.sh and .py
    files: tuple[str, ...] = ()  # further scripts to fetch
    order: int = 50


@dataclass(frozen=True, kw_only=True)
class Change:
    """One entry of the API's changelog."""

    day: date
    kind: str  # added, changed, deprecated, removed, fixed
    said: object
    operations: tuple[str, ...] = field(default=())  # operationIds

    @property
    def words(self) -> object:
        """What kind of change, for people."""
        return CHANGE_WORDS[self.kind]


guides: Registry[Guide] = Registry("developer guides")
changes: list[Change] = []
