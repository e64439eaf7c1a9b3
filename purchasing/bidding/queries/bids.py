"""Bids: the seal is here. Before opening nobody but the bidder sees a bid, and nobody sees how many there are."""

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.db.models import BigIntegerField, CharField, Exists, Max, OuterRef, Q, QuerySet, Sum

from catalog.states import ESG_PASSES
from portal.compiled import CompiledThings, Given
from portal.people.models import Company, Standing, User
from portal.people.queries import standing_of
from purchasing.bidding.models import AwardDecision, Bid, MendRequest, Tender
from purchasing.bidding.queries.conflicts import bids_that_count
from purchasing.bidding.queries.listing import find_tenders
from purchasing.bidding.queries.standings import standings_of
from purchasing.bidding.queries.tenders import reads_opened_bids
from purchasing.bidding.states import BidKind, Fact, TenderState

READS_OWN_BIDS = ("SA", "BD")


def current_bids(tender: Tender) -> QuerySet[Bid]:
    """The bids that count: each company's last row, unless that is a withdrawal. For services; not for screens."""
    return bids_that_count().filter(tender=tender)


def last_bids_of(companies: Collection[int]) -> dict[int, datetime]:
    """Of these companies, when each last bid or withdrew a bid. For services; not for screens."""
    rows = Bid.objects.filter(company__in=companies).order_by()
    return dict(rows.values_list("company").annotate(last=Max("received_at")))


def bids_visible_to(user, tender: Tender) -> QuerySet[Bid]:
    """A supplier's administrator or bidder sees the own company's bids, all versions, newest first; staff who may read
    opened bids see those that counted, cheapest first; everybody else sees none.
    """
    bids = tender.bids.select_related("company", "submitted_by", "ruling", "voided")
    if getattr(user, "is_authenticated", False) and user.is_supplier and user.has_role(*READS_OWN_BIDS):
        return bids.filter(company=user.company).annotate(chosen=_chosen()).order_by("-seq")
    if reads_opened_bids(user, tender):
        return bids.filter(ruling__isnull=False).order_by("ruling__price_won", "pk")
    return bids.none()


def own_bid(user, tender: Tender) -> Bid | None:
    """The bid of the user's company that counts now, or None (never bid, withdrawn, or void)."""
    last = bids_visible_to(user, tender).first() if getattr(user, "is_supplier", False) else None
    return last if last is not None and last.kind == BidKind.BID and not hasattr(last, "voided") else None


_BY_KEY = CompiledThings(
    lambda: Bid.objects.select_related("tender", "company", "signed_receipt").filter(
        company_id=Given("company", BigIntegerField()), key=Given("key", CharField())
    )
)


def bid_by_key(company_id: int | None, key_hash: str) -> Bid | None:
    """What the company sealed or withdrew under this key, of which it has one. For services; not for screens."""
    return _BY_KEY.first(company=company_id, key=key_hash)


def _chosen() -> Exists:
    """Whether the award to the bid is approved and stands: it is the one "to be awarded" while the standstill runs."""
    stands = AwardDecision.objects.filter(bid=OuterRef("pk"), approved_at__isnull=False, taken_back_at=None)
    return Exists(stands)


def own_bids(user: User) -> QuerySet[Bid]:
    """The last row of each tender in which the user's company took part, newest first: for the supplier's own list."""
    if not user.is_supplier or not user.has_role(*READS_OWN_BIDS):
        return Bid.objects.none()
    later = Bid.objects.filter(tender=OuterRef("tender"), company=OuterRef("company"), seq__gt=OuterRef("seq"))
    mine = Bid.objects.filter(~Exists(later), company=user.company)
    mine = mine.select_related("tender__winner__company", "tender__winner__ruling", "company", "ruling", "voided")
    return mine.annotate(chosen=_chosen()).order_by("-received_at")


def find_own_bids(user: User, *, now: datetime, q: str = "", stage: str = "") -> QuerySet[Bid]:
    """Those of ``own_bids`` whose tender fits, as the list of tenders finds it."""
    bids = own_bids(user)
    if q or stage:
        bids = bids.filter(tender__in=find_tenders(Tender.objects.all(), now=now, q=q, stage=stage).order_by())
    return bids


def own_versions(user: User) -> QuerySet[Bid]:
    """Every bid and withdrawal of the user's company, each version with its own receipt."""
    if not user.is_supplier or not user.has_role(*READS_OWN_BIDS):
        return Bid.objects.none()
    return Bid.objects.filter(company=user.company).select_related("tender", "company")


def own_mend(user: User, tender: Tender) -> MendRequest | None:
    """The formal faults that the user's company was asked to mend in this tender, if it was."""
    if not user.is_supplier or not user.has_role(*READS_OWN_BIDS):
        return None
    asked = MendRequest.objects.select_related("bid__tender", "bid__company")
    return asked.filter(bid__tender=tender, bid__company=user.company).first()


def bid_count_visible_to(user, tender: Tender) -> int | None:
    """How many bids counted at closing, for staff and for the tender's bidders; None before that, and for others."""
    if tender.state in (TenderState.DRAFT, TenderState.REVIEW, TenderState.PUBLISHED) or tender.bid_count is None:
        return None
    if getattr(user, "is_authenticated", False) and (user.is_internal or has_bid(user, tender)):
        return tender.bid_count
    return None


def has_bid(user, tender: Tender) -> bool:
    """Whether the user's company had a bid in the tender that counted."""
    company_id = getattr(user, "company_id", None)
    return company_id is not None and current_bids(tender).filter(company=company_id).exists()


def bidders_of(tender: Tender) -> QuerySet[User]:
    """People to tell about the tender: administrators and bidders of every company that has ever bid in it."""
    return User.objects.filter(
        is_active=True,
        memberships__state="active",
        memberships__roles__code__in=READS_OWN_BIDS,
        memberships__company__in=Company.objects.filter(bids__tender=tender),
    ).distinct()


def sanction_of(company: Company, on: date) -> str:
    """What keeps the company out of tenders on that day: a ``states.Fact`` value, or ""."""
    return kept_out(company, on)[0]


def kept_out(company: Company, on: date) -> tuple[str, bool]:
    """What keeps the company out of all tenders, and whether something keeps it out of certain classes; one query."""
    said = standings_of([company.pk], [Fact.SANCTION, Fact.ESG_LIMITATION, Fact.MINERALS], on)
    sanction = kept_out_by(said.get((company.pk, Fact.SANCTION)), said.get((company.pk, Fact.ESG_LIMITATION)))
    return sanction, said.get((company.pk, Fact.MINERALS), "").startswith("blocked")


def is_warned(company: Company, on: date) -> bool:
    """Whether a written warning (level 1) counts on that day: it bars nothing, and whoever bids is told."""
    return standing_of(company, Fact.ESG_LIMITATION, on) == "1"


def gate_before(company: Company, on: date) -> str:
    """Which gate the company has not passed on that day, so that it may not bid: a ``states.Fact`` value, or "".

    Source: domain 11.3 (ESG-01), 11.4, 17.
    """
    said = standings_of([company.pk], [Fact.ESG_ENTRY, Fact.ESG_CODE], on)
    if said.get((company.pk, Fact.ESG_ENTRY)) not in ESG_PASSES:
        return Fact.ESG_ENTRY
    return "" if (company.pk, Fact.ESG_CODE) in said else Fact.ESG_CODE


def order_cap_of(company: Company, on: date) -> tuple[Decimal, date] | None:
    """The most that may be ordered from the company, and from which day its orders count; None without a cap."""
    rows = Standing.objects.filter(company=company, fact=Fact.ORDER_CAP, valid_from__lte=on)
    row = rows.filter(Q(valid_to=None) | Q(valid_to__gte=on)).order_by("-valid_from", "-id").first()
    if row is None or not row.value.isdecimal():
        return None
    return Decimal(row.value), row.valid_from


def awarded_since(company: Company, since: date, *, but: AwardDecision | None = None) -> Decimal:
    """Prices of the approved awards to the company from that day on which stand, in won."""
    stands = AwardDecision.objects.filter(bid__company=company, approved_at__date__gte=since, taken_back_at=None)
    if but is not None:
        stands = stands.exclude(pk=but.pk)
    return stands.aggregate(total=Sum("price_won"))["total"] or Decimal(0)


def esg_score_of(company: Company, on: date) -> Decimal | None:
    """The company's ESG score on that day, if one is recorded."""
    return score_from(standing_of(company, Fact.ESG_SCORE, on))


def score_from(value: str | None) -> Decimal | None:
    """An ESG score as recorded on the ground floor; one that is not a number counts as none.

    >>> score_from("71.5"), score_from("unknown"), score_from("NaN")
    (Decimal('71.5'), None, None)
    """
    try:
        score = Decimal(value) if value is not None else None
    except InvalidOperation:
        return None
    return score if score is not None and score.is_finite() else None


def kept_out_by(sanction: str | None, limitation: str | None) -> str:
    """Which of the two recorded facts keeps a company out: a ``states.Fact`` value, or ""."""
    if sanction not in (None, "", "none"):
        return Fact.SANCTION
    level = limitation or "0"
    may_bid = level.isdecimal() and int(level) < 2  # a value that is no level keeps the company out
    return "" if may_bid else Fact.ESG_LIMITATION
