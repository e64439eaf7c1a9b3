"""What an award to another than the first in rank needs."""

LEAST_REASON = 40  # characters


def says_why(reason: str) -> bool:
    """Whether the bidder who stands first could follow the reason: long enough, and with a figure.

    Source: domain 2.4 (award with its reason), issue 4 (explanations).

    >>> says_why("better"), says_why("Rank 1 cannot deliver before 30 June; the line stands from 1 May.")
    (False, True)
    """
    return len(reason.strip()) >= LEAST_REASON and any(letter.isdecimal() for letter in reason)
