"""What the public page of a tender says of its opening, its end and what follows, to a visitor."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.translation import override

from portal.clock import db_now, today
from portal.display import day_text
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in
from purchasing.bidding import queries, services
from purchasing.bidding.models import EnvelopeOpening, Tender
from purchasing.bidding.services import PlanIn
from purchasing.bidding.tests import board_factories as boards
from purchasing.bidding.tests import factories as make
from purchasing.bidding.views.shown import facts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def answer_to(client, tender):
    return client.get(reverse("bidding:tender-detail", args=[tender.number]))


def page_of(client, tender) -> str:
    """The page as it is read: without marks, each run of white space as one space."""
    return read(answer_to(client, tender).content.decode())


def read(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup))


def section(markup: str, title: str) -> str:
    """The card with this heading, as it is read."""
    found = [each for each in re.findall(r"<section.*?</section>", markup, re.DOTALL) if f"{title}</h2>" in each]
    return read(found[0])


def told(tender, label: str, now=None) -> tuple[object, object]:
    """Value and note of this fact."""
    with override("en"):
        return {row["label"]: (row["value"], row["note"]) for row in facts(tender, now or db_now())}[label]


def short(moment) -> str:
    with override("en"):
        return day_text(moment, "short")


# Opening -------------------------------------------------------------------------------------------------------------
def test_before_the_deadline_the_opening_is_possible_from_it_on():
    tender = make.published().tender
    assert told(tender, "Opening") == (f"from {short(tender.closes_at)} on", "by 2 members together")


def test_after_the_deadline_it_is_due_and_then_it_was():
    stage = make.closed()
    assert told(stage.tender, "Opening") == (f"due since {short(stage.tender.closes_at)}", "by 2 members together")
    make.open_bids(stage)
    assert told(stage.tender, "Opening") == (short(stage.tender.opened_at), "by 2 members together")


def test_who_failed_or_was_cancelled_unopened_is_not_opened():
    tender = make.published().tender
    for state in ("failed", "cancelled"):
        tender.state = state
        assert told(tender, "Opening") == ("none", "the tender ended before it")
    tender.opened_at = db_now()  # failed in its evaluation
    assert told(tender, "Opening")[1] == "by 2 members together"


def test_envelope_by_envelope_the_page_says_what_is_open_and_what_is_sealed(client):
    stage = boards.examining()
    first = short(EnvelopeOpening.objects.get(tender=stage.tender).second_at)

    value, note = told(stage.tender, "Opening")
    assert value == "in part"
    assert note == f"Technical proposal opened {first} · Price still sealed · by 2 members together"
    steps = {str(row["label"]): (row["state"], row["note"]) for row in answer_to(client, stage.tender).context["steps"]}
    assert steps["Bidding"] == ("done", "")
    assert steps["Opening"] == ("later", "in part")
    assert steps["Evaluation"] == ("now", "")

    Tender.objects.filter(pk=stage.tender.pk).update(state="failed", ended_at=db_now())
    assert "Price stays sealed" in told(Tender.objects.get(pk=stage.tender.pk), "Opening")[1]


def test_after_the_last_envelope_the_page_says_when_each_was_opened(client):
    stage = make.published()
    stage.tender.envelopes, stage.tender.opened_at = ["technical", "price"], db_now()
    members = dict(zip(("first_by", "second_by"), stage.cast.openers, strict=True))
    moment = stage.tender.opened_at - timedelta(days=2)
    EnvelopeOpening.objects.create(
        tender=stage.tender, envelope="technical", first_at=moment, second_at=moment, **members
    )

    value, note = told(stage.tender, "Opening")

    assert value == short(stage.tender.opened_at)
    assert note.startswith(f"Technical proposal opened {short(moment)} · Price opened {value} · ")


def test_the_base_price_is_called_opened_with_its_figure_only_to_who_may_read_it(client):
    stage = make.opened(base_won=Decimal(98_765_000))
    visitor = section(answer_to(client, stage.tender).content.decode(), "Base price")
    assert "Opened, not published" in visitor
    assert "published with the result" in visitor
    assert "98,765,000" not in visitor

    sign_in(client, stage.cast.evaluator)
    assert "₩98,765,000" in section(answer_to(client, stage.tender).content.decode(), "Base price")


def test_with_the_result_everybody_reads_the_base_price(client):
    stage = make.awarded()
    assert "₩100,000,000" in section(answer_to(client, stage.tender).content.decode(), "Base price")


def test_keys_are_said_to_open_together(client):
    text = page_of(client, make.published(seal="keys").tender)
    assert "any 2 of 3 members open together" in text


# End -----------------------------------------------------------------------------------------------------------------
def test_a_cancelled_tender_says_when_and_does_not_announce_its_deadline(client):
    stage = make.published()
    services.cancel_tender(stage.tender, reason="설비 계획 변경", by=stage.cast.approver)
    tender = Tender.objects.get(pk=stage.tender.pk)

    assert told(tender, "Cancelled") == (short(tender.ended_at), f"before the deadline of {short(tender.closes_at)}")
    text = page_of(client, tender)
    with override("en"):
        assert f"This tender was cancelled on {day_text(tender.ended_at)}." in text
    assert " Closes " not in text


def test_one_that_is_cancelled_after_its_deadline_keeps_it():
    stage = make.closed()
    services.cancel_tender(stage.tender, reason="설비 계획 변경", by=stage.cast.approver)
    tender = Tender.objects.get(pk=stage.tender.pk)
    assert told(tender, "Closes")[0] == short(tender.closes_at)


def test_a_failed_tender_says_whether_its_next_round_is_published(client):
    stage = make.evaluated(prices=(50_000_000, 52_000_000, 54_000_000), rebid_conditions="같은 조건")
    assert "None is published yet" in page_of(client, stage.tender)
    services.review_base_price(stage.tender, remark="시장 가격과 맞습니다.", by=stage.cast.estimator)

    following = services.begin_round(stage.tender, by=stage.cast.officer)
    assert "None is published yet" in page_of(client, stage.tender)  # a draft is nobody's business outside

    following = services.edit_tender(following, by=stage.cast.officer, closes_at=db_now() + timedelta(days=10))
    services.seal_base_price(
        following, amount_won=make.BASE_WON, no_conflict=True, above_budget=True, by=stage.cast.estimator
    )
    services.request_publication(following, by=stage.cast.officer)
    services.approve_publication(following, by=stage.cast.approver)
    answer = answer_to(client, stage.tender).content.decode()
    assert "None is published yet" not in answer
    assert f'href="/tenders/{following.number}/"' in answer


def test_the_next_round_by_invitation_is_linked_for_its_readers_alone(client):
    stage = make.evaluated(prices=(50_000_000, 52_000_000, 54_000_000), rebid_conditions="같은 조건")
    services.review_base_price(stage.tender, remark="시장 가격과 맞습니다.", by=stage.cast.estimator)
    guest, other = supplier(), supplier()
    following = services.begin_round(stage.tender, by=stage.cast.officer)
    link = f'href="/tenders/{following.number}/"'
    sign_in(client, staff("RQ"))  # reads no drafts
    assert link not in answer_to(client, stage.tender).content.decode()
    sign_in(client, stage.cast.officer)
    assert link in answer_to(client, stage.tender).content.decode()

    asked = {"reach": "invited", "reach_reason": "특허", "invited": [guest.company, other.company]}
    services.edit_tender(following, by=stage.cast.officer, closes_at=db_now() + timedelta(days=10), **asked)
    services.seal_base_price(
        following, amount_won=make.BASE_WON, no_conflict=True, above_budget=True, by=stage.cast.estimator
    )
    services.request_publication(following, by=stage.cast.officer)
    services.approve_publication(following, by=stage.cast.approver)

    for reader, reads in ((None, False), (stage.bidders[0], False), (guest, True), (staff("RQ"), True)):
        client.logout()
        if reader:
            sign_in(client, reader)
        client.cookies["django_language"] = "en"
        text = answer_to(client, stage.tender).content.decode()
        assert (link in text) is reads
        assert ("tendered again by invitation" in text) is not reads
        assert "None is published yet" not in text


def test_a_failed_tender_without_conditions_promises_no_round(client):
    stage = make.evaluated(prices=(50_000_000, 52_000_000, 54_000_000))
    assert "None is published yet" not in page_of(client, stage.tender)


def test_the_standstill_says_until_when_and_where_bidders_object(client):
    stage = make.standing()
    until = short(queries.running_standstill(stage.tender).last_day)
    words = f"may object until the end of {until}, on this page after signing in."
    assert words in page_of(client, stage.tender)

    sign_in(client, stage.bidders[2])  # who may object has the button
    text = page_of(client, stage.tender)
    assert words not in text
    assert "Object to the award" in text
    client.logout()

    make.pass_standstill(stage.tender)
    assert words not in page_of(client, stage.tender)


def test_a_contract_is_told_as_the_open_data_tell_it(client):
    stage = make.awarded()
    assert "Contract number" not in page_of(client, stage.tender)
    services.record_contract(
        stage.tender,
        amount_won=Decimal(78_500_000),
        signed_on=today(),
        reference="CTR-2026-000077",
        by=stage.cast.officer,
    )

    for name in ("tender-detail", "result-detail"):
        text = read(client.get(reverse(f"bidding:{name}", args=[stage.tender.number])).content.decode())
        with override("en"):
            told_day = day_text(today(), "day")
        assert f"Contract number CTR-2026-000077 Signed on {told_day} Contract amount ₩78,500,000" in text


# Plan ----------------------------------------------------------------------------------------------------------------
def test_the_number_of_a_plan_leads_to_its_place_among_the_plans(client):
    cast = make.Cast()
    plan = services.plan_tender(PlanIn("압연 롤", "goods", today() + timedelta(days=40)), by=cast.officer)
    number = plan.tender.number

    answer = client.get(f"/tenders/{number.lower()}/", follow=True)
    assert answer.redirect_chain == [(f"/tenders/plans/?q={number}#{number}", 302)]
    assert f'id="{number}"' in answer.content.decode()
    assert f"/tenders/plans/?q={number}" in client.get("/tenders/", {"q": number}).content.decode()
    assert "/tenders/plans/?q=" not in client.get("/tenders/", {"q": "TND-1999-000001"}).content.decode()

    services.withdraw_plan(plan.tender, reason="취소", by=cast.officer)
    assert client.get(f"/tenders/{number}/").status_code == 404
