"""The yearly sample of certified companies that are visited: how many, and which; anybody can draw it again."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, Decimal
from hashlib import sha256

from purchasing.bidding.rules.methods.drawing import drawn

SHARE = Decimal("0.05")  # domain 5.3: site check sample 5 % a year


def list_fingerprint(numbers: Iterable[str]) -> str:
    """SHA-256 over the companies' numbers in their order, one a line.

    Source: domain 5.3, abuse; appendix B, preference-audit.

    >>> list_fingerprint(["CMP-2", "CMP-1"]) == list_fingerprint(["CMP-1", "CMP-2"])
    True
    """
    return sha256("\n".join(sorted(numbers)).encode()).hexdigest()


def sample_seed(year: int, list_sha256: str, chance: str) -> str:
    """The seed of a year's sample: bound to the list, and to a chance that is kept beside it.

    Source: domain 5.3, abuse; appendix B, preference-audit.

    >>> sample_seed(2026, "a", "b") == sample_seed(2026, "a", "b") != sample_seed(2027, "a", "b")
    True
    """
    return sha256(f"twp-site-sample-v1\n{year}\n{list_sha256}\n{chance}".encode()).hexdigest()


def sample_size(listed: int, share: Decimal = SHARE) -> int:
    """How many are visited: the share of all, rounded up, so that a short list has one as well.

    Source: domain 5.3 (5 % a year).

    >>> [sample_size(n) for n in (0, 1, 20, 21, 100)]
    [0, 1, 1, 2, 5]
    """
    return int((listed * share).to_integral_value(ROUND_CEILING))


def site_sample(numbers: Iterable[str], seed: str, share: Decimal = SHARE) -> list[str]:
    """Which companies are visited, in the order in which they are drawn, without putting back.

    Source: domain 5.3, abuse; appendix B, preference-audit.

    >>> site_sample(["B", "A"], "seed") == site_sample(["A", "B"], "seed")
    True
    """
    left: list[str] = sorted(set(numbers))
    wanted: Sequence[int] = range(sample_size(len(left), share))
    return [left.pop(drawn(seed, f"visit {place + 1}", len(left))) for place in wanted]
