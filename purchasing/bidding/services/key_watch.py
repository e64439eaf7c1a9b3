"""DO: see in time that enough officers can open: ask for drills in the last week, raise the alarm in the last two days.

Source: security 5.6.
"""

from datetime import datetime

from django.db import transaction

from portal.audit.services import record
from portal.clock import db_now
from portal.outbox.services import announce, once, sweeps
from purchasing.bidding import queries
from purchasing.bidding.models import Tender
from purchasing.bidding.states import Seal, TenderState


@sweeps
def watch_keys() -> int:
    """Tell each officer once that a drill is due, and the tender's owner once that too few have drilled."""
    now = db_now()
    soon = Tender.objects.filter(
        state=TenderState.PUBLISHED, seal=Seal.KEYS, closes_at__gt=now, closes_at__lte=now + queries.LAST_DRILL
    )
    return sum(_watch(tender, now) for tender in soon.order_by("pk"))


@transaction.atomic
def _watch(tender: Tender, now: datetime) -> int:
    told = 0
    period = f"{tender.pk} {tender.deadline:%Y-%m-%d %H:%M}"
    for keeper in queries.keepers_of(tender):
        works = keeper.serves and (keeper.key is None or keeper.holds)
        is_due = works and not keeper.is_fresh(tender.deadline - queries.LAST_DRILL)
        if is_due and once("bidding.key_drill_due", f"{period} {keeper.user.pk}"[:40]):
            announce("bidding.key_drill_due", tender=tender.pk, user=keeper.user.pk)
            told += 1
    if queries.is_at_risk(tender, now) and once("bidding.keys_at_risk", period[:40]):
        record(tender, "keys_at_risk", by=None)
        announce("bidding.keys_at_risk", tender=tender.pk)
        told += 1
    return told
