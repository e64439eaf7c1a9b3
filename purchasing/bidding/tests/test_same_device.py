"""Two officers on one device: told before the opening and in its minutes; refused it is not. Source: security T14."""

import json

import pytest

from portal.audit.models import AuditEntry
from purchasing.bidding import queries, services
from purchasing.bidding.models import Contribution, OpeningSession, Tender
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.test_views_shown import address, sign_in

pytestmark = pytest.mark.django_db
WARNING = "Two members, one device"
ONE, OTHER = "Mozilla/5.0 (X11; Linux x86_64) one", "Mozilla/5.0 (X11; Linux x86_64) other"


@pytest.fixture
def stage() -> factories.Stage:
    stage = factories.closed(seal="keys", prices=(88_000_001, 92_000_002, 97_000_003))
    for opener in (*stage.cast.openers, stage.cast.third_opener):
        services.declare_no_conflict(stage.tender, by=opener)
    return stage


def confirm(client, stage, officer, browser: str) -> str:
    """The page as the officer reads it before the own confirmation, with that browser."""
    client.cookies.clear()
    client.defaults |= {"HTTP_ACCEPT_LANGUAGE": "en", "HTTP_USER_AGENT": browser}
    sign_in(client, officer)
    shown = client.get(address(stage.tender, "opening-detail")).content.decode()
    answer = client.post(address(stage.tender, "opening-confirm"), {"passphrase": factories.PASSPHRASE})
    assert answer.status_code == 303
    return shown


def test_two_officers_on_one_device_are_warned_and_the_minutes_name_them(client, stage):
    first, second = stage.cast.openers
    assert WARNING not in confirm(client, stage, first, ONE)
    kept = Contribution.objects.get()
    assert len(kept.device) == 64
    assert "127.0.0.1" not in kept.device

    shown = confirm(client, stage, second, ONE)

    assert WARNING in shown
    assert f"{first}, {second}" in shown
    assert Tender.objects.get(pk=stage.tender.pk).state == "opened"
    members = [str(first.uid), str(second.uid)]
    assert json.loads(OpeningSession.objects.get().minutes)["same_device"] == members
    entry = AuditEntry.objects.filter(what="bidding.tender.open").get()
    assert json.loads(entry.payload)["same_device"] == members
    assert WARNING in client.get(address(stage.tender, "opening-detail")).content.decode()
    assert set(Contribution.objects.values_list("device", flat=True)) == {""}  # the minutes say what is to be known


def test_two_devices_are_none_to_warn_of(client, stage):
    first, second = stage.cast.openers
    confirm(client, stage, first, ONE)

    assert WARNING not in confirm(client, stage, second, OTHER)
    assert "same_device" not in json.loads(OpeningSession.objects.get().minutes)
    assert WARNING not in client.get(address(stage.tender, "opening-detail")).content.decode()


def test_a_device_is_known_within_one_opening_alone_and_an_unknown_one_is_like_no_other(stage):
    key = stage.tender.keys.get()
    other = factories.closed(stage.cast, seal="keys", prices=(88_000_001, 92_000_002)).tender.keys.get()
    first, second = stage.cast.openers
    mark = services.device_mark(key, ONE)

    assert mark != services.device_mark(other, ONE)
    assert services.device_mark(key, "") == ""
    assert services.on_same_device([(first, ""), (second, "")]) == []
    assert services.on_same_device([(first, mark), (second, mark)]) == [first, second]


# Sealed by access rights ---------------------------------------------------------------------------------------------
@pytest.fixture
def kept_by_access() -> factories.Stage:
    stage = factories.closed(seal="access", prices=(88_000_001, 92_000_002, 97_000_003))
    for opener in stage.cast.openers:
        services.declare_no_conflict(stage.tender, by=opener)
    return stage


def test_who_opens_without_keys_on_one_device_is_warned_as_well(client, kept_by_access):
    first, second = kept_by_access.cast.openers
    assert WARNING not in confirm(client, kept_by_access, first, ONE)
    session = OpeningSession.objects.get()
    assert len(session.first_device) == 64
    assert WARNING not in client.get(address(kept_by_access.tender, "opening-detail")).content.decode()

    shown = confirm(client, kept_by_access, second, ONE)

    assert WARNING in shown
    assert f"{first}, {second}" in shown
    session.refresh_from_db()
    members = [str(first.uid), str(second.uid)]
    assert json.loads(session.minutes)["same_device"] == members
    assert session.first_device == ""
    entry = AuditEntry.objects.filter(what="bidding.tender.open").get()
    assert json.loads(entry.payload)["same_device"] == members
    client.defaults |= {"HTTP_ACCEPT_LANGUAGE": "ko"}
    client.cookies["django_language"] = "ko"
    told = client.get(address(kept_by_access.tender, "opening-detail")).content.decode()
    assert "두 위원, 한 기기" in told


def test_without_keys_two_devices_are_none_to_warn_of(client, kept_by_access):
    first, second = kept_by_access.cast.openers
    confirm(client, kept_by_access, first, ONE)
    assert WARNING not in confirm(client, kept_by_access, second, OTHER)
    assert "same_device" not in json.loads(OpeningSession.objects.get().minutes)


def test_without_keys_a_confirmation_that_lapsed_warns_nobody(client, kept_by_access):
    first, second = kept_by_access.cast.openers
    confirm(client, kept_by_access, first, ONE)
    session = OpeningSession.objects.get()
    OpeningSession.objects.update(first_at=session.first_at - queries.WINDOW * 2)

    assert WARNING not in confirm(client, kept_by_access, second, ONE)
    assert OpeningSession.objects.get().second_by is None
    assert WARNING in confirm(client, kept_by_access, first, ONE)


def test_a_device_is_known_within_one_envelope_of_one_tender(kept_by_access):
    tender = kept_by_access.tender
    mark = services.device_mark((tender, "price"), ONE)
    assert len(mark) == 64
    assert mark != services.device_mark((tender, "technical"), ONE)
    assert mark == services.device_mark((tender, "price"), ONE)
    assert services.device_mark((tender, "price"), "") == ""
