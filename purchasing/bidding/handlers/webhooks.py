"""What systems outside are told of tenders and of a company's own bids (``portal.webhooks``).

Of a sealed bid its own company alone hears, and no more than that it arrived. A tender is told in the state that people
outside are told, so nothing of the evaluation shows before its result.
"""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.people.models import User
from portal.webhooks.registry import Subject
from purchasing.bidding import queries
from purchasing.bidding.models import Bid, Explanation, MendRequest, Tender
from purchasing.bidding.states import EXAMINED


def state_outside(tender: Tender) -> str:
    """The state as people outside are told it."""
    return "evaluation" if tender.state in EXAMINED else str(tender.state)


def told_of(tender: Tender) -> dict[str, object]:
    """State, kind and deadline."""
    return {"state": state_outside(tender), "kind": tender.kind, "closes_at": tender.closes_at}


TENDERS = Subject(
    group=pgettext_lazy("webhook", "Tenders"),
    scope="tender.read",
    model=Tender,
    payload="tender",
    found=queries.tenders_visible_to,
    door="api-tender-detail",
    tells=told_of,
    order=20,
)
for code, outbox, label, said in (
    (
        "tender.published",
        "bidding.tender_published",
        pgettext_lazy("webhook", "Tender published"),
        _("A tender that the company may read was published."),
    ),
    (
        "tender.amended",
        "bidding.tender_amended",
        pgettext_lazy("webhook", "Tender amended"),
        _("A published tender was changed."),
    ),
    (
        "tender.deadline_extended",
        "bidding.deadline_extended",
        _("Deadline extended"),
        _("A tender takes bids for longer."),
    ),
    (
        "tender.question_answered",
        "bidding.question_answered",
        _("Question answered"),
        _("A question about a tender was answered for all."),
    ),
    (
        "tender.closed",
        "bidding.tender_closed",
        pgettext_lazy("webhook", "Tender closed"),
        _("The deadline of a tender has passed."),
    ),
    (
        "tender.standstill_begun",
        "bidding.standstill_begun",
        _("Standstill begun"),
        _("The award is meant for somebody; objections are possible."),
    ),
    (
        "tender.awarded",
        "bidding.tender_awarded",
        pgettext_lazy("webhook", "Tender awarded"),
        _("A tender was awarded; its result is published."),
    ),
    (
        "tender.failed",
        "bidding.tender_failed",
        pgettext_lazy("webhook", "Tender failed"),
        _("A tender ended without an award."),
    ),
    (
        "tender.cancelled",
        "bidding.tender_cancelled",
        pgettext_lazy("webhook", "Tender called off"),
        _("A tender was cancelled."),
    ),
):
    TENDERS.enter(code, outbox, label, said)

OWN = Subject(
    group=_("Own bids"),
    scope="bid.read",
    model=Bid,
    payload="bid",
    found=queries.own_versions,
    owners=("company",),
    door="api-own-bid-receipt",
    tells=lambda bid: {"seq": bid.seq, "tender": str(bid.tender.uid), "tender_number": bid.tender.number},
    order=21,
)
OWN.enter(
    "bid.received",
    "bidding.bid_submitted",
    pgettext_lazy("webhook", "Bid received"),
    _("The company's own sealed bid has arrived; nothing of its contents is told."),
)
OWN.enter(
    "bid.withdrawn",
    "bidding.bid_withdrawn",
    pgettext_lazy("webhook", "Bid withdrawn"),
    _("The company has withdrawn its own bid."),
)


def own_explanations(user: User) -> QuerySet[Explanation]:
    """Those that the company's bids were asked for."""
    return Explanation.objects.filter(bid__in=queries.own_versions(user).values("pk")).select_related("tender")


def own_mends(user: User) -> QuerySet[MendRequest]:
    """Formal faults that the company was asked to mend."""
    return MendRequest.objects.filter(bid__in=queries.own_versions(user).values("pk")).select_related("bid__tender")


Subject(
    group=_("Own bids"),
    scope="bid.read",
    model=Explanation,
    payload="explanation",
    found=own_explanations,
    owners=("bid__company",),
    door="api-tender-explanation",
    door_by="uid=tender.uid",
    tells=lambda asked: {"tender": str(asked.tender.uid), "tender_number": asked.tender.number},
    order=22,
).enter(
    "bid.explanation_asked",
    "bidding.explanation_asked",
    _("Explanation asked for"),
    _("A low price of the company has to be explained."),
)
Subject(
    group=_("Own bids"),
    scope="bid.read",
    model=MendRequest,
    payload="mend",
    found=own_mends,
    owners=("bid__company",),
    door="api-tender-mend",
    door_by="uid=bid.tender.uid",
    tells=lambda asked: {"tender": str(asked.bid.tender.uid), "tender_number": asked.bid.tender.number},
    order=22,
).enter(
    "bid.mend_asked",
    "bidding.mend_asked",
    _("Formal fault to mend"),
    _("The company is asked to mend a formal fault of its bid."),
)
