"""HOW MUCH: quorum, majority, the sample of a surveillance. Source: domain 12, INV-06."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Literal

from portal.periods import months_after

Decided = Literal["certified", "deferred", "rejected", "no_quorum"]


def decided(votes: Mapping[str, int], *, quorum: int) -> Decided:
    """What the votes of those who may vote decide. Who stands back is not counted, neither for the quorum.

    Two thirds for the certificate certify; more than half against it reject; otherwise the product is deferred.

    Source: INV-06 (quorum, 2/3); reject and defer are our own choice.

    >>> decided({"certify": 4, "defer": 1, "reject": 1}, quorum=5)
    'certified'
    >>> decided({"certify": 3, "defer": 2}, quorum=5)
    'deferred'
    >>> decided({"certify": 2, "reject": 3}, quorum=5)
    'rejected'
    >>> decided({"certify": 4}, quorum=5)
    'no_quorum'
    """
    cast = sum(votes.values())
    if cast < quorum:
        return "no_quorum"
    if 3 * votes.get("certify", 0) >= 2 * cast:
        return "certified"
    return "rejected" if 2 * votes.get("reject", 0) > cast else "deferred"


def sample(keys: Iterable[str], *, size: int, seed: str) -> list[str]:
    """``size`` of the keys, drawn by ``seed``: whoever draws again gets the same ones.

    Source: domain 12 (surveillance, sample heats).

    >>> sample(["H1", "H2", "H3"], size=2, seed="INVC-1 2027")
    ['H3', 'H1']
    >>> sample(["H1"], size=3, seed="x")
    ['H1']
    """
    return sorted(set(keys), key=lambda key: hashlib.sha256(f"{seed}|{key}".encode()).hexdigest())[:size]


def surveillance_days(valid_from: date, valid_to: date, *, months: int) -> Sequence[date]:
    """When a certificate is looked at: every ``months`` months before its last day.

    Source: domain 12 (SURVEILLED yearly).

    >>> surveillance_days(date(2026, 11, 27), date(2028, 11, 26), months=12)
    [datetime.date(2027, 11, 27)]
    """
    days, number = [], 1
    while (day := months_after(valid_from, months * number)) < valid_to:
        days.append(day)
        number += 1
    return days
