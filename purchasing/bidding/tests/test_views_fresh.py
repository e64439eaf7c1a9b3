"""Step-up: keys, openings, awards ask for a proof of the person from the last five minutes. Source: domain SEC-01."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from portal.people.services import enrol_totp_for_demo
from portal.people.tests.people import PASSWORD, code_for
from portal.tests.factories import staff
from portal.tests.signin import long_ago, sign_in
from purchasing.bidding import services
from purchasing.bidding.models import AwardDecision, OfficerKey
from purchasing.bidding.states import TenderState
from purchasing.bidding.tests import factories as make
from purchasing.bidding.tests.test_views_evaluation import address, state_of

pytestmark = pytest.mark.django_db
PASSPHRASE = make.PASSPHRASE


@pytest.fixture(autouse=True)
def _english(client):
    cache.clear()
    client.cookies["django_language"] = "en"


def with_password(user):
    user.set_password(PASSWORD)
    user.save()
    return user


def proposed() -> tuple[make.Stage, str]:
    stage = make.evaluated()
    services.propose_award(stage.tender, bid=stage.bids()[1], reason="유효 최저가", by=stage.cast.officer)
    return stage, address(stage.tender, "award-approve", AwardDecision.objects.get().uid)


def test_an_award_is_approved_only_by_who_has_just_proved_who_it_is(client):
    stage, approve = proposed()
    approver = with_password(stage.cast.second_approver)
    enrol_totp_for_demo(approver)
    sign_in(client, approver)
    long_ago(client)
    page = address(stage.tender)

    sent = client.post(approve, headers={"Referer": f"http://testserver{page}"})

    assert sent.status_code == 303
    assert sent.url == f"{reverse('mfa_reauthenticate')}?next={page.replace('/', '%2F')}"
    assert state_of(stage.tender) == TenderState.AWARD_PROPOSED
    assert "Nothing was done yet." in client.get(sent.url).content.decode()
    back = client.post(sent.url, {"code": code_for(approver)})
    assert back.url == page
    assert client.post(approve).status_code == 303
    assert state_of(stage.tender) == TenderState.STANDSTILL


def test_with_a_second_factor_the_password_alone_proves_nothing(client):
    stage, approve = proposed()
    approver = with_password(stage.cast.second_approver)
    enrol_totp_for_demo(approver)
    sign_in(client, approver)
    long_ago(client)

    assert client.post(reverse("account_reauthenticate"), {"password": PASSWORD}).status_code == 302

    assert client.post(approve).url.startswith(reverse("mfa_reauthenticate"))
    assert state_of(stage.tender) == TenderState.AWARD_PROPOSED


def test_who_may_not_approve_is_refused_after_the_proof_as_before(client):
    stage, approve = proposed()
    sign_in(client, stage.cast.officer)
    assert client.post(approve).status_code == 403


def test_a_key_is_made_only_after_a_fresh_proof_and_the_page_says_so_before_anything_is_typed(client):
    officer = with_password(staff("OC"))
    sign_in(client, officer)
    page, typed = reverse("bidding:key-detail"), {"enrol-new": PASSPHRASE, "enrol-again": PASSPHRASE}
    words = "this step asks for a proof from the last five minutes"
    assert words not in client.get(page).content.decode()
    long_ago(client)
    assert words in client.get(page).content.decode()

    sent = client.post(reverse("bidding:key-enrol"), typed, headers={"Referer": f"http://testserver{page}"})

    assert sent.url.startswith(reverse("account_reauthenticate"))
    assert not OfficerKey.objects.exists()
    assert PASSPHRASE not in str(dict(client.session))  # what is secret is kept nowhere
    assert client.post(sent.url, {"password": PASSWORD}).url == page
    assert client.post(reverse("bidding:key-enrol"), typed).status_code == 201


@pytest.mark.parametrize("name", ["relock", "recover"])
def test_another_passphrase_asks_for_it_too(client, name):
    officer = with_password(staff("OC"))
    services.enrol_key(passphrase=PASSPHRASE, by=officer)
    sign_in(client, officer)
    long_ago(client)

    assert client.post(reverse(f"bidding:key-{name}"), {}).url.startswith(reverse("account_reauthenticate"))


def test_an_opening_is_confirmed_only_after_a_fresh_proof(client):
    stage = make.closed(seal="keys")
    opener = with_password(stage.cast.openers[0])
    services.declare_no_conflict(stage.tender, by=opener)
    sign_in(client, opener)
    long_ago(client)
    page, confirm = address(stage.tender, "opening-detail"), address(stage.tender, "opening-confirm")
    assert "this step asks for a proof" in client.get(page).content.decode()

    sent = client.post(confirm, {"passphrase": PASSPHRASE}, headers={"HX-Request": "true"})

    assert (sent.status_code, sent["HX-Redirect"].split("?")[0]) == (204, reverse("account_reauthenticate"))
    assert "A second member" not in client.get(page).content.decode()
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.post(confirm, {"passphrase": PASSPHRASE}).status_code == 303
    assert "A second member" in client.get(page).content.decode()


def test_where_a_form_came_from_is_believed_only_on_this_portal(client):
    _stage, approve = proposed()
    approver = with_password(_stage.cast.second_approver)
    sign_in(client, approver)
    long_ago(client)

    sent = client.post(approve, headers={"Referer": "https://elsewhere.example/x"})

    assert sent.url.endswith("next=" + reverse("home:dashboard").replace("/", "%2F"))


def test_a_drill_a_retirement_and_new_keys_ask_who_it_is(client):
    officer = with_password(staff("OC"))
    make.enrol(officer)
    stage = make.published(seal="keys")
    sign_in(client, officer)
    long_ago(client)
    for name, data in (
        ("key-drill", {"drill-passphrase": PASSPHRASE}),
        ("key-challenge", {}),
        ("key-answer", {}),
        ("key-retire", {"retire-reason": "분실"}),
    ):
        asked = client.post(reverse(f"bidding:{name}"), data)
        assert (asked.status_code, "reauthenticate" in asked.url) == (303, True), name
    assert OfficerKey.objects.get(user=officer).drills.count() == 1  # the one of the enrolment
    assert OfficerKey.objects.get(user=officer).retired_at is None
    sign_in(client, with_password(stage.cast.approver))
    long_ago(client)
    rekey = address(stage.tender, "tender-rekey")
    assert client.get(rekey).status_code == 200
    asked = client.post(rekey, {"closes_at": "2027-01-01T10:00", "reason": "열쇠 분실"})
    assert (asked.status_code, "reauthenticate" in asked.url) == (303, True)


# What the page says before, and what comes back -----------------------------------------------------------------------
def test_who_has_to_prove_who_it_is_reads_it_before_pressing(client):
    stage, approve = proposed()
    approver = with_password(stage.cast.second_approver)
    sign_in(client, approver)
    page = address(stage.tender, "evaluation-detail")
    assert "Approve now" in client.get(page).content.decode()
    long_ago(client)

    shown = client.get(page).content.decode()

    assert "Approve now" not in shown
    assert f"{reverse('account_reauthenticate')}?next={page.replace('/', '%2F')}" in shown
    assert "Nothing is done before." in shown


def test_what_was_typed_before_the_proof_comes_back(client):
    stage = make.published(seal="keys")
    approver = with_password(stage.cast.approver)
    sign_in(client, approver)
    long_ago(client)
    rekey = address(stage.tender, "tender-rekey")
    assert "Confirm first that it is you" in client.get(rekey).content.decode()

    asked = client.post(rekey, {"closes_at": "2027-01-01T10:00", "reason": "열쇠 분실"})
    back = client.post(asked.url, {"password": PASSWORD})

    assert back.url == rekey
    shown = client.get(rekey).content.decode()
    assert "열쇠 분실" in shown
    assert "You have confirmed who you are. What you typed is back" in shown
    assert "Confirm first that it is you" not in shown
    assert "열쇠 분실" not in client.get(rekey).content.decode()  # once
