"""What may be kept of a search: its words, nothing that may say who searched."""

import re

from catalog.rules.grams import LONGEST_QUERY, normalise

PERSONAL = re.compile(
    r"\S+@\S+"  # e-mail addresses
    r"|(?<![\w-])\+?\d[\d\s().-]{8,}\d(?![\w-])"  # telephone, registration and account numbers
)


def plain_search(text: str) -> str:
    """The normalised words of a search without what looks like a person's; empty when nothing is left.

    Source: domain 9.4 (no personal data without a purpose).

    >>> plain_search("  방청유  VG-46"), plain_search("kim@hanbit.example"), plain_search("밸브 010-1234-5678")
    ('방청유 vg 46', '', '밸브')
    """
    return normalise(PERSONAL.sub(" ", text[:LONGEST_QUERY]))[:LONGEST_QUERY]
