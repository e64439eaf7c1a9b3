"""HOW MUCH: quorum, majority, the sample of a surveillance. Source: domain 12, INV-06."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Literal

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
