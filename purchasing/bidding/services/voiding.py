"""DO: let bids count no more when their ground has gone: an amended notice, new keys. They are never opened."""

from django.db import transaction

from portal.audit.services import record
from portal.outbox.services import announce
from portal.people.models import User
from purchasing.bidding import queries
from purchasing.bidding.models import Tender, VoidedBid


@transaction.atomic
def void_bids(tender: Tender, *, cause: str, by: User | None) -> None:
    """All bids that count now become void; each bidder is told, and nobody is told how many there were.

    Called by the service whose deed it follows from, inside its transaction and with the tender locked.
    """
    for bid in queries.current_bids(tender).order_by("pk"):
        VoidedBid.objects.create(bid=bid, cause=cause)
        record(bid, "voided", by=by, payload={"cause": str(cause)})  # on the bid: the tender's timeline tells nothing
        announce("bidding.bid_voided", bid=bid.pk)
