"""What an opening officer finds on the screens: the tool, the keys, who is awaited, what is to be done."""

from datetime import timedelta
from hashlib import sha256
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from portal.clock import db_now
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.people.models import User
from portal.tests.factories import staff
from purchasing.bidding import queries, services
from purchasing.bidding.demo.keys import PASSPHRASE as OF_DEMO
from purchasing.bidding.models import Contribution, OpeningSession
from purchasing.bidding.tests import board_factories as boards
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.test_views_shown import address, sign_in

pytestmark = pytest.mark.django_db
PRICES = (88_000_001, 92_000_002)
FORGOTTEN = "용광로 앞의 긴 밤 1981"


@pytest.fixture(autouse=True)
def _in_english(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


def test_who_tries_the_demo_is_told_with_what_the_officers_open():
    staff("OC", email="oc1@hanbit.example")
    told = StringIO()

    call_command("demo", accounts=True, stdout=told)

    assert "oc1@hanbit.example" in told.getvalue()
    assert OF_DEMO in told.getvalue()


def test_the_opening_tool_is_offered_where_it_is_asked_for(client):
    stage = factories.closed(seal="keys", prices=PRICES)
    officer = stage.cast.openers[0]
    services.declare_no_conflict(stage.tender, by=officer)
    sign_in(client, officer)
    tool = reverse("developers:checker-file", args=["open_share.py"])
    served = b"".join(client.get(tool).streaming_content)

    for page in (reverse("bidding:key-detail"), address(stage.tender, "opening-detail")):
        shown = client.get(page).content.decode()
        assert f'href="{tool}"' in shown
        assert sha256(served).hexdigest() in shown
        assert "python open_share.py" in shown


def to_open(user) -> list[str]:
    """The envelopes that wait for this member."""
    return [envelope for _tender, envelope in queries.openings_waiting_for(user, db_now())]


def test_an_opening_waits_for_who_has_declared_and_comes_back_when_the_confirmation_has_lapsed(client):
    stage = factories.closed(seal="keys", prices=PRICES)
    first, second = stage.cast.openers
    assert to_open(first) == []
    for officer in (first, second):
        services.declare_no_conflict(stage.tender, by=officer)
    assert to_open(first) == to_open(second) == ["price"]

    services.confirm_opening(stage.tender, by=first, passphrase=factories.PASSPHRASE)
    assert (to_open(first), to_open(second)) == ([], ["price"])
    Contribution.objects.update(at=db_now() - timedelta(minutes=31))
    OpeningSession.objects.update(first_at=db_now() - timedelta(minutes=31))
    assert to_open(first) == ["price"]
    sign_in(client, first)
    shown = client.get(address(stage.tender, "opening-detail")).content.decode()
    assert "your confirmation lapsed at" in shown
    assert ">Lapsed<" in shown
    sign_in(client, second)
    assert "your confirmation lapsed" not in client.get(address(stage.tender, "opening-detail")).content.decode()


def test_without_keys_a_lapsed_confirmation_is_told_too(client):
    stage = factories.closed(seal="access", prices=PRICES)
    first, second = stage.cast.openers
    for officer in (first, second):
        services.declare_no_conflict(stage.tender, by=officer)
    services.confirm_opening(stage.tender, by=first)
    assert to_open(first) == []
    OpeningSession.objects.update(first_at=db_now() - timedelta(minutes=31))

    assert to_open(first) == ["price"]
    sign_in(client, first)
    assert "your confirmation lapsed at" in client.get(address(stage.tender, "opening-detail")).content.decode()


def test_the_next_envelope_stands_on_the_page_of_what_is_to_be_done_once_the_board_has_concluded(client):
    stage = boards.examining(seal="keys")
    opener = stage.cast.openers[0]
    people = boards.board(stage)
    boards.declare(stage, people)
    assert to_open(opener) == []

    boards.concluded(stage, people, values=[(80, 70), (90, 85), (60, 75)])
    assert to_open(opener) == ["price"]
    sign_in(client, opener)
    assert f"Open the next envelope: {stage.tender.number}" in client.get(reverse("home:dashboard")).content.decode()


def test_what_waits_to_be_opened_costs_no_more_queries_the_more_it_is(django_assert_num_queries):
    cast = factories.Cast()
    opener = cast.openers[0]
    for number in (1, 2, 3):
        stage = factories.closed(cast, seal="access", prices=PRICES)
        services.declare_no_conflict(stage.tender, by=opener)
        user = User.objects.get(pk=opener.pk)
        user.is_internal, user.has_role("OC")
        with django_assert_num_queries(6):
            assert len(queries.openings_waiting_for(user, db_now())) == number


def test_a_retired_key_is_shown_told_and_no_more_counted(client):
    stage = factories.published(seal="keys", prices=PRICES)
    lost = stage.cast.openers[0]
    page = address(stage.tender, "opening-detail")
    sign_in(client, stage.cast.officer)
    before = client.get(page).content.decode()
    assert "Retired" not in before
    assert before.count("once more from") == 3  # proven now; the last drill is a week before the deadline

    services.retire_key(queries.key_of(lost), reason="분실", by=lost)
    deliver_due(500)

    shown = client.get(page).content.decode()
    assert "2 of 3 keys left" in shown
    assert shown.count("once more from") == 2
    told = Notice.objects.get(kind="bidding.key_retired")
    assert told.user == stage.cast.officer
    assert (told.params["number"], told.params["left"], told.params["keys"]) == (stage.tender.number, 2, 3)


def test_a_key_that_no_tender_needs_is_retired_without_a_notice():
    stage = factories.opened(seal="keys")
    opener = stage.cast.openers[0]
    services.retire_key(queries.key_of(opener), reason="퇴직", by=opener)
    deliver_due(500)

    assert not Notice.objects.filter(kind="bidding.key_retired").exists()


def test_retiring_asks_once_more_and_names_the_tenders_that_need_the_key(client):
    stage = factories.published(seal="keys")
    sign_in(client, stage.cast.openers[0])
    shown = client.get(reverse("bidding:key-detail")).content.decode()
    dialog = shown[shown.index('<dialog id="retire"') :]

    assert f"1 tender still needs it ({stage.tender.number})" in dialog
    assert 'name="retire-reason"' in dialog
    assert 'name="retire-reason"' not in shown[: shown.index("<dialog")]
    refused = client.post(reverse("bidding:key-retire"), {"retire-reason": ""})
    assert refused.status_code == 422

    idle = staff("OC")
    factories.enrol(idle)
    sign_in(client, idle)
    assert "No tender needs it." in client.get(reverse("bidding:key-detail")).content.decode()


def test_a_retired_key_that_a_tender_needs_is_named_there_and_unlocked_with_its_sheet(client):
    stage = factories.closed(seal="keys", prices=PRICES)
    officer = stage.cast.openers[0]
    services.declare_no_conflict(stage.tender, by=officer)
    old = queries.key_of(officer)
    sheet = services.change_passphrase(old, passphrase=factories.PASSPHRASE, new=FORGOTTEN, by=officer)
    services.retire_key(old, reason="새 열쇠로 바꿈", by=officer)
    sign_in(client, officer)
    assert "Unlock with the sheet" in client.get(reverse("bidding:key-detail")).content.decode()  # no key in use
    factories.enrol(officer)

    opening = client.get(address(stage.tender, "opening-detail")).content.decode()
    assert old.fingerprint in opening
    assert "needed once more, with its own passphrase" in opening
    shown = client.get(reverse("bidding:key-detail")).content.decode()
    assert f"{old.fingerprint}, made" in shown
    given = {"recover-sheet": sheet, "recover-new": factories.PASSPHRASE, "recover-again": factories.PASSPHRASE}
    wrong = client.post(reverse("bidding:key-recover"), {**given, "recover-key": queries.key_of(officer).pk})
    assert wrong.status_code == 422
    assert client.post(reverse("bidding:key-recover"), {**given, "recover-key": old.pk}).status_code == 201
    confirmed = client.post(address(stage.tender, "opening-confirm"), {"passphrase": factories.PASSPHRASE})
    assert confirmed.status_code == 303


def test_a_retired_key_that_no_tender_needs_is_not_offered(client):
    officer = staff("OC")
    factories.enrol(officer)
    services.retire_key(queries.key_of(officer), reason="퇴직", by=officer)
    sign_in(client, officer)

    assert "Unlock with the sheet" not in client.get(reverse("bidding:key-detail")).content.decode()


def test_many_declarations_are_folded_and_what_cannot_be_opened_yet_is_not_asked_for(client):
    cast = factories.Cast()
    tenders = [factories.published(cast).tender for _each in range(4)]
    closed = factories.closed(cast).tender
    sign_in(client, cast.openers[0])

    shown = client.get(reverse("home:dashboard")).content.decode()
    named = [tender for tender in (closed, *tenders) if f"no conflict of interest in {tender.number}" in shown]
    assert len(named) == 3
    assert named[0] == closed  # the most pressing first
    assert "Declare: no conflict of interest in 2 more tenders" in shown
    assert f"Open the bids: {closed.number}" not in shown

    for tender in named:
        services.declare_no_conflict(tender, by=cast.openers[0])
    shown = client.get(reverse("home:dashboard")).content.decode()
    assert "more tender" not in shown
    assert f"Open the bids: {closed.number}" in shown
