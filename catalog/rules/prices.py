"""Prices as people write them, prices by quantity, and what an order of a quantity costs. Amounts in the currency."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from catalog.rules.codes import split_currency
from catalog.rules.values import number_text, read_number
from catalog.states import WHOLE_CURRENCIES, Uom
from portal.errors import RuleBroken

MOST_BREAKS = 8
# How units of sale are written, after NFKC and in small letters.
UOM_WORDS = {
    Uom.PIECE: "개 낱개 개입 본 장 매 대 ea each pc pcs piece pieces unit units",
    Uom.SET: "set sets 세트 조 셋트",
    Uom.PAIR: "pair pairs 켤레 쌍 족 pr",
    Uom.HUNDRED: "100개 100ea 100pcs 백개",
    Uom.KG: "kg kgs ㎏ 킬로그램 킬로",
    Uom.TONNE: "t ton tons tonne tonnes 톤 mt",
    Uom.METRE: "m 미터 meter metre",
    Uom.SQUARE_METRE: "m2 ㎡ m² 제곱미터 평방미터 sqm",
    Uom.CUBIC_METRE: "m3 ㎥ m³ 세제곱미터 루베 cbm",
    Uom.LITRE: "l 리터 ℓ liter litre liters litres",
    Uom.BOX: "box boxes 박스 상자 bx",
    Uom.ROLL: "roll rolls 롤",
    Uom.DRUM: "drum drums 드럼",
}
KNOWN = {
    unicodedata.normalize("NFKC", word).lower(): uom.value for uom, words in UOM_WORDS.items() for word in words.split()
}
MYRIADS = {"천": 1_000, "만": 10_000, "십만": 100_000, "백만": 1_000_000, "천만": 10_000_000, "억": 100_000_000}
THOUSANDS = re.compile(r"(?:(?P<high>[\d.,]+)\s*(?P<word>십만|백만|천만|만|억|천))\s*(?:(?P<low>[\d,]+)\s*(?P<k>천)?)?")


@dataclass(frozen=True, slots=True)
class Written:
    """What a written price says: the amount, the currencies its sign may mean, and for how much of the goods."""

    amount: Decimal
    currencies: frozenset[str] = frozenset()
    uom: str = ""


def split_per(text: str) -> tuple[str, str]:
    """A price without the words that say for how much of the goods it is, and these words.

    Source: issue "a price with unit words".

    >>> split_per("12,000원/개"), split_per("kg당 3,200원"), split_per("USD 12 per kg"), split_per("18,500원")
    (('12,000원', '개'), ('3,200원', 'kg'), ('USD 12', 'kg'), ('18,500원', ''))
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    if found := re.fullmatch(r"(.*\d.*?)\s*(?:/|\bper\b|@)\s*(\d*\s*[^\d/]\S*(?: \S+)?)", plain, re.IGNORECASE):
        return found[1].strip(), found[2].strip()
    if found := re.fullmatch(r"(\d{0,3}\s*[^\d\s]+?)\s*당\s*(.*\d.*)", plain):
        return found[2].strip(), found[1].strip()
    return plain, ""


def read_price(text: str) -> Written:
    """A price the way people paste it. Raises RuleBroken with what to write instead.

    Source: issue "a price with unit words"; domain 1.4 (price, uom).

    >>> read_price("12,000원/개")
    Written(amount=Decimal('12000'), currencies=frozenset({'KRW'}), uom='C62')
    >>> read_price("￥300").uom, read_price("３，２００").amount
    ('', Decimal('3200'))
    >>> from django.utils.translation import override
    >>> with override("en"): read_price("12,000원/꾸러미")
    Traceback (most recent call last):
    portal.errors.RuleBroken: “꾸러미” is not a unit that goods are counted in here. Write 12,000 and choose the unit.
    >>> with override("en"): read_price("1만 2천원")
    Traceback (most recent call last):
    portal.errors.RuleBroken: “1만 2천원” is read as 12,000. Write the amount in digits.
    """
    bare, word = split_per(text)
    number, currencies = split_currency(bare)
    if found := THOUSANDS.fullmatch(re.sub(r"\s*원$", "", bare)):
        message = _("“%(typed)s” is read as %(meant)s. Write the amount in digits.")
        raise RuleBroken(message % {"typed": text.strip()[:30], "meant": number_text(_spelt(found))})
    amount = read_number(number)
    uom = KNOWN.get(word.lower().replace(" ", ""), "")
    if word and not uom:
        message = _("“%(word)s” is not a unit that goods are counted in here. Write %(amount)s and choose the unit.")
        raise RuleBroken(message % {"word": word[:20], "amount": number_text(amount)})
    return Written(amount, currencies, uom)


def read_counted(text: str) -> Written:
    """A quantity the way people write it, with the unit of sale if it is said. Raises RuleBroken with what to write.

    Source: domain 1.4 (moq, uom).

    >>> [(written.amount, written.uom) for written in map(read_counted, ["10개", "1,000"])]
    [(Decimal('10'), 'C62'), (Decimal('1000'), '')]
    >>> from django.utils.translation import override
    >>> with override("en"): read_counted("10 꾸러미")
    Traceback (most recent call last):
    portal.errors.RuleBroken: “꾸러미” is not a unit that goods are counted in here. Write 10 and choose the unit.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    found = re.fullmatch(r"([+-]?[\d.,]+(?: [\d.,]+)*) ?([^\d\s.,+-].*)", plain)
    if found is None:
        return Written(read_number(plain))
    amount, word = read_number(found[1]), found[2]
    uom = KNOWN.get(word.lower().replace(" ", ""), "")
    if not uom:
        message = _("“%(word)s” is not a unit that goods are counted in here. Write %(amount)s and choose the unit.")
        raise RuleBroken(message % {"word": word[:20], "amount": number_text(amount)})
    return Written(amount, uom=uom)


def _spelt(found: re.Match) -> Decimal:
    total = Decimal(found["high"].replace(",", "").rstrip(".") or 0) * MYRIADS[found["word"]]
    if found["low"]:
        total += Decimal(found["low"].replace(",", "")) * (1000 if found["k"] else 1)
    return total


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one price by quantity: which row, at ``from_qty`` or ``price``, why."""

    row: int
    field: str
    message: str


def break_faults(
    breaks: Sequence[tuple[Decimal, Decimal]],
    *,
    price: Decimal | None,
    moq: Decimal | None = None,
    multiple: Decimal | None = None,
    currency: str = "KRW",
) -> list[Fault]:
    """What is wrong with prices by quantity ``(from, unit price)``: more of the goods never costs more apiece.

    Source: domain 1.4 (price, moq); issue "price breaks".

    >>> d = Decimal
    >>> break_faults([(d(100), d(900)), (d(500), d(800))], price=d(1000), moq=d(10))
    []
    >>> [(f.row, f.field) for f in break_faults([(d(5), d(900)), (d(500), d(950))], price=d(1000), moq=d(10))]
    [(0, 'from_qty'), (1, 'price')]
    """
    faults: list[Fault] = []
    if breaks and price is None:
        return [Fault(0, "price", _("Write the unit price of the smallest order first."))]
    order = sorted(range(len(breaks)), key=lambda row: breaks[row][0])
    last_qty, last_price = None, price
    for row in order:
        qty, amount = breaks[row]
        if problem := _quantity_fault(qty, last_qty, moq, multiple):
            faults.append(Fault(row, "from_qty", problem))
        if amount <= 0:
            faults.append(Fault(row, "price", _("A price is more than zero.")))
        elif currency in WHOLE_CURRENCIES and amount % 1:
            faults.append(Fault(row, "price", _("Won and yen have no decimals. Write a whole amount.")))
        elif last_price is not None and amount >= last_price:
            message = _("From %(qty)s on it must cost less than %(before)s.")
            faults.append(Fault(row, "price", message % {"qty": number_text(qty), "before": number_text(last_price)}))
        last_qty, last_price = qty, amount
    return faults


def _quantity_fault(qty: Decimal, last: Decimal | None, moq: Decimal | None, multiple: Decimal | None) -> str:
    if qty <= 0:
        return _("A quantity is more than zero.")
    if last is not None and qty == last:
        return _("There is already a price from this quantity on.")
    if moq is not None and qty <= moq:
        return _("The unit price holds from the minimum order of %(moq)s: begin above it.") % {"moq": number_text(moq)}
    if multiple and qty % multiple:
        return _("Orders are in multiples of %(multiple)s.") % {"multiple": number_text(multiple)}
    return ""


def unit_price_at(qty: Decimal, price: Decimal, breaks: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """The unit price of an order of ``qty``: that of the highest break reached.

    Source: domain 1.4 (price).

    >>> d = Decimal
    >>> [unit_price_at(d(qty), d(1000), [(d(100), d(900)), (d(500), d(800))]) for qty in (1, 100, 9999)]
    [Decimal('1000'), Decimal('900'), Decimal('800')]
    """
    reached = [(start, amount) for start, amount in breaks if start <= qty]
    return max(reached)[1] if reached else price
