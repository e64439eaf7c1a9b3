"""What waits for a member of an opening committee: envelopes that can be opened now. Source: security 5.3, 5.5."""

from datetime import datetime, timedelta

from portal.people.models import User
from purchasing.bidding.models import Contribution, EnvelopeOpening, OpeningSession, Tender
from purchasing.bidding.queries.board import envelope_release
from purchasing.bidding.queries.conflicts import tenders_tied_to
from purchasing.bidding.queries.seal import next_envelopes
from purchasing.bidding.states import TenderState

WINDOW = timedelta(minutes=30)  # within which all confirmations of an opening fall
MOST = 50


def openings_waiting_for(user: User, now: datetime) -> list[tuple[Tender, str]]:
    """(tender, envelope) that this member may confirm now and has not, or whose confirmation has lapsed.

    Nobody is asked for what the page would refuse: before the own declaration, while the board has to judge an earlier
    envelope, or while the base price has to be sealed again. A constant number of queries.
    """
    if not user.is_internal or not user.has_role("OC"):
        return []
    since = now - WINDOW
    begun = {"first_by": user, "first_at__gte": since, "second_at": None}
    given = Contribution.objects.filter(by=user, at__gte=since, tender_key__pad_used_at=None)
    seats = Tender.objects.filter(committee__user=user, committee__declared_at__isnull=False)
    found = Tender.objects.filter(
        pk__in=seats.values("pk"), state__in=[TenderState.CLOSED, TenderState.EXAMINING], base_price_due=False
    )
    found = found.exclude(pk__in=OpeningSession.objects.filter(**begun).values("tender"))
    found = found.exclude(pk__in=EnvelopeOpening.objects.filter(**begun).values("tender"))
    found = found.exclude(pk__in=given.values("tender_key__tender"))
    found = found.exclude(pk__in=tenders_tied_to(user).values("pk")).exclude(officer=user).exclude(estimator=user)
    tenders = list(found.select_related("officer").prefetch_related("criteria", "sittings").order_by("pk")[:MOST])
    nexts = next_envelopes(tenders)
    return [
        (tender, nexts[tender.pk])
        for tender in tenders
        if nexts[tender.pk] and envelope_release(tender, nexts[tender.pk])
    ]
