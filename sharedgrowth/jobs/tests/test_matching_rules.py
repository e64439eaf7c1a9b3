"""Stable matching: worked cases, and what always holds: no blocking pair, best for trainees, the same again."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sharedgrowth.jobs.rules.stable import (
    Place,
    Seeker,
    Why,
    blocking_pairs,
    explanations,
    is_wanted,
    lot,
    matching,
)

SEED = "YDC-2026-01"
whatever_load = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # the machine may be busy


@pytest.mark.parametrize(
    ("seekers", "places", "matched"),
    [
        pytest.param([], [], {}, id="nobody"),
        pytest.param([Seeker(1, (9,))], [], {}, id="vacancy-gone"),
        pytest.param([Seeker(1, (9,))], [Place(9, 0, {1: 1})], {}, id="no-seats"),
        pytest.param([Seeker(1, (9,))], [Place(9, 1)], {}, id="not-wanted"),
        pytest.param([Seeker(1, (9,))], [Place(9, 1, takes_others=True)], {1: 9}, id="takes-others"),
        pytest.param([Seeker(1, ())], [Place(9, 1, {1: 1})], {}, id="no-wishes"),
        pytest.param(
            [Seeker(1, (8, 9)), Seeker(2, (9, 8))],
            [Place(8, 1, {2: 1, 1: 2}), Place(9, 1, {1: 1, 2: 2})],
            {1: 8, 2: 9},
            id="trainees-wishes-before-those-of-firms",
        ),
        pytest.param(
            [Seeker(1, (8,), Decimal(70)), Seeker(2, (8,), Decimal(71))],
            [Place(8, 1, {1: 1, 2: 1})],
            {2: 8},
            id="tie-by-score",
        ),
        pytest.param(
            [Seeker(1, (8,), Decimal(99)), Seeker(2, (8,), Decimal(60)), Seeker(3, (8,), Decimal(80))],
            [Place(8, 2, {2: 1}, takes_others=True)],
            {1: 8, 2: 8},
            id="ranked-before-others",
        ),
        pytest.param(  # the example of Gale and Shapley's paper in which every firm gets its last wish
            [Seeker(1, (7, 8, 9)), Seeker(2, (8, 9, 7)), Seeker(3, (9, 7, 8))],
            [Place(7, 1, {2: 1, 3: 2, 1: 3}), Place(8, 1, {3: 1, 1: 2, 2: 3}), Place(9, 1, {1: 1, 2: 2, 3: 3})],
            {1: 7, 2: 8, 3: 9},
            id="gale-shapley-three",
        ),
    ],
)
def test_matching(seekers, places, matched):
    assert matching(seekers, places, SEED) == matched


def test_a_tie_of_rank_and_score_goes_by_the_lot_of_the_seed():
    seekers = [Seeker(1, (8,), Decimal(70)), Seeker(2, (8,), Decimal(70))]
    for seed in ("a", "b", "c", "d"):
        first = min(seekers, key=lambda one, seed=seed: lot(seed, one.key)).key
        assert matching(seekers, [Place(8, 1, {1: 1, 2: 1})], seed) == {first: 8}
    assert {min((1, 2), key=lambda key, seed=seed: lot(seed, key)) for seed in "abcdefgh"} == {1, 2}


def test_each_wish_is_explained():
    seekers = [
        Seeker(1, (4, 5, 6, 7, 8, 9), Decimal(70)),
        Seeker(2, (5,), Decimal(60)),
        Seeker(3, (6,), Decimal(80)),
    ]
    places = [
        Place(5, 1, {2: 1, 1: 2}),
        Place(6, 1, {1: 1, 3: 1}),
        Place(7, 1),
        Place(8, 2, {1: 3}),
        Place(9, 1, {1: 1}),
    ]
    matched = matching(seekers, places, SEED)
    assert matched == {1: 8, 2: 5, 3: 6}
    told = explanations(seekers, places, SEED, matched)
    assert [(step.place, step.why) for step in told[1]] == [
        (4, Why.GONE),
        (5, Why.FULL_BY_RANK),
        (6, Why.FULL_BY_SCORE),
        (7, Why.NOT_WANTED),
        (8, Why.MATCHED),
        (9, Why.NOT_NEEDED),
    ]
    assert told[1][4].rank == 3


@st.composite
def rounds(draw, people: int = 6, firms: int = 4):
    """A small round with ties in ranks and scores, unranked trainees and firms that take all."""
    seekers = [
        Seeker(
            key,
            tuple(draw(st.permutations(range(100, 100 + firms)))[: draw(st.integers(0, firms))]),
            Decimal(draw(st.sampled_from((60, 70, 80)))),
        )
        for key in range(1, draw(st.integers(1, people)) + 1)
    ]
    places = [
        Place(
            key,
            draw(st.integers(0, 3)),
            draw(st.dictionaries(st.integers(1, people), st.integers(1, 4), max_size=people)),
            draw(st.booleans()),
        )
        for key in range(100, 100 + draw(st.integers(1, firms)))
    ]
    return seekers, places


@whatever_load
@given(rounds(), st.text(max_size=4))
def test_there_is_no_blocking_pair_and_nobody_is_matched_against_a_list(made, seed):
    seekers, places = made
    matched = matching(seekers, places, seed)
    by_key = {place.key: place for place in places}
    wishes = {one.key: one.wishes for one in seekers}
    assert blocking_pairs(seekers, places, seed, matched) == []
    for seeker, place in matched.items():
        assert place in wishes[seeker]
        assert is_wanted(by_key[place], seeker)
    for place in places:
        assert list(matched.values()).count(place.key) <= place.seats


@whatever_load
@given(rounds(people=4, firms=3))
def test_no_stable_matching_is_better_for_any_trainee(made):
    seekers, places = made
    matched = matching(seekers, places, SEED)
    by_key = {place.key: place for place in places}
    choices = [
        [None, *(key for key in one.wishes if key in by_key and is_wanted(by_key[key], one.key))] for one in seekers
    ]
    for choice in product(*choices):
        other = {one.key: key for one, key in zip(seekers, choice, strict=True) if key is not None}
        if any(list(other.values()).count(place.key) > place.seats for place in places):
            continue
        if blocking_pairs(seekers, places, SEED, other):
            continue
        for one in seekers:
            assert _height(one, matched.get(one.key)) <= _height(one, other.get(one.key))


@whatever_load
@given(rounds(), st.randoms())
def test_the_order_of_the_input_changes_nothing(made, random):
    seekers, places = made
    again, others = list(seekers), list(places)
    random.shuffle(again)
    random.shuffle(others)
    assert matching(again, others, SEED) == matching(seekers, places, SEED)


@whatever_load
@given(rounds(people=5, firms=3), st.data())
def test_no_trainee_gains_by_another_list(made, data):
    seekers, places = made
    one = data.draw(st.sampled_from(seekers))
    lie = tuple(data.draw(st.permutations([100, 101, 102])))[: data.draw(st.integers(0, 3))]
    lied = [Seeker(one.key, lie, one.score) if other.key == one.key else other for other in seekers]
    got = matching(seekers, places, SEED).get(one.key)
    would = matching(lied, places, SEED).get(one.key)
    assert would not in one.wishes or _height(one, got) <= _height(one, would)


@whatever_load
@given(rounds())
def test_every_wish_has_an_explanation_that_fits(made):
    seekers, places = made
    matched = matching(seekers, places, SEED)
    told = explanations(seekers, places, SEED, matched)
    for one in seekers:
        assert [step.place for step in told[one.key]] == list(one.wishes)
        true = [step.place for step in told[one.key] if step.why == Why.MATCHED]
        assert true == ([matched[one.key]] if one.key in matched else [])


def _height(seeker: Seeker, place: int | None) -> int:
    """The place of a vacancy in the list; none is below all."""
    return len(seeker.wishes) if place is None else seeker.wishes.index(place)
