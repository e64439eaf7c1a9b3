"""The admin's windows tell nothing of sealed bids (security 5.7)."""

import pytest
from django.contrib import admin
from django.urls import reverse

from portal.audit.models import AuditEntry
from portal.audit.queries import entries_visible_to
from portal.notices.models import Notice
from portal.outbox.models import Event
from portal.outbox.services import deliver_due
from portal.tests.factories import staff
from portal.tests.signin import sign_in
from purchasing.bidding.models import BasePrice, Bid
from purchasing.bidding.services import close_tender
from purchasing.bidding.services.voiding import void_bids
from purchasing.bidding.tests import board_factories
from purchasing.bidding.tests.factories import open_bids, opened, pass_deadline, published


def seen_by_staff(rf, administrator) -> set[str]:
    """What the three windows show of bids: audit entries, events, notices."""
    request = rf.get("/admin/")
    request.user = administrator
    entries = admin.site.get_model_admin(AuditEntry).get_queryset(request).filter(thing_type="bidding.bid")
    events = admin.site.get_model_admin(Event).get_queryset(request).filter(name__startswith="bidding.bid_")
    notices = admin.site.get_model_admin(Notice).get_queryset(request).filter(kind__startswith="bidding.bid_")
    return {name for name, rows in (("entry", entries), ("event", events), ("notice", notices)) if rows.exists()}


@pytest.mark.django_db
def test_nobody_infers_bids_from_windows_before_the_opening_and_everything_shows_after_it(rf):
    administrator, auditor = staff("AD", is_staff=True, is_superuser=True), staff("AU")
    stage = published(prices=(90_000_000, 91_000_000))
    deliver_due()
    assert Notice.objects.filter(kind="bidding.bid_receipt").exists()  # there is something to leak

    assert seen_by_staff(rf, administrator) == set()
    assert not entries_visible_to(auditor).filter(thing_type="bidding.bid").exists()

    pass_deadline(stage.tender)
    close_tender(stage.tender)

    assert seen_by_staff(rf, administrator) == set()  # closed: staff are told how many, not who (security 5.7)
    assert not entries_visible_to(auditor).filter(thing_type="bidding.bid").exists()

    open_bids(stage)

    assert seen_by_staff(rf, administrator) == {"entry", "event", "notice"}
    assert entries_visible_to(auditor).filter(thing_type="bidding.bid").count() == 2


@pytest.mark.django_db
def test_bids_that_became_void_are_not_inferred_either(rf):
    administrator = staff("AD", is_staff=True, is_superuser=True)
    stage = published(prices=(90_000_000, 91_000_000))
    void_bids(stage.tender, cause="amended", by=None)
    deliver_due()
    assert Notice.objects.filter(kind="bidding.bid_void_amended").exists()

    assert seen_by_staff(rf, administrator) == set()


@pytest.mark.django_db
def test_a_tender_that_fails_unopened_keeps_the_names_of_its_bidders(rf):
    administrator = staff("AD", is_staff=True, is_superuser=True)
    stage = published(prices=(90_000_000,))
    pass_deadline(stage.tender)
    assert close_tender(stage.tender).state == "failed"
    deliver_due()
    assert Notice.objects.filter(kind="bidding.tender_failed", user=stage.bidders[0]).exists()

    assert seen_by_staff(rf, administrator) == set()
    request = rf.get("/admin/")
    request.user = administrator
    shown = admin.site.get_model_admin(Notice).get_queryset(request)
    assert not shown.filter(user=stage.bidders[0]).exists()


@pytest.mark.django_db
def test_bids_and_base_prices_have_no_window(client):
    administrator = staff("AD", is_staff=True, is_superuser=True)

    assert not admin.site.is_registered(Bid)
    assert not admin.site.is_registered(BasePrice)
    assert sign_in(client, administrator).get(reverse("admin:index")).status_code == 200


@pytest.mark.django_db
def test_the_window_of_verdicts_shows_nothing_of_a_board_that_judges_without_names(client):
    sign_in(client, staff("AD", is_staff=True, is_superuser=True))
    blind, done = board_factories.examining(), opened()
    rows = client.get(reverse("admin:bidding_ruling_changelist"))

    assert {ruling.tender for ruling in rows.context["cl"].queryset} == {done.tender}
    hidden = client.get(reverse("admin:bidding_ruling_change", args=[blind.tender.rulings.first().pk]))
    assert hidden.status_code == 302  # as one that is not there
    shown = client.get(reverse("admin:bidding_ruling_change", args=[done.tender.rulings.first().pk]))
    assert shown.status_code == 200
    # the documents as they were sealed, with their nonces, texts and files, have no place here
    assert not {"document", "lines", "note", "figures", "remark"} & set(shown.context["adminform"].fields)
