"""What the screens look at, what they saw, and how it compares with earlier tenders."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from portal.people.models import Company, User
from portal.people.queries import addresses_of
from purchasing.bidding.models import BidOrigin, Ruling, ScreenCase, ScreenRun, SealedFile, Tender
from purchasing.bidding.queries.conflicts import bids_that_count
from purchasing.bidding.rules import screens
from purchasing.bidding.rules.screens import Asked
from purchasing.bidding.states import TenderState
from purchasing.bidding.states.screens import CaseState

READS_SCREENS = ("AU", "CP")
LOOKING_BACK, A_YEAR = timedelta(days=3 * 365), timedelta(days=365)
DONE = (TenderState.AWARDED, TenderState.CONTRACTED)
FEWEST_NOTE, FEWEST_LINES = 30, 3  # shorter ones are alike by chance
MEASURES = ("cv", "rd", "diffp", "skew", "evenness")


def asked_in(tender: Tender) -> list[Asked]:
    """The opened prices, each with the traces that its bidder left."""
    rulings = list(
        tender.rulings.filter(price_won__isnull=False).select_related("bid__company", "bid").order_by("bid_id")
    )
    since = tender.opens_at or tender.created_at
    addresses = addresses_of([ruling.bid.submitted_by_id for ruling in rulings], since)
    origins = _origins_in(tender)
    return [
        Asked(
            bidder=ruling.bid.company.number,
            price_won=ruling.opened_price_won,
            traces=frozenset(_traces(ruling, addresses.get(ruling.bid.submitted_by_id, set())))
            | origins.get(ruling.bid.company_id, set()),
        )
        for ruling in rulings
    ]


def _origins_in(tender: Tender) -> dict[int, set[tuple[str, str]]]:
    """By company: from where its versions were sent, as fingerprints; a program's bid has one as a page's has."""
    found: dict[int, set[tuple[str, str]]] = {}
    sent = BidOrigin.objects.filter(bid__tender=tender)
    for company, network, device in sent.values_list("bid__company", "network", "device"):
        marks = found.setdefault(company, set())
        marks.add(("network", network))
        if device:
            marks.add(("device", device))
    return found


def _traces(ruling: Ruling, addresses: Iterable[str]) -> Iterable[tuple[str, str]]:
    """Kinds and fingerprints of what no two bidders share by chance; never the thing itself."""
    company = ruling.bid.company
    yield "person", mark(ruling.bid.submitted_by_id)
    for address in addresses:
        yield "network", mark(address)
    for part in ruling.document.values():
        for refs in (part.get("files") or {}).values():
            for ref in refs:
                yield "file", mark(ref.get("sha256") or ref)
    if len(ruling.note.strip()) >= FEWEST_NOTE:
        yield "note", mark(" ".join(ruling.note.split()))
    if len(ruling.lines) >= FEWEST_LINES:
        yield "unit_prices", mark([line.get("unit_price_won") for line in ruling.lines])
    if company.phone:
        yield "phone", mark("".join(filter(str.isdigit, company.phone)))
    if company.address:
        yield "address", mark(f"{company.postcode} {company.address} {company.address_detail}")
    if company.website:
        yield "website", mark(company.website.rstrip("/").lower())


def mark(value: object) -> str:
    """A fingerprint: equal things have equal ones, and nobody reads the thing from it."""
    return sha256(repr(value).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class NamedFile:
    """An attachment that an opened bid names, and where it lies."""

    bidder: str
    company_id: int
    ref: Mapping[str, Any]


def named_files(tender: Tender) -> list[NamedFile]:
    """The attachments of the opened bids, but for those that several bidders sent byte for byte: they are told as such.

    A maker's data sheet in two bids would otherwise be reported once more for its author.
    """
    found = [
        NamedFile(ruling.bid.company.number, ruling.bid.company_id, ref)
        for ruling in tender.rulings.filter(price_won__isnull=False).select_related("bid__company").order_by("bid_id")
        for part in ruling.document.values()
        for refs in (part.get("files") or {}).values()
        for ref in refs
        if isinstance(ref, dict)
    ]
    senders: dict[str, set[str]] = {}
    for each in found:
        senders.setdefault(str(each.ref.get("sha256")), set()).add(each.bidder)
    return [each for each in found if len(senders[str(each.ref.get("sha256"))]) == 1]


def sealed_file(tender: Tender, named: NamedFile) -> SealedFile | None:
    """Where its bytes lie, if they lie in this tender under its bidder."""
    mine = SealedFile.objects.filter(tender=tender, company=named.company_id)
    return mine.select_related("tender", "company").filter(uid=str(named.ref.get("uid"))).first()


def meetings_of(tender: Tender) -> tuple[list[str], int]:
    """Who won when the tender's bidders met before, oldest first, this award included; and how many they are.

    They met where at least two thirds of them, and no fewer than two, had a bid that counted.
    """
    group = list(tender.rulings.values_list("bid__company", flat=True))
    least = max(2, -(-len(group) * 2 // 3))
    since = (tender.ended_at or tender.deadline) - LOOKING_BACK
    there = bids_that_count().filter(company__in=group).values("tender").annotate(n=Count("company", distinct=True))
    met = Tender.objects.filter(
        state__in=DONE,
        ended_at__gte=since,
        ended_at__lte=tender.ended_at,
        pk__in=there.filter(n__gte=least).values("tender"),
    )
    return list(met.order_by("ended_at", "pk").values_list("winner__company__number", flat=True)), len(group)


def awards_between(one: Company, other: Company, tender: Tender) -> int:
    """How many earlier tenders with a bid of both that counted went to one of them, as far as one looks back."""
    both = bids_that_count().filter(company__in=[one, other]).values("tender")
    both = both.annotate(n=Count("company", distinct=True)).filter(n=2)
    until = tender.ended_at or tender.deadline
    met = Tender.objects.filter(state__in=DONE, ended_at__gte=until - LOOKING_BACK, ended_at__lte=until)
    met = met.filter(winner__company__in=[one, other], pk__in=both.values("tender"))
    return met.exclude(pk=tender.pk).count()


def close_wins_of(company: Company, until: datetime) -> int:
    """How often the company won within twelve months at most 0.1 % above the limit."""
    won = Ruling.objects.filter(
        bid__company=company,
        tender__winner=F("bid"),
        tender__ended_at__gt=until - A_YEAR,
        tender__ended_at__lte=until,
        tender__limit_calcs__version=F("tender__evaluation_no"),
        tender__limit_calcs__limit_won__isnull=False,
    ).values_list("price_won", "tender__limit_calcs__limit_won")
    return sum(bool(limit and price and screens.is_close_to_limit(price, limit)) for price, limit in won)


def history_of(measure: str, moment: str, before: ScreenRun | None = None) -> list[Decimal]:
    """What earlier tenders showed, after the same step; oldest first."""
    earlier = ScreenRun.objects.filter(moment=moment, **{f"{measure}__isnull": False})
    if before is not None:
        earlier = earlier.filter(pk__lt=before.pk)
    return list(earlier.order_by("pk").values_list(measure, flat=True))


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure beside its history."""

    measure: str
    value: Decimal
    history: list[Decimal]

    @property
    def quartiles(self) -> tuple[Decimal, Decimal, Decimal] | None:
        """Of the history."""
        return screens.quartiles(self.history)

    @property
    def below_pct(self) -> int | None:
        """How many of a hundred earlier tenders lie below."""
        if not self.history:
            return None
        return sum(value < self.value for value in self.history) * 100 // len(self.history)


def compared(run: ScreenRun) -> list[Compared]:
    """The figures of a run, each beside what earlier tenders showed after the same step."""
    return [
        Compared(measure, value, history_of(measure, run.moment, run))
        for measure in MEASURES
        if (value := getattr(run, measure)) is not None
    ]


def reads_screens(user: User) -> bool:
    """Auditors and compliance. Not who buys or judges: a figure that only hints at something must not sway them."""
    return user.is_authenticated and user.is_internal and user.has_role(*READS_SCREENS)


def screened_visible_to(user: User) -> QuerySet[Tender]:
    """Opened tenders, the latest first: the screens look at them, and at nothing that is sealed."""
    if not reads_screens(user):
        return Tender.objects.none()
    opened = Tender.objects.filter(opened_at__isnull=False).select_related("screen_case")
    return opened.prefetch_related("screenings").order_by("-pk")


def cases_waiting_for(user: User) -> list[ScreenCase]:
    """Cases that an auditor has to look at: open ones, and those taken up oneself; the oldest first."""
    if not user.is_internal or not user.has_role("AU"):
        return []
    waiting = Q(state=CaseState.OPEN) | Q(state=CaseState.TAKEN_UP, auditor=user)
    return list(ScreenCase.objects.filter(waiting).select_related("tender").order_by("pk")[:20])


def names_of(numbers: Iterable[str]) -> dict[str, str]:
    """The companies behind public numbers, in the reader's language."""
    return {company.number: company.name for company in Company.objects.filter(number__in=set(numbers))}
