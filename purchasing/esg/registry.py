"""Lists that other files of this app enter: what is already known of a company, offered as an answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from portal.people.models import Company
from portal.registry import Registry


@dataclass(frozen=True, slots=True)
class Known:
    """Something already known, with its source and day; ``score`` is only a proposal. Documents by their keys."""

    key: str
    words: str
    source: str
    on: date
    score: int | None = None
    number: Decimal | None = None
    text: str = ""
    certificates: tuple[int, ...] = ()
    evidence: tuple[int, ...] = field(default=())


Source = Callable[[Company, date], list[Known]]
known_facts: Registry[Source] = Registry("known facts")  # by ``Question.fact``
