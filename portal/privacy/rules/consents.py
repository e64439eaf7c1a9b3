"""HOW MUCH: what stands in a consent, and its fingerprint."""

import hashlib
from collections.abc import Iterable


def consent_text(lines: Iterable[tuple[str, str]]) -> str:
    """The words of a consent as kept: one line for each of its parts, empty parts left out.

    Source: domain PII-01 (art. 15(2)), PII-02 (art. 17(2)).

    >>> consent_text([("Purpose", "Selection for the course"), ("Recipients", ""), ("Kept", "60 days")])
    'Purpose: Selection for the course\\nKept: 60 days'
    """
    return "\n".join(f"{label}: {words}" for label, words in lines if words)


def fingerprint(text: str) -> str:
    """SHA-256 of the words shown. Source: domain PII-01.

    >>> fingerprint("")[:12]
    'e3b0c44298fc'
    """
    return hashlib.sha256(text.encode()).hexdigest()
