"""Checks before a product is published, and figures of the review. Source: domain 1.8, 1.9."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.rules.grams import squeezed

MSDS_YEARS = 3
SIMILAR = 0.9  # names at least this alike are shown to the reviewer
FRESH_DAYS = 90
CHEMICAL_SEGMENTS = {"12", "15"}  # chemicals; fuels and lubricants
LEAD_BANDS = (7, 14, 30, 60)  # days: up to each, then longer
PRICE_BANDS = (10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)  # won: below each, then more

EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+")
PHONE = re.compile(
    r"(?<![\d.])(?:(?:\+82[-.\s]?\d{1,2}|0\d{1,2})[-.\s)]{1,2}\d{3,4}[-.\s]\d{4}|1[568]\d\d-\d{4})(?!\d)"
)
BARE_MOBILE = re.compile(r"(?<!\d)01[016789]\d{7,8}(?!\d)")
ADDRESS = re.compile(r"https?://|www\.|\b[\w-]+\.(?:com|net|co\.kr|kr|io)\b", re.IGNORECASE)
CHAT = re.compile(r"카카오톡|카톡|오픈채팅|텔레그램|kakao ?talk|telegram|whatsapp|wechat", re.IGNORECASE)
SUPERLATIVE = re.compile(
    r"(?:업계|국내|세계|동종|아시아)\s*(?:최고|최초|유일|최대|1위|일등)|최고(?:의|급)?\s*(?:품질|성능|제품)|넘버원|\bno\.?\s?1\b"
    r"|world'?s\s+(?:best|first|largest|leading)|\bthe best\b|\bunbeatable\b|\bunrivalled\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong or worth a look, at a field. ``stops`` the submission, or is only a hint."""

    code: str
    field: str
    message: str | Promise
    stops: bool = True


@dataclass(frozen=True, slots=True)
class Listing:
    """What the checks need to know of a version and its product."""

    name_ko: str
    name_en: str
    description: str
    class_code: str
    class_level: str
    class_active: bool
    origin: str
    lead_time_days: int | None
    moq_given: bool
    missing_attributes: Sequence[tuple[str, str]]  # (code, name)
    pictures: int
    msds_dates: Sequence[date | None]
    price_until: date | None = None


def is_chemical(class_code: str) -> bool:
    """Whether products of the class need a safety data sheet.

    Source: CAT-20.

    >>> is_chemical("15121802"), is_chemical("31171504")
    (True, False)
    """
    return class_code[:2] in CHEMICAL_SEGMENTS


def mandatory_findings(listing: Listing, today: date) -> list[Finding]:
    """What is missing before a reviewer may see the product.

    Source: CAT-10, CAT-20.

    >>> bare = Listing("", "", "", "40151500", "class", True, "", None, False, [("bore", "Bore")], 0, [])
    >>> [finding.field for finding in mandatory_findings(bare, date(2026, 11, 24))]
    ['name_ko', 'class_node', 'origin', 'lead_time_days', 'moq', 'attr_bore', 'files']
    """
    faults = [
        (not listing.name_ko, "name_ko", _("The product needs a Korean name.")),
        (listing.class_level != "commodity", "class_node", _("Choose a class of the last level (8 digits).")),
        (not listing.class_active, "class_node", _("This class has been retired. Choose another one.")),
        (not listing.origin, "origin", _("State the country of origin.")),
        (listing.lead_time_days is None, "lead_time_days", _("State the lead time in days.")),
        (not listing.moq_given, "moq", _("State the minimum order quantity.")),
        (
            listing.price_until is not None and listing.price_until < today,
            "price_valid_until",
            _("The price's last day has passed. Write a later day, or leave it empty."),
        ),
    ]
    found = [Finding("CAT-20", field, message) for is_wrong, field, message in faults if is_wrong]
    for code, name in listing.missing_attributes:
        lacking = _("“%(name)s” is required for this class.") % {"name": name}
        found.append(Finding("CAT-20", f"attr_{code}", lacking))
    if not listing.pictures:
        found.append(Finding("CAT-20", "files", _("Add at least one picture or drawing.")))
    if is_chemical(listing.class_code) and not any(_is_recent(day, today) for day in listing.msds_dates):
        sheet = _("Products of this class need a safety data sheet (MSDS) that is at most %(years)d years old.")
        found.append(Finding("CAT-20", "files", sheet % {"years": MSDS_YEARS}))
    return found


def _is_recent(day: date | None, today: date) -> bool:
    return day is not None and day <= today and _years_later(day, MSDS_YEARS) >= today


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def wording_findings(listing: Listing) -> list[Finding]:
    """Contact data stops a submission; superlatives are shown to the reviewer, who asks for evidence.

    Source: CAT-23.

    >>> text = "문의 02-555-1234, 업계 최고 품질"
    >>> found = wording_findings(Listing("펌프", "", text, "40151503", "commodity", True, "KR", 7, True, [], 1, []))
    >>> [(finding.field, finding.stops) for finding in found]
    [('description_ko', True), ('description_ko', False)]
    """
    text = " ".join([listing.name_ko, listing.name_en, listing.description])
    found = []
    if any(pattern.search(text) for pattern in (EMAIL, PHONE, BARE_MOBILE, ADDRESS, CHAT)):
        message = _(
            "Take out telephone numbers, e-mail and web addresses: buyers reach the supplier through the portal."
        )
        found.append(Finding("CAT-23", "description_ko", message))
    if match := SUPERLATIVE.search(text):
        message = _("“%(words)s” needs evidence. Attach a report, or describe the property in figures.")
        found.append(Finding("CAT-23", "description_ko", message % {"words": match[0]}, stops=False))
    return found


def identity_key(maker: str, model: str) -> str:
    """Maker and model in one form, to find the same product twice; empty without a model.

    Source: CAT-21.

    >>> identity_key("한빛 정밀", "DR-320") == identity_key("한빛정밀", "dr 320"), identity_key("한빛", "")
    (True, '')
    >>> identity_key("", "DIN 933 M1.6") == identity_key("", "DIN 933 M16")  # a decimal point is not a separator
    False
    """
    code = squeezed(model)
    if not code:
        return ""
    pointed = re.sub(r"(?<=\d)[.,](?=\d)", "p", model)
    return f"{_squeezed_maker(maker)}|{code if pointed == model else squeezed(pointed)}"[:200]


_squeezed_maker = lru_cache(maxsize=10_000)(squeezed)  # a few makers make most products


def lead_band(days: int | None) -> int:
    """Which lead time band, 0 for the fastest; longer than the last limit is one more.

    Source: domain 1.9 (facet lead time).

    >>> lead_band(3), lead_band(14), lead_band(90), lead_band(None)
    (0, 1, 4, 4)
    """
    if days is None:
        return len(LEAD_BANDS)
    return next((band for band, limit in enumerate(LEAD_BANDS) if days <= limit), len(LEAD_BANDS))


def is_fresh(published: date, today: date) -> bool:
    """Whether a listing still counts as new in the ranking.

    Source: domain 1.9.

    >>> is_fresh(date(2026, 11, 1), date(2026, 11, 24)), is_fresh(date(2026, 1, 1), date(2026, 11, 24))
    (True, False)
    """
    return today - published <= timedelta(days=FRESH_DAYS)


def daily_seed(today: date) -> int:
    """The seed that shuffles equally good results for one day: nobody is first for ever.

    Source: domain 1.9 (no paid ranking; tie-break by a stable random seed per day).

    >>> daily_seed(date(2026, 11, 24)), daily_seed(date(2026, 11, 25)) - daily_seed(date(2026, 11, 24))
    (739944, 1)
    """
    return today.toordinal()


def completeness(done: Iterable[bool]) -> int:
    """How much of a draft is filled in, whole percent, rounded down: 100 only when nothing is missing.

    Source: design 6 (registration wizard).

    >>> completeness([True, True, False]), completeness([True])
    (66, 100)
    """
    answers = list(done)
    return sum(answers) * 100 // len(answers) if answers else 0
