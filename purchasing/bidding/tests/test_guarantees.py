"""Guaranteed values of winners: planned, measured by one person, decided by another; services and pages."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from portal.clock import today
from portal.display import day_text
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.models import File
from portal.files.tests.factories import pdf_bytes
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.tests.shared_data import golden
from portal.tests.signin import sign_in
from purchasing.bidding import queries, services
from purchasing.bidding.models import Guarantee
from purchasing.bidding.tests import factories
from purchasing.bidding.tests import tco_stage as stage_of

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def cast():
    return stage_of.Cast()


@pytest.fixture
def guarantee(cast) -> Guarantee:
    """The promise of the winner of the worked example; ``bidders``: who has bid, the winner second."""
    stage = stage_of.worked_example(cast)
    stage_of.verify_lives(stage)
    found = awarded(stage)
    found.bidders = stage.bidders
    return found


def awarded(stage) -> Guarantee:
    """The one promise of the winner, once it is awarded."""
    stage_of.evaluate(stage)
    cast = stage.cast
    first = stage.tender.rulings.select_related("bid").get(rank=1).bid
    decision = services.propose_award(stage.tender, bid=first, reason="최저 연간 비용", by=cast.officer)
    services.approve_award(decision, by=cast.second_approver)
    factories.pass_standstill(stage.tender)
    stage.tender = services.end_standstill(stage.tender.standstills.get())
    services.open_guarantees(stage.tender)
    return Guarantee.objects.get()


def url(name: str, *args) -> str:
    return reverse(f"bidding:{name}", args=args)


def test_a_guarantee_is_measured_by_one_and_decided_by_another(cast, guarantee):
    assert (guarantee.code, guarantee.declared, guarantee.price_won) == ("ENERGY", 498_000, stage_of.PRICE_B)
    assert services.open_guarantees(guarantee.tender) == []

    guarantee = services.measure_guarantee(
        guarantee, measured=D(525_000), tested_on=today(), note="30일 정격 부하", by=cast.requester
    )
    with pytest.raises(NotAllowed):
        services.decide_guarantee(guarantee, by=cast.requester)
    guarantee = services.decide_guarantee(guarantee, by=cast.accountant)

    assert guarantee.state == "damages"
    assert (int(guarantee.full_won), guarantee.owed_won) == (golden("tco")["shortfall_damages"], 54_800_000)
    assert services.close_guarantee(guarantee, note="상계", by=cast.accountant).state == "closed"


def test_a_cost_of_single_years_is_owed_in_the_years_that_were_declared(client, cast):
    lines = [replace(line, guaranteed=line.code == "OVERHAUL") for line in stage_of.LINES]
    stage = stage_of.publish(stage_of.tco_draft(cast, model=stage_of.tco_model(cast, lines=lines)))
    stage_of.bid(stage, stage_of.PRICE_A, stage_of.A)
    stage_of.bid(stage, stage_of.PRICE_B, stage_of.B)
    stage_of.opened(stage)
    services.read_tco_inputs(stage.tender)
    stage_of.verify_lives(stage)
    found = awarded(stage)
    found = services.measure_guarantee(
        found, measured=D(44_000_000), tested_on=today(), note="견적과 대조", by=cast.requester
    )

    assert (found.terms["at"], found.terms["life_years"]) == ([8], 15)
    assert services.damages_of(found, found.measured).full_won == 7_031_851  # 10 million / 1.045 ** 8
    sign_in(client, cast.accountant)
    assert "in the years in which it falls due (8; 0 is the purchase)" in client.get(url("guarantee", found.uid)).text
    for kept in ("at", "life_years"):
        del found.terms[kept]  # as guarantees of before
    assert services.damages_of(found, found.measured).full_won == 5_167_204  # at the end of 15 years


def test_a_kept_guarantee_owes_nothing_and_a_refused_test_is_repeated(cast, guarantee):
    told = {"tested_on": today(), "note": "30일", "by": cast.requester}
    guarantee = services.measure_guarantee(guarantee, measured=D(999_999), **told)
    guarantee = services.refuse_measurement(guarantee, reason="부하 조건 다름", by=cast.accountant)
    assert (guarantee.state, guarantee.measured, guarantee.tested_by) == ("open", None, None)

    guarantee = services.measure_guarantee(guarantee, measured=D(512_940), **told)
    guarantee = services.decide_guarantee(guarantee, by=cast.accountant)

    assert (guarantee.state, guarantee.owed_won) == ("met", 0)


def test_a_test_is_planned_moved_told_and_late(cast, guarantee):
    supplier_told = Notice.objects.filter(user__in=guarantee.bid.company.memberships.values("user"))
    with pytest.raises(NotAllowed):
        services.plan_test(guarantee, test_by=today(), by=cast.accountant)
    with pytest.raises(RuleBroken, match="today or later"):
        services.plan_test(guarantee, test_by=today() - timedelta(days=1), by=cast.requester)
    assert queries.guarantees_waiting_for(cast.requester) == [(guarantee, "test")]

    services.plan_test(guarantee, test_by=today() + timedelta(days=90), by=cast.requester)
    for _press in range(2):
        guarantee = services.plan_test(guarantee, test_by=today() + timedelta(days=60), by=cast.officer)
    deliver_due()

    assert guarantee.test_by == today() + timedelta(days=60)
    assert supplier_told.filter(kind="bidding.guarantee_planned").count() == 2
    Guarantee.objects.update(test_by=today() - timedelta(days=1))
    assert queries.guarantees_waiting_for(cast.requester) == [(guarantee, "late")]

    services.measure_guarantee(guarantee, measured=D(500_000), tested_on=today(), note="30일", by=cast.requester)
    with pytest.raises(WrongState, match="in already"):
        services.plan_test(guarantee, test_by=today(), by=cast.requester)


def test_bad_measurements_are_told(cast, guarantee):
    good = {"measured": D(500_000), "tested_on": today(), "note": "30일"}
    for facts, refusal in (
        ({"measured": D(-1)}, "0 or more"),
        ({"measured": D("NaN")}, "0 or more"),
        ({"tested_on": today() + timedelta(days=1)}, "in the past"),
        ({"note": " "}, "how it was measured"),
    ):
        with pytest.raises(RuleBroken, match=refusal):
            services.measure_guarantee(guarantee, by=cast.requester, **good | facts)


def test_a_guarantee_goes_from_its_measurement_to_its_closing(client, cast, guarantee):
    measured = {"measured": "525,000", "tested_on": today().isoformat(), "note": "30일 정격 부하"}
    stored = File.objects.count()
    for somebody in (cast.accountant, guarantee.bidders[1]):
        sign_in(client, somebody)
        protocol = SimpleUploadedFile("protocol.pdf", pdf_bytes())
        assert client.post(url("guarantee-measure", guarantee.uid), measured | {"protocol": protocol}).status_code in (
            403,
            404,
        )
    assert File.objects.count() == stored  # nothing is kept of who may not measure
    sign_in(client, cast.requester)
    assert client.post(url("guarantee-measure", guarantee.uid), measured | {"note": ""}).status_code == 422
    assert client.post(url("guarantee-measure", guarantee.uid), measured).status_code == 303
    assert client.post(url("guarantee-decide", guarantee.uid)).status_code == 403

    sign_in(client, cast.accountant)
    shown = client.get(url("guarantee", guarantee.uid))
    assert shown.context["ahead"].owed_won == 54_800_000
    assert client.post(url("guarantee-refuse", guarantee.uid), {"reason": ""}).status_code == 422
    assert client.post(url("guarantee-decide", guarantee.uid)).status_code == 303
    assert client.post(url("guarantee-close", guarantee.uid), {"note": "상계"}).status_code == 303
    assert Guarantee.objects.get().state == "closed"


def test_the_test_of_a_guarantee_is_planned_and_stands_on_its_page_and_on_the_card(client, cast, guarantee):
    for somebody in (cast.accountant, guarantee.bidders[1]):
        sign_in(client, somebody)
        assert client.post(url("guarantee-plan", guarantee.uid), {"test_by": "nonsense"}).status_code == 403
    sign_in(client, cast.requester)
    refused = client.post(url("guarantee-plan", guarantee.uid), {"test_by": "2020-01-31"})
    assert (refused.status_code, 'value="2020-01-31"' in refused.text) == (422, True)
    assert "Plan the test for today or later." in refused.text
    planned = (today() + timedelta(days=60)).isoformat()
    assert client.post(url("guarantee-plan", guarantee.uid), {"test_by": planned}).status_code == 303

    told = day_text(today() + timedelta(days=60), "day")
    assert f"test by {told}" in client.get(url("guarantee", guarantee.uid)).text
    assert f">{told}</time>" in client.get(url("guarantees")).text
    assert f"The test is planned until {told}." in client.get(reverse("home:dashboard")).text
    Guarantee.objects.update(test_by=today() - timedelta(days=1))
    assert "The test was planned until" in client.get(reverse("home:dashboard")).text


def test_a_guarantee_is_seen_by_its_supplier_and_by_no_other(client, cast, guarantee):
    sign_in(client, guarantee.bidders[1])
    assert client.get(url("guarantee", guarantee.uid)).status_code == 200
    assert len(client.get(url("guarantees")).context["results"]) == 1
    sign_in(client, guarantee.bidders[0])
    assert client.get(url("guarantee", guarantee.uid)).status_code == 404
    assert len(client.get(url("guarantees")).context["results"]) == 0
