"""HOW MUCH: what group companies see of suppliers' results, and how a decision of the council stands. Source: 11.10."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

LEAST = 5  # fewer results than this without a name, and a reader might guess whose they are


@dataclass(frozen=True, slots=True)
class Result:
    """A supplier's ESG result, and whether it may be named."""

    name: str
    total: Decimal
    band: str
    named: bool


def benchmark(results: Iterable[Result], *, least: int = LEAST) -> list[Result]:
    """The results, best first: with a name where the supplier agreed, else without; too few unnamed ones are left out.

    Source: domain 11.10 (anonymised unless agreed).

    >>> some = [Result("A", Decimal(80), "B", True), Result("B", Decimal(60), "C", False)]
    >>> [(row.name, row.total) for row in benchmark(some, least=2)]
    [('A', Decimal('80'))]
    >>> [(row.name, row.total) for row in benchmark(some, least=1)]
    [('A', Decimal('80')), ('', Decimal('60'))]
    """
    ranked = sorted(results, key=lambda row: (-row.total, row.band))
    unnamed = [row for row in ranked if not row.named]
    shown = [row for row in ranked if row.named or len(unnamed) >= least]
    return [row if row.named else Result("", row.total, row.band, False) for row in shown]


def done_share(states: Mapping[str, str] | Sequence[str]) -> tuple[int, int]:
    """How many of the group companies that a decision concerns have done it, and how many it concerns.

    Source: domain 11.10 (each decision has a status per company).

    >>> done_share(["done", "open", "na", "progress"])
    (1, 3)
    """
    values = list(states.values()) if isinstance(states, Mapping) else list(states)
    concerned = [state for state in values if state != "na"]
    return sum(1 for state in concerned if state == "done"), len(concerned)


def notice_sha256(text: str) -> str:
    """The fingerprint of the notice on competition law as it was read out.

    Source: domain 11.10 (competition-law notice: no prices).

    >>> notice_sha256("no prices")[:8]
    'd28244bb'
    """
    return hashlib.sha256(text.encode()).hexdigest()
