"""What of tenders, awards and the own bids may be taken out in bulk: nothing that is still sealed."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.exchange.registry.exports import DAY, INTEGER, MOMENT, WON, Column, Dataset, datasets
from portal.people.models import User
from purchasing.bidding import queries
from purchasing.bidding.models import Bid, Tender
from purchasing.bidding.states import TenderState

READERS = frozenset({"SA", "SU", "BD", "SF", "PO", "AP", "RQ", "FI", "CP", "AU", "SG"})
AWARDED = (TenderState.AWARDED, TenderState.CONTRACTED)
HEAD = [
    Column("uid", _("Identifier")),
    Column("number", _("Number")),
    Column("title_ko", _("Title (Korean)")),
    Column("title_en", _("Title (English)")),
    Column("kind", _("Kind")),
    Column("method", _("Award by")),
]


def published_tenders(user: User) -> QuerySet[Tender]:
    """Those that the reader may see, once they are published."""
    return queries.tenders_visible_to(user).filter(published_at__isnull=False)


def awards(user: User) -> QuerySet[Tender]:
    """Those with a published award."""
    return published_tenders(user).filter(state__in=AWARDED, winner__isnull=False).select_related("winner__ruling")


def own_bids(user: User) -> QuerySet[Bid]:
    """Every version of every bid of the own company, without its price."""
    return queries.own_versions(user).defer("price_won", "lines", "stated_total_won", "note")


def state_outside(tender: Tender) -> str:
    """The state as people outside are told it."""
    from purchasing.bidding.api.tenders import OUTSIDE  # the API's words; loaded when the first row is written

    return OUTSIDE.get(TenderState(tender.state), str(tender.state))


def state_in_words(tender: Tender) -> object:
    """The same in the reader's language."""
    from purchasing.bidding.views.shown import OUTSIDE_WORDS  # the page's words; loaded when the first row is written

    return OUTSIDE_WORDS.get(TenderState(tender.state), tender.get_state_display())


datasets.add(
    "bidding.tenders",
    Dataset(
        label=_("Tenders"),
        said=_("Published tenders that you may see, with their dates."),
        roles=READERS,
        scope="tender.read",
        rows=published_tenders,
        period="published_at",
        order=20,
        columns=[
            *HEAD,
            Column("state", _("State"), of=state_outside, said=state_in_words),
            Column("delivery_on", _("Delivery by"), DAY),
            Column("published_at", pgettext_lazy("tender", "Published"), MOMENT),
            Column("questions_until", _("Questions until"), MOMENT),
            Column("opens_at", _("Bids from"), MOMENT),
            Column("closes_at", _("Bids until"), MOMENT),
            Column("ended_at", _("Ended"), MOMENT),
        ],
    ),
)
datasets.add(
    "bidding.awards",
    Dataset(
        label=_("Awards"),
        said=_("Who won which tender at which price, how many had bid."),
        roles=READERS,
        scope="tender.read",
        rows=awards,
        period="ended_at",
        order=21,
        columns=[
            *HEAD,
            Column("winner", _("Winner"), of="winner.company.name"),
            Column("winner_number", _("Number of the winner"), of="winner.company.number"),
            Column("price_won", _("Price (won)"), WON, of="winner.ruling.price_won"),
            Column("bid_count", _("Bids"), INTEGER),
            Column("awarded_at", _("Awarded"), MOMENT, of="ended_at"),
        ],
    ),
)
datasets.add(
    "bidding.own_bids",
    Dataset(
        own=True,
        label=_("Own bids"),
        said=_("Every version of the company's bids with its receipt and fingerprint, without the price."),
        roles=frozenset(queries.READS_OWN_BIDS),
        scope="bid.read",
        supplier_only=True,
        rows=own_bids,
        period="received_at",
        order=22,
        columns=[
            Column("uid", _("Identifier")),
            Column("receipt", _("Receipt")),
            Column("tender", _("Number of the tender"), of="tender.number"),
            Column("version", _("Version"), INTEGER, of="seq"),
            Column("kind", _("Kind")),
            Column("notice_version", _("Version of the notice"), INTEGER),
            Column("received_at", _("Received"), MOMENT),
            Column("commitment", _("Fingerprint")),
        ],
    ),
)
