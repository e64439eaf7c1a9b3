"""Windows on tenders. Bids and base prices have none: nobody reads them here before the opening (security 5.7)."""

from django.contrib import admin
from django.db.models import CharField, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from portal.notices.models import Notice
from portal.outbox.models import Event
from portal.veils import veil
from portal.windows import Window
from purchasing.bidding.models import (
    AwardDecision,
    Bid,
    BiddingTerms,
    CommitteeMember,
    DeadlineExtension,
    LimitCalc,
    OpeningSession,
    Ruling,
    SeatChange,
    Tender,
    TenderLine,
)

TOLD_OF_BIDS = ["bidding.bid_receipt", "bidding.bid_submitted", "bidding.bid_withdrawn", "bidding.bid_voided"]


# What bidders are told before the opening. Before the deadline neither bids nor their number may be inferred; until the
# opening only the number is told; a tender that ends unopened keeps the names of its bidders for good.
TOLD_BIDDERS = [
    *TOLD_OF_BIDS, "bidding.deadline_extended", "bidding.tender_amended", "bidding.tender_amended_materially",
    "bidding.round_published", "bidding.tender_failed", "bidding.tender_cancelled", "bidding.bid_void_amended",
    "bidding.bid_void_rekeyed", "bidding.mend_asked", "bidding.mend_judged",
]  # fmt: skip


def _sealed_bids() -> QuerySet[Bid]:
    return Bid.objects.filter(tender__opened_at=None)


@veil("audit.AuditEntry", "bids")
def entries_of_open_bids(rows: QuerySet) -> QuerySet:
    """Entries about bids that are not opened."""
    ids = _sealed_bids().values(text=Cast("pk", CharField()))
    return rows.exclude(thing_type="bidding.bid", thing_id__in=ids)


@veil("outbox.Event", "bids")
def events_of_open_bids(rows: QuerySet) -> QuerySet:
    """Announcements of bids that are not opened."""
    ids = _sealed_bids().values(text=Cast("pk", CharField()))
    sealed = Event.objects.annotate(bid=KT("payload__bid")).filter(name__in=TOLD_OF_BIDS, bid__in=ids)
    return rows.exclude(pk__in=sealed.values("pk"))


@veil("notices.Notice", "bids")
def notices_of_open_bids(rows: QuerySet) -> QuerySet:
    """What bidders were told of a tender that is not opened: it would tell who has bid."""
    numbers = Tender.objects.filter(opened_at=None).values("number")
    sealed = Notice.objects.annotate(tender=KT("params__number")).filter(kind__in=TOLD_BIDDERS, tender__in=numbers)
    return rows.exclude(pk__in=sealed.values("pk"))


@admin.register(Tender)
class TenderWindow(Window):
    """Tenders; states change by the named actions of the tender page."""

    list_display = ["number", "title_ko", "kind", "method", "state", "officer", "closes_at"]
    list_filter = ["state", "kind", "method"]
    list_select_related = ["officer"]
    search_fields = ["number", "title_ko", "title_en"]
    date_hierarchy = "published_at"


@admin.register(TenderLine)
class TenderLineWindow(Window):
    """What is wanted."""

    list_display = ["tender", "no", "description_ko", "qty", "uom"]
    list_select_related = ["tender"]
    search_fields = ["tender__number", "description_ko"]


@admin.register(CommitteeMember)
class CommitteeMemberWindow(Window):
    """Who may open."""

    list_display = ["tender", "user", "declared_at"]
    list_select_related = ["tender", "user"]
    search_fields = ["tender__number", "user__name"]


@admin.register(SeatChange)
class SeatChangeWindow(Window):
    """Members of opening committees who were replaced after the publication."""

    list_display = ["tender", "leaves", "comes", "reason", "new_keys", "decided_by", "decided_at"]
    list_select_related = ["tender", "leaves", "comes", "decided_by"]
    search_fields = ["tender__number", "leaves__name", "comes__name"]


@admin.register(DeadlineExtension)
class DeadlineExtensionWindow(Window):
    """Later deadlines."""

    list_display = ["tender", "closed_at_before", "closes_at", "asked_by", "decided_by", "approved"]
    list_select_related = ["tender", "asked_by", "decided_by"]
    search_fields = ["tender__number"]


@admin.register(OpeningSession)
class OpeningSessionWindow(Window):
    """Openings and the hash of their minutes."""

    list_display = ["tender", "first_by", "first_at", "second_by", "second_at", "minutes_sha256"]
    list_select_related = ["tender", "first_by", "second_by"]
    search_fields = ["tender__number"]
    fields = ["tender", "first_by", "first_at", "second_by", "second_at", "minutes_sha256"]


@admin.register(Ruling)
class RulingWindow(Window):
    """Verdicts on opened bids: there is none before the opening."""

    fields = [
        "bid", "tender", "price_won", "lead_days", "state", "rank", "cause", "tie", "preferred", "esg_score", "band_a",
    ]  # fmt: skip
    list_display = ["bid", "tender", "state", "rank", "cause"]
    list_select_related = ["bid", "tender"]
    list_filter = ["state"]
    search_fields = ["tender__number"]


@admin.register(LimitCalc)
class LimitCalcWindow(Window):
    """Calculations as they were done."""

    list_display = ["tender", "version", "engine", "calculated_at", "base_won", "limit_won", "failure", "doubt"]
    list_select_related = ["tender"]
    search_fields = ["tender__number"]


@admin.register(AwardDecision)
class AwardDecisionWindow(Window):
    """Proposals to award, and what became of them."""

    list_display = ["tender", "bid", "price_won", "out_of_order", "proposed_by", "approved_by", "returned_by"]
    list_select_related = ["tender", "bid", "proposed_by", "approved_by", "returned_by"]
    search_fields = ["tender__number"]


@admin.register(BiddingTerms)
class BiddingTermsWindow(Window):
    """The house terms by date."""

    list_display = ["valid_from", "lpl_ratio", "lpl_min_n", "lpl_pool_cap", "goods_notice_days", "works_notice_days"]
