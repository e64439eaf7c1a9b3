"""Cells of a list of products that mean the same in every class: texts, country, days, options."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from json.encoder import encode_basestring
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from catalog.rules.bulk_rows import LENGTHS, NOTHING, PLAIN, SUSPECT, Bad, countries, in_both, refuse, words_of
from catalog.rules.codes import WRITTEN, hs_code
from catalog.rules.columns import PICTURE
from catalog.rules.prices import KNOWN, Written, read_counted
from catalog.rules.wording import contact_data
from catalog.states import Currency, PriceVisibility, Uom
from portal.errors import RuleBroken
from portal.text import clean_line, clean_lines, plain_code

T = TypeVar("T")
IDENTITY = ("maker", "model")  # what makes a product the same one
MONEY_WORDS = {  # the yen's and the yuan's sign is one and the same, so it names neither
    word: currency.value for currency, words in WRITTEN.items() for word in words.split() if word != "¥"
}
Understood = tuple[str, tuple[str, Any] | None]  # as it is stored, and as it is compared


def said(read: Callable[[], T]) -> T:
    """What ``read`` gives, or its refusal in both languages.

    Source: issue 3, item 3 (errors in the reader's language).

    >>> said(lambda: read_quantity("12")).amount
    Decimal('12')
    """
    try:
        return read()
    except (RuleBroken, ValidationError):
        raise Bad(in_both(lambda _language: read())) from None


def _text(key: str, text: str) -> Understood:
    if text.strip() == NOTHING:
        return f'"{key}":""', (key, "") if key in IDENTITY else None
    if PLAIN.fullmatch(text):
        clean = " ".join(text.split())
    else:
        clean = said(lambda: clean_lines(text) if key.startswith("description") else clean_line(text))
    if len(clean) > LENGTHS[key]:
        raise refuse(lambda: _("At most %(most)d characters.") % {"most": LENGTHS[key]})
    if key not in IDENTITY and SUSPECT.search(clean.lower()) and (shown := contact_data(clean)):
        raise refuse(
            lambda: _("Take out “%(shown)s”: buyers reach the supplier through the portal.") % {"shown": shown}
        )
    return f'"{key}":{encode_basestring(clean)}', (key, clean) if key in IDENTITY else None


def _model(text: str) -> Understood:
    return _text("model", text if text.isascii() else plain_code(text))


def _origin(text: str) -> Understood:
    word = unicodedata.normalize("NFKC", text).strip().casefold()
    code = "" if word == NOTHING else countries().get(word)
    if code is None:
        message = {"typed": text.strip()[:20]}
        raise refuse(lambda: _("“%(typed)s” is not a country. Write its code, such as KR or DE.") % message)
    return f'"origin":"{code}"', None


def _hs(text: str) -> Understood:
    code = "" if text.strip() == NOTHING else hs_code(text)
    if code and not re.fullmatch(r"\d{6}|\d{10}", code):
        raise refuse(lambda: _("An HS code has 6 digits, an HSK code 10."))
    return f'"hs_code":"{code}"', None


def read_quantity(text: str) -> Written:
    """A quantity of goods, with its unit if it is said: more than zero, at most three decimals.

    Source: domain 1.4 (moq).

    >>> read_quantity("1,000").amount, read_quantity("10개").uom
    (Decimal('1000'), 'C62')
    """
    written = read_counted(text)
    number = written.amount
    if number <= 0:
        raise RuleBroken(_("A quantity is more than zero."))
    if number > 99_999_999 or number != number.quantize(Decimal("0.001")):
        raise RuleBroken(_("At most %(places)d decimals.") % {"places": 3})
    return written


def _days(text: str) -> Understood:
    """Days, or weeks of seven days, as on the screen: ``14``, ``14일``, ``2주``, ``2 weeks``."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if weeks := re.fullmatch(r"(\d{1,2})\s*(?:주|주일|weeks?)", plain, re.IGNORECASE):
        days = int(weeks[1]) * 7
    elif found := re.fullmatch(r"(\d{1,3})(?:\.0+)?\s*(?:일|days?|d)?", plain, re.IGNORECASE):
        days = int(found[1])
    else:
        raise refuse(lambda: _("Write the lead time in whole days, 0 to 999."))
    return f'"lead_time_days":"{days}"', ("lead_time_days", days)


def _day(text: str) -> Understood:
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain == NOTHING:
        return '"price_valid_until":null', ("price_valid_until", None)
    try:
        day = _read_day(plain)
    except ValueError:
        message = {"typed": text.strip()[:20]}
        raise refuse(lambda: _("“%(typed)s” is not a date. Write it as 2026-11-24.") % message) from None
    return f'"price_valid_until":"{day.isoformat()}"', ("price_valid_until", day)


def _read_day(plain: str) -> date:
    """2026-11-24, 2026.11.24., 2026/1/5: year, month and day in this order."""
    found = re.fullmatch(r"(\d{4})[-./]\s*(\d{1,2})[-./]\s*(\d{1,2})\.?", plain)
    return date(*map(int, found.groups())) if found else date.fromisoformat(plain)


def _option(key: str, choices, more: Mapping[str, str], text: str) -> Understood:
    code = {**more, **words_of(choices)}.get(unicodedata.normalize("NFKC", text).strip().casefold())
    if code is None:
        typed = text.strip()[:40]
        raise refuse(
            lambda: (
                _("“%(typed)s” is not one of: %(options)s.")
                % {"typed": typed, "options": ", ".join(str(label) for label in choices.labels)}
            )
        )
    return f'"{key}":"{code}"', (key, code)


def _picture(text: str) -> Understood:
    return "", (PICTURE, said(lambda: clean_line(text))[:200])


READINGS: dict[str, Callable[[str], Understood]] = {
    **{key: partial(_text, key) for key in LENGTHS},
    "model": _model,
    "origin": _origin,
    "hs_code": _hs,
    "uom": partial(_option, "uom", Uom, KNOWN),
    "lead_time_days": _days,
    "currency": partial(_option, "currency", Currency, MONEY_WORDS),
    "price_visibility": partial(_option, "price_visibility", PriceVisibility, {}),
    "price_valid_until": _day,
    PICTURE: _picture,
}
