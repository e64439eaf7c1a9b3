"""A row of a list of products: from its cells to what is stored, with each fault at its cell in both languages.

Many rows are read, so a cell that says what another one of its column said is not read again, and what was understood
is kept as the text in which it is stored.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import override

from catalog.rules.prices import MOST_BREAKS, Written, break_faults, read_price
from catalog.rules.values import Value, read_number
from catalog.states import WHOLE_CURRENCIES, Currency, PriceVisibility
from portal.countries import country_choices
from portal.errors import RuleBroken

LANGUAGES = ("ko", "en")
NOTHING = "-"  # a single minus sign takes a value away; an empty cell leaves it as it is
MOST_KEPT = 20_000
MOST_AMOUNT = Decimal(9_999_999_999_999)
LENGTHS = {
    "name_ko": 120, "name_en": 120, "description_ko": 2000, "description_en": 2000, "maker": 80, "model": 80,
}  # fmt: skip
PLAIN = re.compile(r"[ -~가-힣·×÷°±㎜㎝㎡㎥㎏…’“”–—~ØΩμ²³]*")
# Where contact data may be; looked for in small letters, so that the search skips to a possible first character.
SUSPECT = re.compile(
    r"@|\d[-.\s]\d{4}(?!\d)|01[016789]\d{7}|http|www\.|\.(?:com|net|co\.kr|kr|io)\b"
    r"|카카오톡|카톡|오픈채팅|텔레그램|kakao|telegram|whatsapp|wechat|1[568]\d\d-"
)
RANGE = re.compile(
    r"(.*?\d\S*?(?:\s*[^\d\s~–—.…-][^\d~–—…]*?)?)\s*(?:~|–|—|…|\.\.+|\bto\b|(?<=[\d\w%°])\s*-)\s*(.*\d.*)"
)
KEPT_TEXTS = frozenset({"maker", "origin", "hs_code"})  # the same in many rows

CellFault = tuple[int, str, str]  # place of the cell (-1: the row), Korean, English
Read = Callable[[str], str]


@dataclass(slots=True)
class Row:
    """What a row says. ``content`` is JSON: c(lass), t(exts), s(upply), b(reaks), a(ttributes)."""

    line: int
    sku: str
    class_code: str
    content: str
    facts: dict[str, Any]  # of price and supply, as they are compared; maker, model, picture
    faults: list[CellFault] = field(default_factory=list)


class Bad(Exception):
    """A cell that cannot be read, in both languages."""

    def __init__(self, messages: tuple[str, str]):
        super().__init__(messages)
        self.messages = messages


def in_both(say: Callable[[str], object]) -> tuple[str, str]:
    """What ``say`` refuses with, in Korean and English; ``say`` is given the language.

    Source: issue 3, item 3 (errors in the reader's language).

    >>> in_both(lambda language: read_number("x"))[1]
    '“x” is not a number. Write digits, such as 12.5.'
    """
    said = []
    for language in LANGUAGES:
        with override(language):
            try:
                say(language)
            except (RuleBroken, ValidationError) as refusal:
                messages = getattr(refusal, "messages", None) or [str(refusal)]
                said.append(" ".join(map(str, messages)))
    return (said[0], said[-1]) if said else ("", "")


def refuse(message: Callable[[], str]) -> Bad:
    """A fault whose words are asked for in each language.

    Source: issue 3, item 3 (errors in the reader's language).
    """
    said = []
    for language in LANGUAGES:
        with override(language):
            said.append(message())
    return Bad((said[0], said[1]))


def plain_number(number: Decimal) -> str:
    """A number without needless zeros: one number is one text.

    Source: issue 3, item 3 (export that imports again unchanged).

    >>> plain_number(Decimal("20.500")), plain_number(Decimal("1E+3")), plain_number(Decimal("0.000"))
    ('20.5', '1000', '0')
    """
    return f"{number.normalize():f}" if number else "0"


def value_json(ref: int, value: Value) -> str:
    """A value as it is stored on its way: its attribute's ``ref`` and the ten parts of a value.

    Source: CAT-15.

    >>> value_json(7, Value(num=Decimal("20.0"), unit="mm", si_num=Decimal("20.000000000")))
    '[7,"20",null,null,"mm","",null,null,"20",null,null]'
    """
    parts: tuple[object, ...] = (value.num, value.low, value.high, value.unit, value.text, value.flag, value.day)
    parts += (value.si_num, value.si_low, value.si_high)
    return f"[{ref},{','.join(map(_json, parts))}]"


def _json(part: object) -> str:
    if part is None:
        return "null"
    if isinstance(part, bool):
        return "true" if part else "false"
    if isinstance(part, Decimal):
        return f'"{plain_number(part)}"'
    return encode_basestring(part.isoformat() if isinstance(part, date) else str(part))


def decimal_points(text: str) -> str:
    """Numbers written with a decimal comma, written with a point.

    Source: issue 3, item 3 (decimal commas).

    >>> decimal_points("1.250,5 mm"), decimal_points("12,5~20"), decimal_points("3.000")
    ('1250.5 mm', '12.5~20', '3000')
    """
    return re.sub(r"\d[\d.,]*", lambda found: found[0].replace(".", "").replace(",", "."), text)


def split_range(text: str) -> tuple[str, str]:
    """The two ends of a range, as written; a single value is both.

    Source: issue 3, item 3.

    >>> split_range("-20 ~ 80 °C"), split_range("10-60"), split_range("5")
    (('-20', '80 °C'), ('10', '60'), ('5', '5'))
    >>> split_range("-20--5"), split_range("0.5 MPa – 1 MPa")
    (('-20', '-5'), ('0.5 MPa', '1 MPa'))
    """
    found = RANGE.fullmatch(unicodedata.normalize("NFKC", text).strip())
    return (found[1].strip(), found[2].strip()) if found else (text, text)


def read_breaks(text: str) -> list[tuple[Decimal, Decimal]]:
    """Prices by quantity: ``100: 950; 500: 900`` (from 100 on 950 apiece).

    Source: issue 3, item 3 (price breaks in a documented form).

    >>> read_breaks("100: 950; 500 = 1,900")
    [(Decimal('100'), Decimal('950')), (Decimal('500'), Decimal('1900'))]
    """
    found = []
    for part in re.split(r"[;\n|]", unicodedata.normalize("NFKC", text)):
        if not part.strip():
            continue
        cut = re.split(r"(?<=\d)\s*\+?[:=]", part, maxsplit=1)
        if len(cut) != 2:
            message = _("“%(typed)s” is not a price by quantity. Write it as 100: 950; 500: 900.")
            raise RuleBroken(message % {"typed": part.strip()[:30]})
        found.append((read_number(cut[0]), read_price(cut[1]).amount))
    if len(found) > MOST_BREAKS:
        raise RuleBroken(_("At most %(most)d prices by quantity.") % {"most": MOST_BREAKS})
    return found


@lru_cache(maxsize=1)
def countries() -> dict[str, str]:
    """Codes and names of countries in both languages, in small letters.

    Source: ISO 3166-1; names of CLDR.

    >>> countries()["kr"], countries()["독일"], countries()["germany"]
    ('KR', 'DE', 'DE')
    """
    found = {}
    for language in LANGUAGES:
        for code, name in country_choices(language):
            found[code.casefold()] = code
            found[name.casefold()] = code
    return found | {"한국": "KR", "korea": "KR", "republic of korea": "KR", "국산": "KR", "usa": "US", "uk": "GB"}


@lru_cache(maxsize=8)
def words_of(choices: type) -> dict[str, str]:
    """Each code of a list of ours, and its words in both languages.

    Source: issue 3, item 3 (option by code or by name in either language).

    >>> words_of(PriceVisibility)["everybody"], words_of(PriceVisibility)["public"]
    ('public', 'public')
    """
    found = {}
    for language in LANGUAGES:
        with override(language):
            for code, label in choices.choices:  # type: ignore[attr-defined]
                found[code.casefold()] = code
                found[str(label).casefold()] = code
    return found


def runs_of(lines: Sequence[int]) -> list[list[int]]:
    """Ascending line numbers as runs without a gap: their first and last.

    Source: decision 0060 (lanes take rows from between each other).

    >>> runs_of([2, 3, 4, 7, 9, 10]), runs_of([])
    ([[2, 4], [7, 7], [9, 10]], [])
    """
    runs: list[list[int]] = []
    for line in lines:
        if runs and line == runs[-1][1] + 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    return runs


def supply_faults(facts: Mapping[str, Any], today: date, *, changed: bool = True) -> list[tuple[str, str, str]]:
    """What is wrong with price and supply together: (column, Korean, English). ``facts`` are of the whole product.

    Source: domain 1.4 (price), 1.7 (minor edits); the same rules as on the screen.

    >>> facts = {"price": Decimal("12.5"), "currency": "KRW", "price_visibility": "public"}
    >>> [fault[2] for fault in supply_faults(facts, date(2026, 11, 24))]
    ['Won and yen have no decimals. Write a whole amount.']
    >>> [fault[0] for fault in supply_faults({"price_visibility": "public"}, date(2026, 11, 24))]
    ['price']
    """
    price, currency = facts.get("price"), facts.get("currency") or "KRW"
    breaks, until = facts.get("breaks") or [], facts.get("price_valid_until")
    faults: list[tuple[str, str, str]] = []
    if isinstance(price, Decimal) and currency in WHOLE_CURRENCIES and price % 1:
        message = refuse(lambda: _("Won and yen have no decimals. Write a whole amount."))
        faults.append(("price", *message.messages))
    if price is None and facts.get("price_visibility") in (PriceVisibility.PUBLIC, PriceVisibility.REGISTERED):
        message = refuse(lambda: _("Write the price, or choose that buyers ask for it."))
        faults.append(("price", *message.messages))
    if changed and isinstance(until, date) and until < today:
        message = refuse(lambda: _("This day is past, so the price would not be shown. Check the year."))
        faults.append(("price_valid_until", *message.messages))
    moq, multiple = facts.get("moq"), facts.get("order_multiple")
    if moq and multiple and moq % multiple:
        message = refuse(lambda: _("The minimum order is not a multiple of it."))
        faults.append(("order_multiple", *message.messages))
    if breaks:

        def of(_language: str) -> None:
            if found := break_faults(breaks, price=price, moq=moq, multiple=multiple, currency=currency):
                raise RuleBroken(found[0].message)

        said = in_both(of)
        if said[0]:
            faults.append(("price_breaks", *said))
    return faults


def settle_quantities(facts: dict[str, Any], uom: str) -> list[tuple[str, str, str]]:
    """What is wrong with the units that stand beside quantities; the quantities become plain numbers.

    ``uom`` is the unit of sale that holds if the row says none.

    Source: domain 1.4 (moq, uom).

    >>> from catalog.rules.prices import read_counted
    >>> facts = {"moq": read_counted("10개")}
    >>> settle_quantities(facts, "C62"), facts["moq"], settle_quantities({"moq": read_counted("10kg")}, "C62")[0][0]
    ([], Decimal('10'), 'moq')
    """
    wrong = []
    for name in ("moq", "order_multiple"):
        written = facts.get(name)
        if not isinstance(written, Written):
            continue
        facts[name] = written.amount
        if written.uom != facts.get("uom", uom):
            message = refuse(lambda: _("The quantity names another unit than the one in which the product is counted."))
            wrong.append((name, *message.messages))
    return wrong


def settle_price(facts: dict[str, Any], currency: str) -> tuple[dict[str, str], list[tuple[str, str, str]]]:
    """What the sign and the words beside a price add to the row, and what is wrong with them.

    ``facts["price"]`` is what was written, and becomes the amount; ``currency`` is the one that holds if none is said.

    Source: domain 1.4 (price); issue 3 (a price with unit words).

    >>> from catalog.rules.prices import read_price
    >>> facts = {"price": read_price("US$ 12.50/kg")}
    >>> settle_price(facts, "KRW"), facts["price"]
    (({'currency': 'USD', 'uom': 'KGM'}, []), Decimal('12.50'))
    >>> settle_price({"price": read_price("18,500원"), "currency": "USD"}, "KRW")[1][0][0]
    'price'
    """
    written, said = facts["price"], facts.get("currency")
    facts["price"] = written.amount
    more: dict[str, str] = {}
    if written.currencies and (said or currency) not in written.currencies:
        if said or len(written.currencies) > 1:
            labels = dict(Currency.choices)
            meant, chosen = min(written.currencies), said or currency
            message = refuse(
                lambda: (
                    _("The price was written in %(meant)s, but the currency is %(chosen)s. Make them the same.")
                    % {"meant": labels[meant], "chosen": labels[chosen]}
                )
            )
            return more, [("price", *message.messages)]
        more["currency"] = facts["currency"] = next(iter(written.currencies))
    if written.uom and facts.get("uom", written.uom) != written.uom:
        message = refuse(lambda: _("The price names another unit of sale than the column beside it."))
        return more, [("price", *message.messages)]
    if written.uom and "uom" not in facts:
        more["uom"] = facts["uom"] = written.uom
    return more, []
