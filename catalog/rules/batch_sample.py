"""How many products of a batch a reviewer opens, and which."""

import random

# Lots up to the first number: how many are opened. ISO 2859-1 table 1 and 2-A, general inspection level I (code
# letters A to N): the level for goods whose seller answers for each of them anyway and where second looks follow.
SAMPLES = (
    (15, 2), (25, 3), (90, 5), (150, 8), (280, 13), (500, 20), (1_200, 32), (3_200, 50), (10_000, 80),
    (35_000, 125), (150_000, 200), (500_000, 315),
)  # fmt: skip
# Besides the draw: what is always opened, because a person has to judge it, up to so many of each kind.
MOST_HINTED = 50
MOST_REVISED = 100
MOST_COMPARED = 1_000  # the first products of a batch are compared with those of other suppliers


def sample_size(size: int) -> int:
    """How many of ``size`` products are opened before the batch is published; all of one or two.

    Source: ISO 2859-1, general inspection level I; issue 3, item 4 (batch review by a sample).

    >>> [sample_size(size) for size in (0, 1, 2, 15, 100, 1_000, 100_000)]
    [0, 1, 2, 2, 8, 32, 200]
    """
    wanted = next((sample for most, sample in SAMPLES if size <= most), 500)
    return min(size, wanted)


def drawn(keys: list[int], seed: int) -> list[int]:
    """Which of ``keys`` are opened: the same ones for the same seed, so that the draw can be repeated.

    Source: issue 3, item 4 (sampled, seeded).

    >>> drawn(list(range(100)), 7) == drawn(list(range(100)), 7), len(drawn(list(range(100)), 7))
    (True, 8)
    """
    return sorted(random.Random(seed).sample(sorted(keys), sample_size(len(keys))))  # noqa: S311 (repeatable)
