"""What the notice says of its rule: every figure, the budget where it counts, the seal, the least ESG score."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from portal.clock import today
from portal.dated import in_force
from portal.errors import NotAllowed, RuleBroken
from portal.people.services import record_standing
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in
from purchasing.bidding import policies, queries, services
from purchasing.bidding.models import BiddingTerms, Tender
from purchasing.bidding.queries.award_rules import rule_figures
from purchasing.bidding.rules import METHODS
from purchasing.bidding.services.copying import copied_facts
from purchasing.bidding.tests import factories as make

pytestmark = pytest.mark.django_db
D = Decimal


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


def page_of(client, tender):
    return client.get(reverse("bidding:tender-detail", args=[tender.number])).content.decode()


def notice(client, tender):
    return client.get(f"/api/v1/tenders/{tender.uid}/notice/", headers={"Accept-Language": "en"}).json()


# Figures of the rule -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("way", sorted(METHODS))
def test_every_figure_of_every_rule_has_its_line(way):
    method = METHODS[way]
    params = {"method": str(way), "figures": {figure.name: figure.default or "" for figure in method.figures}}
    shown = {figure.name: figure for figure in rule_figures(params, opened=False)}

    unused = {"ratio"} if str(way) == "TCO" else set()  # without a price floor
    assert set(shown) == {figure.name for figure in method.figures} - unused
    assert all(str(figure.label) and figure.words for figure in shown.values())


def test_weights_and_shares_are_public_in_the_notice(client):
    tender = make.published(method="EU_EXPLAIN", method_params={"of_base": "0.725"}).tender
    text = page_of(client, tender)

    assert "<dt>Low: below this % of the base price</dt><dd>72.5%</dd>" in text
    assert "<dt>Low: below this % of the second lowest</dt><dd>80%</dd>" in text
    told = {row["name"]: row["value"] for row in notice(client, tender)["rule_figures"]}
    assert told == {"of_base": "0.725", "of_mean": "0.7", "of_second": "0.8"}


def test_amounts_of_the_planned_cost_stay_sealed_until_the_opening():
    params = {"method": "JP_MIN", "figures": {"direct_won": "60000000", "low": "0.75"}}
    before = {figure.name: figure for figure in rule_figures(params, opened=False)}
    after = {figure.name: figure for figure in rule_figures(params, opened=True)}

    assert (before["direct_won"].value, after["direct_won"].value) == ("", "60000000")
    assert "60" not in before["direct_won"].words
    assert before["low"].words == after["low"].words == "75%"


# The budget ----------------------------------------------------------------------------------------------------------
def test_the_budget_is_in_the_notice_only_where_the_limit_rests_on_it(client):
    cast = make.Cast()
    counted = make.published(cast, method="LPL_EC", budget_won=D(48_000_000), department="정비실").tender
    inner = make.published(cast, budget_won=D(47_000_000), department="정비실").tender

    assert "₩48,000,000" in page_of(client, counted)
    assert "47,000,000" not in page_of(client, inner)
    told = {row["name"]: row["value"] for row in notice(client, counted)["rule_figures"]}
    assert (told["ratio"], told["budget_won"]) == ("0.8", "48000000")
    assert "budget_won" not in {row["name"] for row in notice(client, inner)["rule_figures"]}

    sign_in(client, cast.officer)
    for tender, amount in ((counted, "48,000,000"), (inner, "47,000,000")):
        text = page_of(client, tender)
        assert "not part of the notice" in text
        assert (amount in text[text.index("not part of the notice") :]) == (tender == inner)


# The seal ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("seal", "budget", "field"),
    [
        ("access", None, "budget_won"),
        ("keys", None, None),
        ("access", 50_000_000, None),
        ("access", 50_000_001, "seal"),
        ("keys", 50_000_001, None),
    ],
)
def test_access_rights_alone_are_for_small_purchases(seal, budget, field):
    assert min(in_force(BiddingTerms, today()).approval_levels_won) == 50_000_000
    stage = make.draft(seal=seal, budget_won=D(budget) if budget else None)

    if field is None:
        assert services.request_publication(stage.tender, by=stage.cast.officer).state == "review"
        return
    with pytest.raises(RuleBroken, match="seal the bids with keys") as refusal:
        services.request_publication(stage.tender, by=stage.cast.officer)
    assert refusal.value.field == field


# The ESG score -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("score", "may"), [("70", True), ("70.5", True), ("69.99", False), ("unknown", False), (None, False)]
)
def test_a_least_esg_score_says_who_may_bid(score, may):
    tender = make.published(min_esg_score=D(70)).tender
    bidder = supplier()
    if score is not None:
        record_standing(bidder.company, "esg.score", score, valid_from=today(), source="test")

    assert bool(policies.may_bid(bidder, tender, on=today())) == may
    if may:
        assert services.submit_bid(tender, price_won=D(90_000_000), key=make.key(), by=bidder).receipt
        return
    with pytest.raises(NotAllowed, match="ESG score of at least 70"):
        services.submit_bid(tender, price_won=D(90_000_000), key=make.key(), by=bidder)


def test_a_confirmed_red_flag_keeps_out_whatever_the_points_say():
    tender = make.published(min_esg_score=D(70)).tender
    bidder = supplier()
    record_standing(bidder.company, "esg.score", "90", valid_from=today(), source="test")
    record_standing(bidder.company, "esg.band", "R", valid_from=today(), source="test")

    assert "in band R" in policies.may_bid(bidder, tender, on=today()).reason


def test_the_score_is_asked_again_at_the_award():
    stage = make.published(min_esg_score=D(70))
    for price in (90_000_000, 95_000_000, 97_000_000):
        bidder = supplier()
        stage.bidders.append(bidder)
        record_standing(bidder.company, "esg.score", "80", valid_from=today() - timedelta(days=9), source="test")
        services.submit_bid(stage.tender, price_won=D(price), key=make.key(), by=bidder)
    make.pass_deadline(stage.tender)
    stage.tender = services.close_tender(stage.tender)
    make.open_bids(stage)
    services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)
    tender = Tender.objects.get(pk=stage.tender.pk)
    first = tender.rulings.select_related("bid").get(rank=1).bid
    services.propose_award(tender, bid=first, reason="최저 유효 가격", by=stage.cast.officer)
    record_standing(first.company, "esg.score", "40", valid_from=today(), source="test")

    with pytest.raises(NotAllowed, match="has 40"):
        services.approve_award(tender.decisions.get(), by=stage.cast.second_approver)


def test_the_score_stands_in_form_and_notice_and_is_kept(client):
    stage = make.published(min_esg_score=D("72.50"))
    tender = stage.tender

    assert "At least 72.50 of 100" in page_of(client, tender)
    assert notice(client, tender)["min_esg_score"] == "72.50"
    assert "ESG score" not in page_of(client, make.published(stage.cast).tender).replace("then the ESG score", "")
    assert copied_facts(tender)["min_esg_score"] == D("72.50")
    for forged in (None, D(10)):
        with pytest.raises(DatabaseError, match="what was published does not change"), transaction.atomic():
            Tender.objects.filter(pk=tender.pk).update(min_esg_score=forged)
    sign_in(client, staff("PO"))
    form = client.get(reverse("bidding:tender-create")).content.decode()
    assert 'name="min_esg_score"' in form


def test_a_score_lies_between_nought_and_a_hundred():
    with pytest.raises(RuleBroken) as refusal:
        make.draft(min_esg_score=D(101))

    assert refusal.value.field in ("min_esg_score", None)
    assert queries.score_from("71.5") == D("71.5")


def test_the_band_that_counts_for_points_on_top_is_the_one_at_the_deadline():
    stage = make.published()
    for price in (90_000_000, 95_000_000):
        bidder = supplier()
        stage.bidders.append(bidder)
        services.submit_bid(stage.tender, price_won=D(price), key=make.key(), by=bidder)
    record_standing(stage.bidders[0].company, "esg.band", "A", valid_from=today() - timedelta(days=9), source="test")
    record_standing(stage.bidders[1].company, "esg.band", "B", valid_from=today() - timedelta(days=9), source="test")
    make.pass_deadline(stage.tender)
    stage.tender = services.close_tender(stage.tender)
    make.open_bids(stage)

    rulings = Tender.objects.get(pk=stage.tender.pk).rulings.order_by("bid_id")
    assert [ruling.band_a for ruling in rulings] == [True, False]
