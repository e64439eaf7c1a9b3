"""What a debrief says would have helped fits the reason of the verdict: no advice about papers where points decided."""

from decimal import Decimal

import pytest
from django.utils import translation

from purchasing.bidding.models import Ruling
from purchasing.bidding.queries.debrief_hints import hints, short_of
from purchasing.bidding.rules import Reason
from purchasing.bidding.states import RulingState

D = Decimal
FIGURES = {"score": "90", "best_score": "96", "above_won": "1000", "evaluated_won": "2000"}
NAMED = "the reason of the award names what did"
OUT = {  # a part of the advice, and what the programmes that are offered help with
    Reason.RULED_OUT: ("The remark names", {"papers", "quality"}),
    Reason.RELATED: ("only one may bid", set()),
    Reason.BROKEN_SEAL: ("against the receipt", set()),
    Reason.WITHDRAWN: ("Add the price up once more", set()),
    Reason.SANCTIONED: ("While an exclusion lasts", set()),
    Reason.TCO_MISSING: ("names every missing part", {"papers"}),
    Reason.BELOW_TECHNICAL: ("Points decided, not the price", {"quality"}),
    Reason.NOT_RESPONSIVE: ("", {"papers", "quality"}),
    Reason.NOT_QUALIFIED: ("Points decided, not the price", {"quality"}),
    Reason.ABOVE_CAP: ("names the ceiling", {"price"}),
    Reason.ABOVE_POOL_CAP: ("names the ceiling", {"price"}),
    Reason.ABOVE_BUDGET: ("prints the budget", {"price"}),
    Reason.ABOVE_RESERVE: ("reserve price is drawn", {"price"}),
    Reason.ABOVE_MEAN: ("highest bid that is not above the mean", {"price"}),
    Reason.BELOW_LIMIT: ("The floor lay at ₩70,000,000", {"floor"}),
    Reason.DROPPED_LOW: ("closest to the average wins", {"floor"}),
    Reason.DROPPED_HIGH: ("closest to the average wins", {"price"}),
    Reason.NOT_EXPLAINED: ("a calculation with its evidence", {"floor"}),
    Reason.SINGLE_TO_EXPLAIN: ("a calculation with its evidence", {"floor"}),
}
RANKED = {  # the advice where the winner is cheaper, and where it is dearer
    Reason.LOWEST: (NAMED, NAMED),
    Reason.LOWEST_EVALUATED: (NAMED, NAMED),
    Reason.LOWEST_COST: (NAMED, NAMED),
    Reason.HIGHEST_SCORE: (NAMED, NAMED),
    Reason.CLOSEST: (NAMED, NAMED),
    Reason.HIGHEST_BELOW_MEAN: (NAMED, NAMED),
    Reason.NOT_LOWEST: ("A small saving in one line decides", NAMED),
    Reason.NOT_LOWEST_EVALUATED: ("A small saving in one line decides", "preference or premium decided"),
    Reason.NOT_LOWEST_COST: ("The cost of a year decided: it lay ₩1,000", "The cost of a year decided: it lay ₩1,000"),
    Reason.NOT_HIGHEST_SCORE: ("90 points, and the best bid has 96", "90 points, and the best bid has 96"),
    Reason.NOT_CLOSEST: ("closest to the average wins", "closest to the average wins"),
    Reason.NOT_HIGHEST_BELOW_MEAN: ("not above the mean of all bids wins", "not above the mean of all bids wins"),
}


def told(ruling: Ruling, gap: int = 1_000_000) -> list[str]:
    with translation.override("en"):
        return hints(ruling, gap_won=D(gap), gap_pct=D(gap) / 1_000_000, limit_won=D(70_000_000), by_line=False)


def test_every_reason_has_its_advice():
    assert OUT.keys() | RANKED.keys() == set(Reason)


@pytest.mark.parametrize("reason", list(OUT))
def test_a_bid_that_could_not_win_reads_what_its_reason_asks_for(reason):
    ruling = Ruling(cause=str(reason), figures=FIGURES)
    advice, helps = OUT[reason]

    assert [advice in words for words in told(ruling)] == ([True] if advice else [])
    assert short_of(ruling, None) == helps


@pytest.mark.parametrize("reason", list(RANKED))
def test_a_bid_that_might_have_won_reads_what_decided(reason):
    ruling = Ruling(cause=str(reason), figures=FIGURES, rank=2)
    cheaper, dearer = RANKED[reason]

    [above], [below] = told(ruling), told(ruling, -1_000_000)

    assert (cheaper in above, dearer in below) == (True, True)
    assert hints(ruling, gap_won=None, gap_pct=None, limit_won=None, by_line=False) == []  # nobody has won


@pytest.mark.parametrize(
    ("reason", "gap", "helps"),
    [
        (Reason.NOT_LOWEST, 1, {"price"}),
        (Reason.NOT_LOWEST, 0, {"quality"}),
        (Reason.NOT_LOWEST_COST, -1, {"price", "quality"}),
        (Reason.NOT_HIGHEST_SCORE, 1, {"price", "quality"}),
        (Reason.NOT_HIGHEST_SCORE, -1, {"quality"}),
        (Reason.NOT_CLOSEST, 1, {"price"}),
        (Reason.NOT_CLOSEST, -1, {"floor"}),
        (Reason.NOT_HIGHEST_BELOW_MEAN, -1, {"floor"}),
    ],
)
def test_programmes_are_offered_for_what_was_missing(reason, gap, helps):
    assert short_of(Ruling(cause=str(reason), rank=2), D(gap)) == helps


def test_who_was_first_and_left_needs_no_advice():
    gone = Ruling(cause=str(Reason.LOWEST), rank=1, state=RulingState.DROPPED)

    assert (told(gone), short_of(gone, D(-1))) == ([], set())


def test_equal_costs_and_points_are_no_gap():
    equal = {"score": "96", "best_score": "96", "above_won": "0"}
    for reason in (Reason.NOT_HIGHEST_SCORE, Reason.NOT_LOWEST_COST, Reason.NOT_LOWEST_EVALUATED):
        lost = Ruling(cause=str(reason), figures=equal, rank=2, tie="esg")
        assert [NAMED in words for words in told(lost, 0)] == [True, False]
        assert "ESG score" in told(lost, 0)[1]
