"""The figures of an award method: typed, stored, asked for when they are missing."""

from decimal import Decimal

import pytest

from portal.clock import today
from portal.dated import in_force
from portal.errors import RuleBroken
from purchasing.bidding import queries, services
from purchasing.bidding.forms.methods import field_of, method_form
from purchasing.bidding.models import BiddingTerms
from purchasing.bidding.rules import METHODS
from purchasing.bidding.tests import factories

pytestmark = pytest.mark.django_db


def test_every_figure_of_every_method_has_a_field_with_a_label():
    for method in METHODS.values():
        for figure in method.figures:
            if not figure.house:
                assert str(field_of(figure).label)


def test_shares_are_typed_in_percent_and_kept_as_fractions():
    typed = method_form("EU_EXPLAIN", {"method-of_base": "72.5", "method-of_mean": "", "method-of_second": "80"})

    assert typed.is_valid()
    assert typed.answers() == {"of_base": "0.725", "of_second": "0.8"}
    again = method_form("EU_EXPLAIN", initial=typed.answers())
    assert [again[name].value() for name in ("of_base", "of_second")] == ["72.5", "80"]


def test_what_lies_outside_is_told_beside_its_field():
    typed = method_form("KR_RESERVE", {"method-floor": "101", "method-spread": "x"})

    assert not typed.is_valid()
    assert set(typed.errors) == {"floor", "spread"}


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        pytest.param({"method": "LPL_EC", "budget_won": None}, "budget_won", id="budget"),
        pytest.param(
            {"method": "JP_MIN", "method_params": {"direct_won": "1"}}, "method.direct_won", id="parts-are-secret"
        ),
        pytest.param({"method": "JP_MIN", "method_params": {"low": "0.9", "high": "0.8"}}, "method.low", id="band"),
        pytest.param({"method": "KR_RESERVE", "budget_won": None}, "method.floor", id="floor-needs-a-budget"),
        pytest.param({"method": "COMPOSITE"}, "criteria", id="criteria"),
        pytest.param({"method": "BAM", "preference_on": True}, "preference_on", id="preference"),
        pytest.param({"method": "BAM", "method_params": {"colour": "1"}}, "method.colour", id="unknown"),
        pytest.param({"method": "BAM", "method_params": {"min_n": "99"}}, "method.min_n", id="range"),
        pytest.param({"method": "LOWEST", "method_params": {"legal_basis": "Act 1 art. 2"}}, "method", id="lowest"),
        pytest.param({"method": "LOWEST", "method_params": {}}, "method.legal_basis", id="lowest-names-its-law"),
    ],
)
def test_a_notice_says_what_its_method_needs(facts, field):
    stage = factories.draft(**facts)

    with pytest.raises(RuleBroken) as refusal:
        services.request_publication(stage.tender, by=stage.cast.officer)

    assert refusal.value.field == field


@pytest.mark.parametrize(
    ("kind", "budget", "floor"),
    [
        ("works", 900_000_000, "0.89745"),
        ("works", 1_000_000_000, "0.88745"),
        ("works", 5_000_000_000, "0.87495"),
        ("works", 10_000_000_000, "0.81995"),
        ("goods", 100_000_000, "0.9"),
        ("goods", 100_000_001, "0.84245"),
    ],
)
def test_the_korean_floor_follows_kind_and_size(kind, budget, floor):
    stage = factories.draft(method="KR_RESERVE", kind=kind, budget_won=Decimal(budget))
    terms = in_force(BiddingTerms, today())

    assert queries.method_figures(stage.tender, terms)["floor"] == floor


def test_floors_of_the_day_of_publication_hold():
    stage = factories.draft(method="KR_RESERVE", kind="works", budget_won=Decimal(900_000_000))
    earlier = in_force(BiddingTerms, BiddingTerms.objects.earliest("valid_from").valid_from)

    assert queries.kr_floor_for(stage.tender, earlier) == Decimal("0.87745")


def test_a_ratio_of_the_house_is_not_for_the_officer_to_change():
    stage = factories.draft(method="LPL_POSCO", method_params={"ratio": "0.5"})
    params = queries.params_for(stage.tender, in_force(BiddingTerms, today()))

    assert (params["ratio"], params["figures"]) == ("0.85", {"ratio": "0.85"})
