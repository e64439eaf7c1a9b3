"""A secret for k of n people, without trust in one of them: for each group of k its own sum of random shares.

All shares of a group, XORed, are the secret; k-1 of them are random bytes that tell nothing. For n of at most 7 this is
smaller than it sounds (3 of 5: ten groups, thirty shares) and provably perfect. Source: security D2.
"""

import secrets
from collections.abc import Iterable, Mapping
from itertools import combinations

SIZE = 32
FEWEST, MOST = 2, 7


def groups(people: int, needed: int) -> list[tuple[int, ...]]:
    """Every group of ``needed`` of so many people, by their places from 0.

    >>> groups(3, 2)
    [(0, 1), (0, 2), (1, 2)]
    """
    if not FEWEST <= needed < people <= MOST:
        raise ValueError(f"at least {FEWEST} are needed, one fewer than there are people, and those are at most {MOST}")
    return list(combinations(range(people), needed))


def split(secret: bytes, people: int, needed: int) -> dict[tuple[int, ...], list[bytes]]:
    """For each group the shares of its members, in its order."""
    if len(secret) != SIZE:
        raise ValueError(f"a secret has {SIZE} bytes")
    found = {}
    for group in groups(people, needed):
        random = [secrets.token_bytes(SIZE) for _member in group[1:]]
        found[group] = [xor([secret, *random]), *random]
    return found


def join(shares: Mapping[int, bytes] | Iterable[bytes]) -> bytes:
    """The secret of which these are all shares of one group."""
    return xor(shares.values() if isinstance(shares, Mapping) else shares)


def xor(parts: Iterable[bytes]) -> bytes:
    """All parts, byte by byte.

    >>> xor([bytes([1, 2]), bytes([3, 2])])
    b'\\x02\\x00'
    """
    parts = list(parts)
    if not parts or len({len(part) for part in parts}) != 1:
        raise ValueError("parts of one length")
    number = 0
    for part in parts:
        number ^= int.from_bytes(part)
    return number.to_bytes(len(parts[0]))


def name(group: tuple[int, ...]) -> str:
    """As it is written in a table.

    >>> name((0, 2)), members("0.2")
    ('0.2', (0, 2))
    """
    return ".".join(map(str, group))


def members(text: str) -> tuple[int, ...]:
    """The other way round."""
    return tuple(int(place) for place in text.split("."))
