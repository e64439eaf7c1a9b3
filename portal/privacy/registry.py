"""What upper floors enter: for what they ask consent (``purposes``) and what they keep of people (``holdings``)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from portal.privacy.states import ConsentKind
from portal.registry import Registry

if TYPE_CHECKING:
    from portal.people.models import User


@dataclass(frozen=True, slots=True)
class Purpose:
    """One consent, asked for with a box of its own (PII-01, PII-02). All words are shown to the person.

    ``optional``: refusing it must not block the service. ``version`` grows with each change of the words that
    matters: who agreed to an older version is asked again. A third-party consent names its recipients, what they use
    the items for, and (in ``retention``) how long they keep them.
    """

    key: str  # "jobs.application"
    title: object
    items: object  # what is collected or passed on
    retention: object  # how long, or until when
    refusal: object  # that one may refuse, and what then happens
    why: object = ""  # the purpose in a sentence; the title where that says it
    kind: str = ConsentKind.COLLECT
    recipients: object = ""
    recipients_purpose: object = ""
    optional: bool = False
    version: int = 1
    basis: object = _("Personal Information Protection Act, article 15(1)1 (consent)")
    order: int = 100

    def __post_init__(self) -> None:
        if (self.kind == ConsentKind.THIRD_PARTY) != bool(self.recipients and self.recipients_purpose):
            raise ValueError(f"{self.key}: consent to third-party provision names recipients and their purpose")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of what is kept of a person: rows of label and value, as the person reads them.

    >>> Section("Account", [{"Name": "Kim Haneul", "E-mail": "haneul@garam.example"}]).rows[0]["Name"]
    'Kim Haneul'
    """

    title: object
    rows: Sequence[Mapping[Any, Any]]
    note: object = ""
    files: Sequence[Any] = field(default_factory=tuple)  # portal.files.models.File: go into the export as they are


def nothing_must_stay(user: "User") -> str:
    """The ``keeps`` of holdings that no law keeps."""
    return ""


def needs_nothing(user: "User") -> bool:
    """The ``needs`` of holdings for which nobody has to sign in again."""
    return False


def nothing_due(on: date) -> Iterable[Any]:
    """The ``due`` of holdings that live as long as the account."""
    return ()


def nothing_to_destroy(thing: Any) -> Mapping[str, int]:
    """The ``destroy`` of holdings that never have anything due."""
    return {}


@dataclass(frozen=True, slots=True)
class Holding:
    """What one app keeps of people. Entered in its ``handlers/``.

    ``sections_of(user)``: what is kept of this person, for the person's own page and export.
    ``erase(user, reason=)``: destroy it now, irrecoverably; counts by kind (``{"jobs.application": 2}``).
    ``keeps(user)``: why something of this person must stay for now (a legal retention), or "".
    ``needs(user)``: whether the person must be able to sign in for it still; then no job closes the account.
    ``due(on)``: things whose time has ended on the day ``on`` (each a row, or a batch: one certificate each).
    ``destroy(thing)``: destroy one of them; counts by kind.
    ``nameless``: rows stay after an erasure, but nothing in them tells any more whose they were.
    Both run in the transaction that writes the certificate; stored bytes go with ``services.destruction.shred``.
    """

    key: str  # "jobs.applications"
    label: object
    basis: object  # on what legal ground it is kept
    kept_for: object  # how long
    sections_of: Callable[["User"], Iterable[Section]]
    erase: Callable[..., Mapping[str, int]]
    keeps: Callable[["User"], object] = nothing_must_stay
    needs: Callable[["User"], bool] = needs_nothing
    due: Callable[[date], Iterable[Any]] = nothing_due
    destroy: Callable[[Any], Mapping[str, int]] = nothing_to_destroy
    nameless: bool = False
    order: int = 100


purposes: Registry[Purpose] = Registry("purposes")
holdings: Registry[Holding] = Registry("holdings")


def purpose(**words: Any) -> Purpose:
    """Enter a purpose: ``purpose(key="jobs.application", title=_("…"), …)``."""
    entry = Purpose(**words)
    return purposes.add(entry.key, entry)


def holding(**words: Any) -> Holding:
    """Enter a holding: ``holding(key="jobs.applications", label=_("…"), …)``."""
    entry = Holding(**words)
    return holdings.add(entry.key, entry)


@dataclass(frozen=True, slots=True)
class Automated:
    """A decision that a calculation makes about people: explained, and open to objection (art. 37-2).

    ``of(user)``: what was decided about this person, and why, in sentences; nothing when it was never decided.
    """

    key: str  # "jobs.matching"
    title: object
    how: object  # what counts in it, and how much
    of: Callable[["User"], Iterable[object]]
    order: int = 100


automated: Registry[Automated] = Registry("decisions made by calculation")
