"""What a company's passport holds: an app enters its sections in its ``cards``, and how they are taken in elsewhere."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import Manager, Model, QuerySet

from portal.exchange.registry.exports import Column
from portal.registry import Registry

OWN, RECORD, ASSERTED = "own", "record", "asserted"
Row = Mapping[str, Any]


class Gathering(Protocol):
    """What a section is given when a passport is written."""

    company: Any
    user: Any  # an administrator of the company, holding all of a supplier's roles

    def file(self, file: Any) -> dict[str, str] | None:
        """Put a stored file in; what the row says of it (``{"sha256", "name"}``). None for None."""


class Taking(Protocol):
    """What a section is given when a passport is taken in."""

    company: Any
    by: Any
    source: str  # in words, for the trail: who issued which passport when

    def upload(self, told: Mapping[str, str] | None) -> Any | None:
        """The file that a row names, as an upload; None if the passport was issued without it."""


@dataclass(frozen=True)
class PlanLine:
    """What would become of one row: ``new``, ``there`` already, or ``kept`` out, and why."""

    what: str
    effect: str
    note: str = ""


@dataclass
class Outcome:
    """What became of the rows."""

    taken: int = 0
    there: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)  # (what, why)


@dataclass(frozen=True, kw_only=True)
class Section:
    """One part of a passport.

    ``own``: the company says it itself, so another installation may take it (``plan`` and ``take``). ``record``: what
    happened here, for the company's own files. ``asserted``: what this portal says of the company; elsewhere it is
    shown as foreign evidence and changes nothing. ``at_once``: so many rows are taken in one transaction (0: all of
    them, where they only make sense together).
    """

    label: object
    said: object
    kind: str
    rows: Callable[[Gathering], Iterator[Row]]
    personal: bool = False
    plan: Callable[[Taking, Iterator[Row]], Iterator[PlanLine]] | None = None
    take: Callable[[Taking, Iterator[Row]], Outcome] | None = None
    at_once: int = 0
    order: int = 50


class Things:
    """Rows that are told thing by thing: ``names`` of fields, or ``name=path``; ``files`` go in with their rows.

    ``files`` leads to a file (in the row: ``file``) or to many (``files``); ``parts`` adds what hangs on the thing.

    ``found`` gives what the company itself reads of its things, with all that the paths touch.
    """

    def __init__(
        self,
        found: Callable[[Gathering], QuerySet[Model]],
        *names: str,
        files: str = "",
        parts: Callable[[Gathering, Any], Row] | None = None,
        **paths: str,
    ):
        self.found, self.file, self.parts = found, files, parts
        self.columns = [Column(name, name, of=path) for name, path in ({name: name for name in names} | paths).items()]

    def __call__(self, gathering: Gathering) -> Iterator[Row]:
        """Each thing, in the order of its key."""
        kept = Column("file", "file", of=self.file or "pk")
        for thing in self.found(gathering).order_by("pk").iterator(chunk_size=500):
            row = {column.name: column.value(thing) for column in self.columns}
            if self.file:
                held = kept.value(thing)
                many = isinstance(held, Manager)
                row |= {"files": files_in(gathering, held)} if many else {"file": gathering.file(held)}
            yield row | (dict(self.parts(gathering, thing)) if self.parts else {})


def files_in(gathering: Gathering, held: Any) -> list[dict[str, str]]:
    """All files that hang on a thing go in; what the row says of them."""
    return [told for file in held.all() if (told := gathering.file(file))]


sections: Registry[Section] = Registry("sections of a passport")
