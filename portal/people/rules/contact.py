"""What can be a telephone number, a postcode, a code of an industry: enough to tell them from words."""

import re

from portal.text import plain_code

PHONE = re.compile(r"\+?[0-9(][0-9() ./~–-]*(?:(?:내선|구내|교환|ext\.?|x|#) ?[0-9]{1,6})?", re.IGNORECASE)
FEWEST_DIGITS, MOST_DIGITS = 7, 20  # with country code and extension
INDUSTRY = re.compile(r"[A-U]?[0-9]{2,5}")
LONGEST_INDUSTRY = 5


def phone_is_possible(text: str) -> bool:
    """Whether ``text`` can be a telephone number, however its digits are grouped.

    Source: domain 1.4 (company).

    >>> [phone_is_possible(text) for text in ("054-555-0001", "+82 (0)54 555 0001", "1588-1234", "02-555-1234 내선 12")]
    [True, True, True, True]
    >>> phone_is_possible("전화없음"), phone_is_possible("054"), phone_is_possible("0" * 25)
    (False, False, False)
    """
    digits = sum(character.isdigit() for character in text)
    return FEWEST_DIGITS <= digits <= MOST_DIGITS and text.isprintable() and bool(PHONE.fullmatch(text))


def postcode_is_possible(text: str, country: str) -> bool:
    """Whether ``text`` can be a postcode: five digits in Korea; those of other countries are taken as they are.

    Source: domain 1.4 (company).

    >>> [postcode_is_possible(text, "KR") for text in ("37877", "790-300", "포항")]
    [True, False, False]
    >>> postcode_is_possible("D-4713", "DE")
    True
    """
    return country != "KR" or bool(re.fullmatch(r"\d{5}", text, re.ASCII))


def industry_code(text: str) -> str:
    """A code of the Korean standard industrial classification in one form; "" when it is none.

    The section's letter follows from the digits, so beside all five digits it is dropped.

    Source: domain 1.4 (industry KSIC char5).

    >>> industry_code("c2400"), industry_code("Ｃ２４１９９"), industry_code("24.19"), industry_code("베어링")
    ('C2400', '24199', '2419', '')
    """
    code = re.sub(r"[ .-]", "", plain_code(text)).upper()
    if not INDUSTRY.fullmatch(code):
        return ""
    return code if len(code) <= LONGEST_INDUSTRY else code[1:]
