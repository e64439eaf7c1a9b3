"""Codes and prices as people write them."""

import re
import unicodedata

from catalog.states import Currency
from portal.text import plain_code

# How currencies are written, after NFKC. The yen's and the yuan's sign is one and the same.
WRITTEN = {
    Currency.KRW: "krw won ₩ 원 원정",
    Currency.USD: "usd us$ $ 달러 불",
    Currency.EUR: "eur euro € 유로",
    Currency.JPY: "jpy yen ¥ 円 엔",
    Currency.CNY: "cny rmb yuan ¥ 元 위안",
}


def hs_code(text: str) -> str:
    """The digits of a customs code without the points that group them; anything else stays for the check to refuse.

    Source: domain 1.4 (hs_code).

    >>> hs_code("８４８２１０"), hs_code("8482.10-1000"), hs_code("bearing")
    ('848210', '8482101000', 'bearing')
    """
    return re.sub(r"[ .-]", "", plain_code(text))


def split_currency(text: str) -> tuple[str, frozenset[str]]:
    """The number of a price, and the currencies that the sign or word beside it may mean; none when there was none.

    Source: design 6 (inputs take what people paste).

    >>> split_currency("₩ 18,500원"), split_currency("US$ 12.50")
    (('18,500', frozenset({'KRW'})), ('12.50', frozenset({'USD'})))
    >>> split_currency("18,500"), sorted(split_currency("￥300")[1]), split_currency("18,500 개")
    (('18,500', frozenset()), ['CNY', 'JPY'], ('18,500 개', frozenset()))
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    found = re.fullmatch(r"([^\d.,+−-]*?)\s*([-+−]?[\d.,\s]*\d)\s*([^\d.,]*)", plain)
    if found is None:
        return plain, frozenset()
    meant: frozenset[str] | None = None
    for word in filter(None, (found[1].strip().lower(), found[3].strip().lower())):
        known = frozenset(currency.value for currency, words in WRITTEN.items() if word in words.split())
        meant = known if meant is None else meant & known
        if not meant:
            return plain, frozenset()
    return found[2], meant or frozenset()


def other_codes(text: str) -> list[tuple[str, str]]:
    """The HS or CPV code that a search is, as (scheme, beginning of the code); empty when it is none.

    Six digits and more, or shorter ones with a point or the name of the scheme: four bare digits are model numbers.
    Zeros at the end of a CPV code stand for everything below it.

    Source: CAT-11, CAT-13, CAT-14.

    >>> other_codes("8482.10"), other_codes("HS 8482"), other_codes("8482101000")
    ([('hs', '848210')], [('hs', '8482')], [('hs', '848210')])
    >>> other_codes("44440000-6"), other_codes("cpv 4444"), other_codes("42122430")
    ([('cpv', '4444')], [('cpv', '4444')], [('cpv', '4212243')])
    >>> other_codes("6204"), other_codes("6204-2RS"), other_codes("bearing"), other_codes("40151503")
    ([], [], [], [('cpv', '40151503')])
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    found = re.fullmatch(r"(hs|hsk|cpv)?[ :#-]*([0-9][0-9. -]*[0-9])", plain)
    if found is None:
        return []
    named, written = found[1] or "", found[2]
    digits = re.sub(r"[. -]", "", written)
    if named == "cpv" or re.fullmatch(r"[0-9]{8}(-[0-9])?", written):
        code = digits[:8].rstrip("0")
        return [("cpv", code.ljust(2, "0"))] if len(digits) <= 9 else []
    is_hs = bool(re.fullmatch(r"[0-9]{4}(\.[0-9]{2}([.-]?[0-9]{2,4})?)?|[0-9]{6}|[0-9]{10}", written.replace(" ", ".")))
    if is_hs and (named or len(digits) >= 6):
        return [("hs", digits[:6])]
    return []
