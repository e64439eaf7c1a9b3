"""Draws that nobody can foresee and everybody can repeat: everything drawn comes from one published seed."""

from collections.abc import Iterable, Sequence
from hashlib import sha256


def draw_seed(commitments: Iterable[str], secret: str) -> str:
    """The seed of everything that a tender draws: the fingerprints of the bids that count, and a committed secret.

    ``secret`` is the random number of the sealed base price: its fingerprint stood in the notice, it is shown at the
    opening. The fingerprints of the bids are known only after the deadline. So neither bidder nor buyer can choose what
    is drawn, and with the minutes anybody can repeat it. Source: domain 2.7, security 5.9.

    >>> draw_seed(["b" * 64, "a" * 64], "00" * 32) == draw_seed(["a" * 64, "b" * 64], "00" * 32)
    True
    """
    return sha256("\n".join(["twp-draw-v1", secret, *sorted(commitments)]).encode()).hexdigest()


def drawn(seed: str, name: str, below: int) -> int:
    """A whole number from 0 to ``below - 1``, each as likely as the other.

    SHA-256 of seed, name and a counter, read as a number; one that would favour small results is drawn again.
    Source: domain 2.7.

    >>> drawn("seed", "price 1", 1000) == drawn("seed", "price 1", 1000) < 1000
    True
    >>> drawn("seed", "any", 1)
    0
    """
    if below < 1:
        raise ValueError("there is nothing to draw from")
    most = (1 << 256) // below * below
    turn = 0
    while True:
        number = int.from_bytes(sha256(f"{seed}:{name}:{turn}".encode()).digest())
        if number < most:
            return number % below
        turn += 1


def drawn_order(seed: str, name: str, count: int) -> list[int]:
    """The numbers from 0 to ``count - 1`` in a drawn order (Fisher and Yates).

    Source: domain 2.7.

    >>> sorted(drawn_order("seed", "shuffle", 15)) == list(range(15))
    True
    """
    order = list(range(count))
    for place in range(count - 1, 0, -1):
        other = drawn(seed, f"{name} {place}", place + 1)
        order[place], order[other] = order[other], order[place]
    return order


def drawn_from(seed: str, name: str, choices: Sequence[str]) -> str:
    """One of several.

    Source: domain 2.8.

    >>> drawn_from("seed", "coefficient", ["0.6", "0.7", "0.8", "0.9"]) in ("0.6", "0.7", "0.8", "0.9")
    True
    """
    return choices[drawn(seed, name, len(choices))]
