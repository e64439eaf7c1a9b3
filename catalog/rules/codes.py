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
