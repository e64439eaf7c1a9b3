"""HOW: one-time codes that people copy from paper. Only their fingerprint is kept. Source: domain 10, FRD-04."""

import hashlib
import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O, U: they are read as 1, 1, 0, V
LENGTH = 16  # 80 bits: nobody guesses one, though the fingerprint needs no salt
ALIKE = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})
PERSONAL = (
    re.compile(r"\b\d{6}\s?-\s?[1-8]\d{6}\b"),  # resident number
    re.compile(r"\b01[016-9][\s.-]?\d{3,4}[\s.-]?\d{4}\b"),  # mobile phone
)


def plain(typed: str) -> str:
    """A code as it is compared: without gaps, in capitals, letters that look like digits read as such.

    Source: domain 10, FRD-04 (own form of the code).

    >>> plain(" 7k2m-oi9q ")
    '7K2M019Q'
    """
    return re.sub(r"[^0-9A-Z]", "", typed.upper()).translate(ALIKE)


def grouped(code: str) -> str:
    """The same code as it is printed, in groups of four.

    Source: domain 10, FRD-04 (own form of the code).

    >>> grouped("7K2M019Q7K2M019Q")
    '7K2M-019Q-7K2M-019Q'
    """
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def fingerprint(code: str) -> str:
    """What is kept of a code: SHA-256 of its plain form.

    Source: domain 10, FRD-04; security: secrets are stored hashed.

    >>> fingerprint("7k2m-019q") == fingerprint("7K2M 0I9Q")
    True
    """
    return hashlib.sha256(plain(code).encode()).hexdigest()


def names_a_person(words: str) -> bool:
    """Whether a text holds a resident or mobile number: recipients are organisations.

    Source: domain 10, FRD-05; domain 9.4, PII-04.

    >>> names_a_person("김영희 010-1234-5678"), names_a_person("061-790-0114")
    (True, False)
    """
    return any(pattern.search(words) for pattern in PERSONAL)
