"""Personal data behind a mask, and figures too small to be shown. Pure: used by screens, exports and reports.

Source: domain PII-08 (masking), PII-11 (cells below five).
"""

import re

SMALLEST_CELL = 5


def masked_name(name: str) -> str:
    """A name of which the middle is hidden; of two characters the second, of Latin names all but the initials.

    >>> masked_name("홍길동"), masked_name("남궁길동"), masked_name("이산"), masked_name("홍"), masked_name("")
    ('홍*동', '남**동', '이*', '*', '')
    >>> masked_name("Kim Haneul")
    'K** H*****'
    """
    name = name.strip()
    if not name:
        return ""
    if re.search(r"[A-Za-z]", name):
        return " ".join(word[0] + "*" * (len(word) - 1) for word in name.split())
    if len(name) == 1:
        return "*"
    if len(name) == 2:
        return name[0] + "*"
    return name[0] + "*" * (len(name) - 2) + name[-1]


def masked_phone(phone: str) -> str:
    """A number of which the middle group is hidden.

    >>> masked_phone("010-5555-1234"), masked_phone("01055551234"), masked_phone("+82 10-5555-1234"), masked_phone("")
    ('010-****-1234', '010-****-1234', '+82 10-****-1234', '')
    >>> masked_phone("02-555-1234"), masked_phone("1234")
    ('02-***-1234', '****')
    """
    digits = re.sub(r"\D", "", phone)
    if not digits:
        return ""
    if len(digits) < 8:
        return "*" * len(digits)
    start = ""
    if phone.strip().startswith("+82"):
        start, digits = "+82 ", digits[2:]
    head = 2 if digits.startswith(("02", "10")) else 3
    return f"{start}{digits[:head]}-{'*' * (len(digits) - head - 4)}-{digits[-4:]}"


def masked_email(email: str) -> str:
    """The first two characters and the domain; of a short name the first alone.

    >>> masked_email("haneul@garam.example"), masked_email("me@garam.example"), masked_email("")
    ('ha****@garam.example', 'm*@garam.example', '')
    """
    name, at, domain = email.strip().rpartition("@")
    if not at:
        return "*" * len(email.strip())
    shown = name[:2] if len(name) > 3 else name[:1]
    return f"{shown}{'*' * max(len(name) - len(shown), 1)}@{domain}"


def suppressed(count: int, *, below: int = SMALLEST_CELL) -> int | None:
    """``count`` of people, or None when it is so small that it would point at them. Zero points at nobody.

    >>> suppressed(5), suppressed(4), suppressed(0)
    (5, None, 0)
    """
    return None if 0 < count < below else count


def cell(count: int, *, below: int = SMALLEST_CELL) -> str:
    """``count`` as shown in a table of people.

    >>> cell(12), cell(3), cell(0)
    ('12', '< 5', '0')
    """
    return f"< {below}" if suppressed(count, below=below) is None else f"{count:,}"
