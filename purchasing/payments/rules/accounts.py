"""HOW MUCH: what an account number and its holder must look like."""

import re

BIC = re.compile(r"^[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?$")  # ISO 9362
KOREAN_BANK = re.compile(r"^[0-9]{3}$")
NUMBER = re.compile(r"^[0-9A-Z]{6,34}$")


def plain(number: str) -> str:
    """An account number without the strokes and spaces that people write.

    Source: domain 4.7 (Othr/Id, at most 34 characters).

    >>> plain("110-234 567890"), plain("de89 3704 0044 0532 0130 00")
    ('110234567890', 'DE89370400440532013000')
    """
    return re.sub(r"[\s.\-–]", "", number).upper()


def is_bank_code(code: str) -> bool:
    """Three digits of a Korean bank, or a BIC.

    Source: ISO 9362; Korean Financial Telecommunications and Clearings Institute (three digits a bank).

    >>> is_bank_code("088"), is_bank_code("CITIUS33"), is_bank_code("CITIUS33XXX"), is_bank_code("88")
    (True, True, True, False)
    """
    return bool(KOREAN_BANK.match(code) or BIC.match(code))


def is_iban(number: str) -> bool:
    """Whether a number is an IBAN with right check digits.

    Source: ISO 13616 (remainder 1 modulo 97).

    >>> is_iban("DE89370400440532013000"), is_iban("DE88370400440532013000"), is_iban("110234567890")
    (True, False, False)
    """
    if not re.match(r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$", number):
        return False
    turned = number[4:] + number[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1


def is_number(number: str) -> bool:
    """Whether it can be an account number: 6 to 34 digits and letters; what looks like an IBAN must be one.

    Source: domain 4.7; ISO 13616.

    >>> is_number("110234567890"), is_number("12"), is_number("DE88370400440532013000")
    (True, False, False)
    """
    if not NUMBER.match(number):
        return False
    return is_iban(number) if re.match(r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$", number) else True


def masked(number: str) -> str:
    """What may be shown of an account number: its last four digits.

    Source: security T21 (no more than is needed to tell two accounts apart).

    >>> masked("110234567890")
    '···7890'
    """
    return f"···{number[-4:]}"
