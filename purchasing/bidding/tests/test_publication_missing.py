"""What a notice lacks is told all at once, and what it says of another round agrees with itself."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from portal.clock import db_now
from portal.errors import RuleBroken
from portal.tests.signin import sign_in
from purchasing.bidding import services
from purchasing.bidding.models import Tender
from purchasing.bidding.states import Method
from purchasing.bidding.tests import factories

pytestmark = pytest.mark.django_db


def bare(cast=None, **facts) -> factories.Stage:
    """A draft with a title alone."""
    cast = cast or factories.Cast()
    told = {"title_ko": "베어링", "kind": "goods"} | facts
    tender = services.draft_tender(by=cast.officer, lines=[], committee=[], **told)
    return factories.Stage(tender, cast, [])


def test_everything_that_is_missing_is_told_at_once(client):
    stage = bare()
    client.cookies["django_language"] = "en"
    sign_in(client, stage.cast.officer)

    response = client.post(reverse("bidding:tender-request", args=[stage.tender.number]))

    text = response.content.decode()
    assert response.status_code == 422
    assert "5 things are missing or wrong:" in text
    for words in ("Add at least one line", "Name the cost estimator", "at least two members", "until when bids are"):
        assert words in text
    assert "Write the budget, or seal the bids with keys" in text
    assert Tender.objects.get().state == "draft"


@pytest.mark.parametrize("method", Method.values)
def test_what_is_missing_is_told_for_every_award_rule(method):
    share = {"fixed_ratio": Decimal("0.9"), "fixed_on": "base"} if method == Method.LPL_FIXED else {}
    missing = [each.words for each in services.missing_for_publication(bare(method=method, **share).tender)]
    assert len(missing) >= 5
    assert len(set(missing)) == len(missing)


def test_one_thing_that_is_missing_is_told_alone(client):
    stage = factories.draft(estimator=None)
    client.cookies["django_language"] = "en"
    sign_in(client, stage.cast.officer)
    response = client.post(reverse("bidding:tender-request", args=[stage.tender.number]))
    assert "Name the cost estimator" in response.content.decode()
    assert "things are missing" not in response.content.decode()


def test_a_complete_notice_lacks_nothing():
    assert services.missing_for_publication(factories.draft().tender) == []


def test_every_rule_of_dates_and_of_the_committee_is_told_with_the_way_to_its_field(client):
    now = db_now()
    stage = factories.draft(
        lines=[replace(factories.LINES[0], delivery_on=now.date())],
        seal="keys",
        openers_needed=5,
        questions_until=now + timedelta(days=4),
        closes_at=now + timedelta(days=3),
        opens_at=None,
        delivery_on=now.date(),
    )
    services.edit_tender(stage.tender, committee=stage.cast.openers[:1], by=stage.cast.officer)
    client.cookies["django_language"] = "en"
    sign_in(client, stage.cast.officer)

    text = client.post(reverse("bidding:tender-request", args=[stage.tender.number])).content.decode()

    assert "6 things are missing or wrong:" in text
    form = reverse("bidding:tender-edit", args=[stage.tender.number])
    shown = client.get(form).content.decode()
    for place, words in {
        "id_committee_0": "Name at least two members",
        "id_openers_needed": "5 open together: the committee needs one member more",
        "id_closes_at": "A notice stands for at least",
        "id_questions_until": "Questions end after",
        "id_delivery_on": "Bids close on",
        "id_lines-0-delivery_on": "Line 1: Bids close on",
    }.items():
        assert f'<a href="{form}#{place}">{words}' in text
        assert f'id="{place}"' in shown
    assert Tender.objects.get().state == "draft"


def test_a_single_fault_leads_to_its_field_too(client):
    stage = factories.draft(estimator=None)
    sign_in(client, stage.cast.officer)
    text = client.post(reverse("bidding:tender-request", args=[stage.tender.number])).content.decode()
    assert f'{reverse("bidding:tender-edit", args=[stage.tender.number])}#id_estimator"' in text


def test_an_approver_is_led_to_no_form(client):
    stage = factories.in_review()
    stage.tender.lines.all().delete()
    sign_in(client, stage.cast.approver)
    response = client.post(reverse("bidding:tender-publish", args=[stage.tender.number]))
    assert response.status_code == 422
    assert reverse("bidding:tender-edit", args=[stage.tender.number]) not in response.content.decode()


@pytest.mark.parametrize(
    ("failure", "again", "goes"),
    [
        ("유찰되면 같은 조건으로 재공고합니다.", "", False),
        ("유찰되면 같은 조건으로 재공고합니다.", "같은 품목과 수량으로 한 차례", True),
        ("유찰되며 재공고하지 않습니다.", "", True),
        ("유효 투찰이 2건 미만이면 유찰합니다.", "", True),
    ],
)
def test_who_speaks_of_another_round_writes_its_conditions(failure, again, goes):
    stage = factories.draft(failure_conditions=failure, rebid_conditions=again)
    services.seal_base_price(
        stage.tender, amount_won=factories.BASE_WON, no_conflict=True, above_budget=True, by=stage.cast.estimator
    )
    if goes:
        assert services.request_publication(stage.tender, by=stage.cast.officer).state == "review"
        return
    with pytest.raises(RuleBroken, match="their own field") as refusal:
        services.request_publication(stage.tender, by=stage.cast.officer)
    assert refusal.value.field == "rebid_conditions"


def test_an_amendment_that_speaks_of_another_round_states_its_conditions():
    stage = factories.published()

    def ask(facts):
        wanted = services.AmendmentIn(facts=facts)
        return services.request_amendment(stage.tender, wanted, reason="조건 추가", by=stage.cast.officer)

    facts = {"failure_conditions": "유찰되면 같은 조건으로 재공고합니다.", "rebid_conditions": ""}
    with pytest.raises(RuleBroken, match="another round") as refusal:
        ask(facts)
    assert refusal.value.field == "rebid_conditions"

    told = facts | {"rebid_conditions": "같은 품목과 수량으로 한 차례"}
    assert ask(told).content["facts"] == told
