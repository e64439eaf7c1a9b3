"""How figures and days are written for people, in Korean and English. Text only; markup is the template tags' work."""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from portal.clock import SEOUL

EOK, MAN = 100_000_000, 10_000
NOTHING = "—"
WON_KEPT = re.compile(r"\bKRW (-?\d+(?:,\d{3})*(?:\.\d+)?)")
WEEKDAYS_KO = "월화수목금토일"
# Units that Korean notices and contracts are written in, as an English-speaking reader meets them on an order.
UNITS_EN = {
    "개": "ea", "건": "cases", "개월": "months", "권": "volumes", "기": "units", "년": "years", "대": "units",
    "드럼": "drums", "롤": "rolls", "매": "sheets", "명": "persons", "박스": "boxes", "벌": "sets", "병": "bottles",
    "본": "ea", "상자": "boxes", "세트": "sets", "시간": "h", "식": "lot", "쌍": "pairs", "월": "months", "일": "days",
    "장": "sheets", "조": "sets", "주": "weeks", "차": "loads", "켤레": "pairs", "톤": "t", "통": "cans",
    "포": "bags", "회": "times",
}  # fmt: skip


class Amount(NamedTuple):
    """An amount ready to show: ``number`` with its currency sign, and the ``unit`` that follows it."""

    number: str
    unit: str

    def __str__(self) -> str:
        return self.number + self.unit


def korean() -> bool:
    """Whether the reader reads Korean."""
    return (get_language() or "ko").startswith("ko")


def unit_behind(unit: object) -> str:
    """A unit as it follows a number: Korean counters and the percent sign stand close, all else after a space.

    >>> unit_behind("명"), unit_behind("%"), unit_behind("kWh/t"), unit_behind("people"), unit_behind("")
    ('명', '%', ' kWh/t', ' people', '')
    """
    text = str(unit).strip()
    close = not text or text[0] == "%" or "가" <= text[0] <= "힣"
    return text if close else f" {text}"


def unit_read(unit: str) -> str:
    """A unit as somebody wrote it, for this reader; one that is not known stays as it is.

    >>> from django.utils.translation import override
    >>> with override("ko"): unit_read("식"), unit_read("EA")
    ('식', 'EA')
    >>> with override("en"): unit_read("식"), unit_read("EA"), unit_read("타")
    ('lot', 'EA', '타')
    """
    return unit if korean() else UNITS_EN.get(unit.strip(), unit)


def money_full(amount: Decimal | int, currency: str = "KRW") -> Amount:
    """To the last unit: what tables and bids show.

    >>> from django.utils.translation import override
    >>> with override("ko"): str(money_full(1_108_000_000))
    '1,108,000,000원'
    >>> with override("en"): str(money_full(-5_000)), str(money_full(Decimal("12.5"), "USD"))
    ('−₩5,000', 'USD 12.50')
    """
    sign, size = ("−" if amount < 0 else ""), abs(amount)
    if currency != "KRW":
        return Amount(f"{sign}{currency} {size:,.2f}", "")
    return Amount(f"{sign}{size:,.0f}", "원") if korean() else Amount(f"{sign}₩{size:,.0f}", "")


def won_read(text: str) -> str:
    """A text that keeps amounts as ``KRW 4,000,000``, as a bank names them, for this reader.

    >>> from django.utils.translation import override
    >>> with override("ko"): won_read("ERP-77120-4: KRW 1,320,000"), won_read("KRW 0.50 ≠ USD 10.50")
    ('ERP-77120-4: 1,320,000원', '0.50원 ≠ USD 10.50')
    >>> with override("ko"): won_read("KRW 4,000,000, 2026-03-02 ≠ KRW 3,900,000, 전송됨")
    '4,000,000원, 2026-03-02 ≠ 3,900,000원, 전송됨'
    >>> with override("en"): won_read("ERP-77120-4: KRW 1,320,000")
    'ERP-77120-4: KRW 1,320,000'
    """
    return WON_KEPT.sub(r"\1원", text) if korean() else text


def money_short(amount: Decimal | int) -> Amount:
    """For summaries: rounded half up, in Korean to 만 won, in English to 0.01 billion or 0.1 million.

    >>> from django.utils.translation import override
    >>> with override("ko"): str(money_short(1_108_004_999)), str(money_short(9_800)), str(money_short(37_966_667))
    ('11억 800만 원', '9,800원', '3,797만 원')
    >>> with override("en"): str(money_short(1_108_000_000)), str(money_short(84_700_000)), str(money_short(9_800))
    ('₩1.11bn', '₩84.7m', '₩9,800')
    """
    sign, size = ("−" if amount < 0 else ""), int(abs(amount))
    if korean():
        if size < MAN:
            return Amount(f"{sign}{size:,}", "원")
        eok, man = divmod((size + MAN // 2) // MAN, EOK // MAN)
        parts = [f"{eok:,}억" if eok else "", f"{man:,}만" if man else ""]
        return Amount(sign + " ".join(filter(None, parts)), " 원")
    if size >= 999_950_000:
        return Amount(f"{sign}₩{_half_up(size, 1_000_000_000, 2)}bn", "")
    if size >= 1_000_000:
        return Amount(f"{sign}₩{_half_up(size, 1_000_000, 1)}m", "")
    return Amount(f"{sign}₩{size:,}", "")


def _half_up(size: int, of: int, places: int) -> str:
    return f"{(Decimal(size) / of).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"


def money_words(amount: Decimal | int) -> str:
    """Exact, and grouped the way it is said aloud: beside every bid, so that a slipped digit is noticed.

    >>> from django.utils.translation import override
    >>> with override("ko"): money_words(1_108_000_000), money_words(78_497_500), money_words(0)
    ('11억 800만 원', '7,849만 7,500원', '0원')
    >>> with override("en"): money_words(1_108_000_000), money_words(78_497_500), money_words(985_000)
    ('1,108 million won', '78.4975 million won', '985,000 won')
    >>> with override("en"): money_words(80_000_001)  # nobody says it in millions
    '80,000,001 won'
    """
    sign, size = ("−" if amount < 0 else ""), int(abs(amount))
    if korean():
        groups = [(size // EOK, "억"), (size % EOK // MAN, "만")]
        words = [f"{count:,}{name}" for count, name in groups if count]
        rest = size % MAN
        words += [f"{rest:,}원" if rest or not words else "원"]
        return sign + " ".join(words)
    if size < 1_000_000 or size % 100:
        return f"{sign}{size:,} won"
    millions = f"{Decimal(size) / 1_000_000:,.4f}".rstrip("0").rstrip(".")
    return f"{sign}{millions} million won"


def up_to(number: Decimal | int, places: int) -> str:
    """Grouped, rounded half up to at most so many places, without needless zeros.

    >>> up_to(Decimal("193.964000"), 6), up_to(Decimal("1250.0005"), 3), up_to(Decimal("-0.0001"), 3), up_to(1200, 2)
    ('193.964', '1,250.001', '0', '1,200')
    """
    text = f"{Decimal(number).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text.replace("-", "−")


def in_seoul(value: date | datetime) -> date | datetime:
    """A moment as Korea's clocks show it; a plain day stays as it is."""
    return value.astimezone(SEOUL) if isinstance(value, datetime) else value


def day_text(value: date | datetime, style: str = "full", *, year: int | None = None) -> str:
    """A day, with its time when it has one.

    ``full`` names weekday, year and zone; ``short`` leaves out the zone, and the year if it is this one (or ``year``);
    ``day`` is the date, ``time`` the time.

    >>> from django.utils.translation import override
    >>> noon = datetime(2026, 11, 24, 14, 0, tzinfo=SEOUL)
    >>> with override("ko"): day_text(noon), day_text(noon, "short", year=2026), day_text(noon, "day")
    ('2026. 11. 24.(화) 14:00 한국시간', '11. 24.(화) 14:00', '2026. 11. 24.')
    >>> with override("en"): day_text(noon), [day_text(noon, "short", year=year) for year in (2026, 2027)]
    ('Tue 24 Nov 2026, 14:00 KST', ['24 Nov, 14:00', '24 Nov 2026, 14:00'])
    """
    value = in_seoul(value)
    if style not in ("full", "short", "day", "time"):
        raise ValueError(f"a day is written full, short, day or time, not {style!r}")
    if style == "time":
        return format_date(value, "H:i")
    timed = isinstance(value, datetime) and style != "day"
    dated = style != "short" or value.year != (year or datetime.now(SEOUL).year)
    if korean():
        text = format_date(value, "Y. n. j." if dated else "n. j.")
        text += f"({WEEKDAYS_KO[value.weekday()]})" if style != "day" else ""
        clock, zone = (f" {value:%H:%M}" if timed else ""), " 한국시간"
    else:
        text = format_date(value, ("D j M Y" if style == "full" else "j M Y") if dated else "j M")
        clock, zone = (f", {value:%H:%M}" if timed else ""), " KST"
    return text + clock + (zone if timed and style == "full" else "")


def days_left(when: date | datetime, now: datetime) -> int:
    """Calendar days in Korea from now until then; 0 is today, negative is past."""
    then, today = in_seoul(when), in_seoul(now)
    then = then.date() if isinstance(then, datetime) else then
    return (then - today.date()).days


def left_text(when: date | datetime, now: datetime) -> str:
    """What is left, in the fewest words: D-4, due today, 3 days late.

    >>> from django.utils.translation import override
    >>> now = datetime(2026, 11, 20, 10, 40, tzinfo=SEOUL)
    >>> days = date(2026, 11, 24), date(2026, 11, 17), date(2026, 11, 20)
    >>> with override("en"): tuple(left_text(day, now) for day in days)
    ('D-4', '3 days late', 'Due today')
    """
    days = days_left(when, now)
    if days > 0:
        return f"D-{days}"
    if days == 0:
        past = isinstance(when, datetime) and when <= now
        return _("Closed today") if past else _("Due today")
    return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}


def size_text(size: int) -> str:
    """The size of a file: 320 KB, 4.1 MB.

    >>> size_text(320_000), size_text(4_100_000), size_text(12)
    ('320 KB', '4.1 MB', '1 KB')
    """
    if size >= 1_000_000:
        return f"{size / 1_000_000:.1f} MB"
    return f"{max(1, round(size / 1_000))} KB"
