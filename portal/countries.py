"""Countries by ISO code, named in the reader's language (CLDR data of the package Babel)."""

from functools import lru_cache

from babel import Locale

FIRST = ("KR", "JP", "CN", "US", "DE", "VN", "IN", "ID")


@lru_cache(maxsize=4)
def country_choices(language: str) -> list[tuple[str, str]]:
    """(code, name) of every country: Korea and its main partners first, then by name.

    >>> country_choices("en")[0], dict(country_choices("ko"))["DE"]
    (('KR', 'South Korea'), '독일')
    """
    names = Locale("en" if language == "en" else "ko").territories
    codes = [
        code
        for code in names
        if len(code) == 2 and code.isalpha() and code not in ("EU", "EZ", "UN", "XA", "XB", "ZZ", "QO")
    ]
    rest = sorted((code for code in codes if code not in FIRST), key=lambda code: names[code])
    return [(code, names[code]) for code in (*FIRST, *rest)]


def country_name(code: str, language: str) -> str:
    """The name of a country.

    >>> country_name("FR", "ko"), country_name("??", "ko")
    ('프랑스', '??')
    """
    return Locale("en" if language == "en" else "ko").territories.get(code, code)
