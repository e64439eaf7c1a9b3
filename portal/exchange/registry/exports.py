"""What may be taken out in bulk: an app enters its kinds of rows in its ``cards``, each with its columns."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, QuerySet

from portal.registry import Registry

TEXT, INTEGER, WON, DECIMAL, DAY, MOMENT, BOOL = "text", "integer", "won", "decimal", "day", "moment", "bool"
KINDS = frozenset({TEXT, INTEGER, WON, DECIMAL, DAY, MOMENT, BOOL})


@dataclass(frozen=True)
class Column:
    """One column: its name for programs, its words for people, what it holds, and where it comes from.

    ``of`` is a path of attributes from the row (``company.number``; default: the name), or a function of the row.
    ``said`` tells it in words where ``of`` gives a code; a field with choices has its words anyway.

    >>> from types import SimpleNamespace as Row
    >>> Column("buyer", "Buyer", of="company.number").value(Row(company=Row(number="CMP-1")))
    'CMP-1'
    >>> Column("buyer", "Buyer", of="company.number").value(Row(company=None)) is None
    True
    >>> state = Column("state", "State", of=lambda row: "evaluation", said=lambda row: "Under evaluation")
    >>> state.value(Row()), state.words(Row())
    ('evaluation', 'Under evaluation')
    """

    name: str
    label: object
    kind: str = TEXT
    of: str | Callable[[Any], object] = ""
    said: Callable[[Any], object] | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"{self.name}: there is no kind of column {self.kind!r}")

    def value(self, row: Any) -> object:
        """What the column holds for ``row``; None where something on the path is not there."""
        if callable(self.of):
            return self.of(row)
        found = row
        for name in (self.of or self.name).split("."):
            if found is None:
                return None
            found = getattr(found, name)
        return found

    def words(self, row: Any) -> object:
        """What people read of it: the words of a choice in their language, everything else as it is."""
        if self.said is not None:
            return self.said(row)
        if not self.of and hasattr(row, f"get_{self.name}_display"):
            return getattr(row, f"get_{self.name}_display")()
        return self.value(row)


@dataclass(frozen=True, kw_only=True)
class Dataset:
    """A kind of rows that may be taken out: who may, what of it, and how it is narrowed down.

    ``rows`` gives what the person may see (a ``…_visible_to`` query with all that the columns touch); it is read in the
    order of its primary key. ``period`` names the field that ``date_from`` and ``date_before`` compare; ``states`` the
    choices of ``state``. ``personal``: data of people is inside, so a reason is always asked for and there are no
    private links.
    """

    label: object
    said: object  # one sentence: what the rows are
    columns: Sequence[Column]
    rows: Callable[[Any], QuerySet[Model]]
    roles: frozenset[str]  # of a person who may take it out: one is enough
    scope: str  # of a program, besides export.write; "" keeps it for people
    supplier_only: bool = False
    personal: bool = False
    own: bool = False  # of the company alone: part of its data passport
    period: str = ""
    period_is_day: bool = False  # the field is a day, not a moment
    states: Sequence[tuple[str, object]] = field(default=())
    state_field: str = "state"
    order: int = 50


class Datasets(Registry[Dataset]):
    """By their code: ``contracts.invoices``."""

    def codes(self) -> Iterator[str]:
        """All codes, in order."""
        return (code for code, _dataset in self.items())


datasets = Datasets("datasets")
