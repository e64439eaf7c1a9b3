"""Which published versions a second officer looks at again. Source: issue item "Review" (second look on samples)."""

import hashlib

ENOUGH = 10  # answers before a reviewer's record says anything
DOUBT_PCT = 10  # corrected more often than this: their work is looked at more
STEPS = 10_000


def look_share(
    *, known_pct: int, new_pct: int, doubt_pct: int, supplier_published: int, looked: int, corrected: int
) -> int:
    """The share of versions that are looked at again, in percent: the highest that applies.

    ``supplier_published``: versions of the supplier published before. ``looked`` and ``corrected``: second looks at
    the reviewer's work, and how many of them found something. Source: own, in the house terms of the review.

    >>> terms = {"known_pct": 5, "new_pct": 20, "doubt_pct": 50}
    >>> look_share(**terms, supplier_published=12, looked=40, corrected=1)
    5
    >>> look_share(**terms, supplier_published=0, looked=40, corrected=1)
    20
    >>> look_share(**terms, supplier_published=12, looked=40, corrected=6)
    50
    >>> look_share(**terms, supplier_published=12, looked=3, corrected=3)  # too few to say
    5
    """
    shares = [known_pct]
    if supplier_published == 0:
        shares.append(new_pct)
    if looked >= ENOUGH and corrected * 100 > looked * DOUBT_PCT:
        shares.append(doubt_pct)
    return min(100, max(shares))


def is_drawn(seed: str, key: str, share_pct: int) -> bool:
    """Whether the version ``key`` is in the sample: the same for everybody who knows the seed, and no one can choose.

    Source: own; a hash stands for the draw, so that an auditor can repeat it.

    >>> is_drawn("s", "a", 0), is_drawn("s", "a", 100)
    (False, True)
    >>> 340 < sum(is_drawn("s", str(number), 20) for number in range(2_000)) < 460
    True
    """
    digest = hashlib.sha256(f"{seed}:{key}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % STEPS < share_pct * STEPS // 100


def agreement_pct(agreed: int, corrected: int) -> int | None:
    """How often the second officer agreed, in whole percent, rounded down; None before the first look.

    Source: own.

    >>> agreement_pct(19, 1), agreement_pct(0, 0)
    (95, None)
    """
    total = agreed + corrected
    return agreed * 100 // total if total else None
