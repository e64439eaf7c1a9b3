"""The parts of a base price: the estimator's secret, sealed with it, revealed with it, judged by at the evaluation."""

import json
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from portal.errors import RuleBroken
from portal.tests.factories import supplier
from portal.tests.signin import sign_in
from purchasing.bidding import queries, rules, services
from purchasing.bidding.forms.methods import method_form
from purchasing.bidding.models import BasePrice, EvaluationDocument, OpeningSession
from purchasing.bidding.queries.award_rules import rule_words
from purchasing.bidding.rules import evaluated
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.test_after_documents import verified
from purchasing.bidding.views.shown import address

pytestmark = pytest.mark.django_db

BASE = Decimal(95_000_000)
PARTS = {
    "direct_won": Decimal(60_000_000),
    "common_won": Decimal(8_000_000),
    "site_won": Decimal(12_000_000),
    "general_won": Decimal(15_000_000),
}
TEXT = {name: f"{part:.0f}" for name, part in PARTS.items()}
PRICES = [86_399_999, 86_400_000, 90_000_000, 96_000_000]


def draft(**facts):
    return factories.draft(method="JP_MIN", **facts)


def sealed(**facts):
    stage = draft(**facts)
    services.seal_base_price(
        stage.tender, amount_won=BASE, parts=PARTS, no_conflict=True, above_budget=True, by=stage.cast.estimator
    )
    return stage


def bidding(**facts):
    stage = sealed(**facts)
    services.request_publication(stage.tender, by=stage.cast.officer)
    stage.tender = services.approve_publication(stage.tender, by=stage.cast.approver)
    for price in PRICES:
        bidder = supplier()
        services.submit_bid(stage.tender, price_won=Decimal(price), key=factories.key(), by=bidder)
        stage.bidders.append(bidder)
    return stage


def opened(**facts):
    stage = bidding(**facts)
    factories.pass_deadline(stage.tender)
    services.close_tender(stage.tender)
    stage.tender.refresh_from_db()
    factories.open_bids(stage)
    stage.tender.refresh_from_db()
    return stage


@pytest.mark.parametrize("seal", ["access", "keys"])
def test_the_parts_are_sealed_revealed_and_judged_by(seal, tmp_path):
    stage = opened(seal=seal)
    price = BasePrice.objects.get()
    told = json.loads(OpeningSession.objects.get().minutes)["base_price"]

    assert (price.amount_won, price.parts) == (BASE, TEXT)
    assert told["parts"] == TEXT
    services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)
    calc = stage.tender.limit_calc
    assert calc.limit_won == 86_400_000
    assert {ruled["outcome"] for ruled in calc.rulings} == {"in_range", "excluded_low", "excluded_high"}
    text = EvaluationDocument.objects.get().text
    assert evaluated.faults(text) == []
    assert json.loads(text)["inputs"]["base_parts"] == TEXT
    assert rules.recompute(calc.document["inputs"]) == calc.document["result"]
    (tmp_path / "e.json").write_text(text, encoding="utf-8")
    assert verified(tmp_path / "e.json")[0] == 0
    sealed_parts = '"general_won":"15000000","site_won":"12000000"},"base'
    moved = text.replace(sealed_parts, sealed_parts.replace("15000000", "14000000"))
    assert moved != text
    assert any("parts" in fault for fault in evaluated.faults(moved))


def test_under_keys_no_column_holds_a_part_before_the_opening():
    stage = bidding(seal="keys")
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(p)::text FROM bidding_baseprice p")
        [(row,)] = cursor.fetchall()
        cursor.execute("SELECT row_to_json(t)::text FROM bidding_tender t WHERE id = %s", [stage.tender.pk])
        [(notice,)] = cursor.fetchall()
    price = BasePrice.objects.get()
    assert (price.amount_won, price.parts, price.has_parts) == (None, {}, True)
    for part in TEXT.values():
        assert part not in row
        assert part not in notice
    assert not any(name in stage.tender.params["figures"] for name in PARTS)
    assert not any(name in queries.notice_of(stage.tender).figures for name in PARTS)


def test_the_officer_has_no_fields_for_them_and_the_notice_says_who_has():
    assert not set(PARTS) & set(method_form("JP_MIN").fields)
    stage = bidding()
    assert any("sealed with the base price" in words for words in rule_words(stage.tender.params))
    other = draft(method_params={"direct_won": "60"})
    with pytest.raises(RuleBroken):
        services.request_publication(other.tender, by=other.cast.officer)


@pytest.mark.parametrize(
    ("parts", "field"),
    [
        pytest.param({}, "direct_won", id="none"),
        pytest.param(PARTS | {"site_won": Decimal(-1)}, "site_won", id="below-zero"),
        pytest.param(PARTS | {"general_won": Decimal(15_000_001)}, "general_won", id="another-sum"),
        pytest.param(PARTS | {"colour": Decimal(1)}, "", id="unknown"),
    ],
)
def test_parts_that_do_not_make_the_base_price_are_not_sealed(parts, field):
    stage = draft()
    with pytest.raises(RuleBroken) as refusal:
        services.seal_base_price(
            stage.tender, amount_won=BASE, parts=parts, no_conflict=True, above_budget=True, by=stage.cast.estimator
        )
    assert (refusal.value.field or "") == field
    assert not BasePrice.objects.exists()


def test_another_award_rule_after_the_sealing_needs_another_seal():
    stage = factories.draft()
    services.seal_base_price(
        stage.tender, amount_won=BASE, no_conflict=True, above_budget=True, by=stage.cast.estimator
    )
    stage.tender.method = "JP_MIN"
    stage.tender.save(update_fields=["method"])
    services.request_publication(stage.tender, by=stage.cast.officer)
    with pytest.raises(RuleBroken, match="award rule was changed"):
        services.approve_publication(stage.tender, by=stage.cast.approver)


def test_the_database_keeps_the_parts():
    bidding()
    with pytest.raises(IntegrityError), transaction.atomic():
        BasePrice.objects.update(parts={**TEXT, "direct_won": "1"})


def test_the_estimator_types_them_beside_the_amount_and_nobody_reads_them_again(client):
    stage = draft()
    url = address(stage.tender, "base-price-seal")
    sign_in(client, stage.cast.estimator)
    typed = {"amount_won": "95,000,000", "again_won": "95,000,000", "basis": "지난 계약"}
    typed |= {"no_conflict": "on", "above_budget": "on"}
    typed |= {name: f"{part:,}" for name, part in PARTS.items()}

    assert set(PARTS) <= set(client.get(url).context["form"].fields)
    wrong = client.post(url, typed | {"general_won": "15,000,001", "step": "check"})
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (422, ["general_won"])
    missing = client.post(url, {name: value for name, value in typed.items() if name != "site_won"} | {"step": "seal"})
    assert (missing.status_code, list(missing.context["form"].errors)) == (422, ["site_won"])
    check = client.post(url, typed | {"step": "check"})
    assert check.status_code == 200
    assert "60,000,000" in check.content.decode()
    assert client.post(url, typed | {"step": "seal"}).status_code == 303
    assert BasePrice.objects.get().parts == TEXT
    for reader in (stage.cast.estimator, stage.cast.officer, stage.cast.approver, stage.cast.evaluator):
        sign_in(client, reader)
        for place in (address(stage.tender), url):
            answer = client.get(place)
            assert "60,000,000" not in answer.content.decode()
            assert "60000000" not in answer.content.decode()


def test_a_base_price_above_the_budget_is_asked_about_once_more(client):
    client.cookies["django_language"] = "en"
    stage = factories.draft(budget_won=Decimal(95_000_000))
    url = address(stage.tender, "base-price-seal")
    sign_in(client, stage.cast.estimator)
    typed = {"amount_won": "950,000,000", "again_won": "950,000,000", "basis": "지난 계약", "no_conflict": "on"}

    asked = client.post(url, typed | {"step": "check"})
    assert (asked.status_code, list(asked.context["form"].errors)) == (422, ["above_budget"])
    assert "The budget of this tender is ₩95,000,000" in asked.content.decode()
    assert asked.content.decode().count('value="950,000,000"') == 2
    unasked = client.post(url, typed | {"amount_won": "95,000,000", "again_won": "95,000,000", "step": "check"})
    assert unasked.status_code == 200
    assert client.post(url, typed | {"above_budget": "on", "step": "seal"}).status_code == 303
    assert BasePrice.objects.get().amount_won == 950_000_000


def test_a_trial_on_an_opened_tender_begins_with_the_revealed_parts(client):
    stage = opened()
    services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)
    sign_in(client, stage.cast.evaluator)
    form = client.get(address(stage.tender, "what-if")).context["trial"]
    assert form.initial["f_direct_won"] == PARTS["direct_won"]


def test_the_service_asks_about_more_than_the_budget_too():
    stage = factories.draft(budget_won=factories.BASE_WON - 1)
    sealing = {"amount_won": factories.BASE_WON, "no_conflict": True, "by": stage.cast.estimator}
    with pytest.raises(RuleBroken, match="tick that more is meant") as refusal:
        services.seal_base_price(stage.tender, **sealing)
    assert refusal.value.field == "above_budget"

    assert services.seal_base_price(stage.tender, **sealing, above_budget=True).commitment
