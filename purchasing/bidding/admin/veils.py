"""What windows on the API and on webhooks leave out, because it would tell who has bid (security 5.7, T02)."""

from django.db.models import CharField, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from portal.outbox.models import Event
from portal.veils import veil
from purchasing.bidding.models import MendRequest

# Doors of the API that only a bidder's program knocks at. The log keeps an address without its values, so a request
# about an opened tender cannot be told from one about a sealed one: none of them is shown but to the company itself.
DOORS_OF_BIDDERS = [
    "/api/v1/tenders/{uid}/bids/",
    "/api/v1/tenders/{uid}/sealed-bids/",
    "/api/v1/tenders/{uid}/withdrawals/",
    "/api/v1/tenders/{uid}/bid-files/",
    "/api/v1/tenders/{uid}/explanation/",
    "/api/v1/tenders/{uid}/explanation/answers/",
    "/api/v1/tenders/{uid}/mend/",
    "/api/v1/tenders/{uid}/mend/answers/",
    "/api/v1/bids/",
    "/api/v1/bids/{uid}/receipt/",
]
OF_MENDS = ["bidding.mend_asked", "bidding.mend_judged"]


@veil("partners.ApiRequest", "bids")
def requests_of_bidders(rows: QuerySet) -> QuerySet:
    """Requests that tell that a company bids."""
    return rows.exclude(path__in=DOORS_OF_BIDDERS)


@veil("outbox.Event", "mends")
def events_of_running_mends(rows: QuerySet) -> QuerySet:
    """Announcements about faults to mend, while proposals are judged without names: their messages go to bidders."""
    ids = MendRequest.objects.filter(bid__tender__opened_at=None).values(text=Cast("pk", CharField()))
    told = Event.objects.annotate(mend=KT("payload__mend")).filter(name__in=OF_MENDS, mend__in=ids)
    return rows.exclude(pk__in=told.values("pk"))
