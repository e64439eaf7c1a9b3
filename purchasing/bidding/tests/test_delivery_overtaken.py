"""An outage moves the deadline of each tender it hit; where it reaches the day of delivery, the officer is told."""

from datetime import timedelta

import pytest
from django.urls import reverse

from portal.clock import SEOUL, db_now
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.tests.factories import staff
from portal.tests.signin import sign_in
from purchasing.bidding import queries, services
from purchasing.bidding.models import Tender
from purchasing.bidding.tests import factories

pytestmark = pytest.mark.django_db
MOVED = "The deadline has reached the day of delivery."


def after_outage(*, delivered_days_later: int) -> factories.Stage:
    """A tender that would close in two hours; the portal was away for three days."""
    closes_in, now = timedelta(hours=2), db_now()
    day = (now + closes_in).astimezone(SEOUL).date() + timedelta(days=delivered_days_later)
    stage = factories.running(closes_in=closes_in, delivery_on=day)
    times = {"began_at": now - timedelta(days=3), "ended_at": now - timedelta(minutes=1)}
    note = services.note_outage(**times, reason="회선 장애", by=stage.cast.officer)
    services.confirm_outage(note, by=staff("PO"))
    stage.tender = Tender.objects.get(pk=stage.tender.pk)
    return stage


def told(stage: factories.Stage) -> list[str]:
    deliver_due(100)
    return list(Notice.objects.filter(kind="bidding.delivery_overtaken").values_list("user__name", flat=True))


def test_the_deadline_moves_as_for_all_and_the_officer_is_told_to_amend(client):
    stage = after_outage(delivered_days_later=1)
    assert stage.tender.outage_extensions.count() == 1  # nobody is left out of the one rule for all
    assert queries.delivery_overtaken(stage.tender)
    assert told(stage) == [stage.cast.officer.name]
    client.cookies["django_language"] = "en"
    page = reverse("bidding:tender-detail", args=[stage.tender.number])
    assert MOVED not in client.get(page).content.decode()
    sign_in(client, stage.cast.officer)
    assert MOVED in client.get(page).content.decode()


def test_as_long_as_delivery_lies_after_it_there_is_nothing_to_tell(client):
    stage = after_outage(delivered_days_later=30)
    assert stage.tender.outage_extensions.count() == 1
    assert not queries.delivery_overtaken(stage.tender)
    assert told(stage) == []
    client.cookies["django_language"] = "en"
    sign_in(client, stage.cast.officer)
    page = client.get(reverse("bidding:tender-detail", args=[stage.tender.number])).content.decode()
    assert "The deadline was moved." in page
    assert MOVED not in page
