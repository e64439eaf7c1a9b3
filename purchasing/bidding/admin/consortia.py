"""Windows on consortia: not before the opening, for they tell who bids (security 5.7)."""

from django.contrib import admin
from django.db.models import CharField, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from portal.notices.models import Notice
from portal.outbox.models import Event
from portal.veils import veil
from portal.windows import Window
from purchasing.bidding.models import Partnership, Tender

EVENTS = ["bidding.partner_asked", "bidding.partner_agreed", "bidding.partnership_ended"]


def _hidden() -> QuerySet[Partnership]:
    return Partnership.objects.filter(tender__opened_at=None)


@veil("bidding.Partnership", "bids")
def partnerships_of_sealed_bids(rows: QuerySet) -> QuerySet:
    """Who bids with whom."""
    return rows.filter(tender__opened_at__isnull=False)


@veil("audit.AuditEntry", "consortia")
def entries_of_hidden_consortia(rows: QuerySet) -> QuerySet:
    """Entries about them."""
    return rows.exclude(thing_type="bidding.partnership", thing_id__in=_hidden().values(text=Cast("pk", CharField())))


@veil("outbox.Event", "consortia")
def events_of_hidden_consortia(rows: QuerySet) -> QuerySet:
    """Announcements of them."""
    ids = _hidden().values(text=Cast("pk", CharField()))
    told = Event.objects.annotate(partnership=KT("payload__partnership")).filter(name__in=EVENTS, partnership__in=ids)
    return rows.exclude(pk__in=told.values("pk"))


@veil("notices.Notice", "consortia")
def notices_of_hidden_consortia(rows: QuerySet) -> QuerySet:
    """What the two companies were told."""
    numbers = Tender.objects.filter(opened_at=None).values("number")
    told = Notice.objects.annotate(tender=KT("params__number")).filter(kind__in=EVENTS, tender__in=numbers)
    return rows.exclude(pk__in=told.values("pk"))


@admin.register(Partnership)
class PartnershipWindow(Window):
    """Partners of consortia, once the bids are open."""

    list_display = ["tender", "lead", "partner", "share", "agreed_at", "ended_at"]
    list_select_related = ["tender", "lead", "partner"]
    search_fields = ["tender__number"]
