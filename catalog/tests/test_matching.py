"""The match score: a table that a using department could sign, and what holds for all values."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules.matching import Fit, Requirement, compared, match_score, wanted_text
from catalog.rules.units import UNITS, canonical
from catalog.rules.values import Definition, Value, read_value
from catalog.states import Criticality, Match, Tolerance

D = Decimal
IP = Definition("ip", "Protection", "ENUM", options={"ip44": "IP44", "ip54": "IP54", "ip65": "IP65"})


def number(amount) -> Value:
    return Value(si_num=D(amount))


def span(low, high) -> Value:
    return Value(si_low=D(low), si_high=D(high))


def wants(match, **asked) -> Requirement:
    return Requirement("a", "A", match, **asked)


ABS10 = {"tolerance_kind": Tolerance.ABS, "tolerance": D(10)}


@pytest.mark.parametrize(
    ("requirement", "offered", "s", "fit"),
    [
        pytest.param(wants(Match.GE, target=D(100)), number(100), "1", Fit.MET, id="at-least-exactly"),
        pytest.param(
            wants(Match.GE, target=D(100)), number("99.999"), "0", Fit.MISSED, id="at-least-without-tolerance"
        ),
        pytest.param(wants(Match.GE, target=D(100), **ABS10), number(95), "0.5", Fit.NEAR, id="at-least-half-short"),
        pytest.param(wants(Match.GE, target=D(100), **ABS10), number(90), "0", Fit.NEAR, id="at-the-edge-is-accepted"),
        pytest.param(wants(Match.GE, target=D(100), **ABS10), number(89), "0", Fit.MISSED, id="beyond-the-edge"),
        pytest.param(wants(Match.GE, target=D(100)), span(90, 120), "0", Fit.MISSED, id="at-least-by-the-lower-end"),
        pytest.param(wants(Match.LE, target=D(100)), number(100), "1", Fit.MET, id="at-most-exactly"),
        pytest.param(wants(Match.LE, target=D(100), **ABS10), number(102), "0.8", Fit.NEAR, id="at-most-a-little-over"),
        pytest.param(wants(Match.LE, target=D(100)), span(90, 120), "0", Fit.MISSED, id="at-most-by-the-upper-end"),
        pytest.param(wants(Match.EQ_TOL, target=D(100)), number(100), "1", Fit.MET, id="equal"),
        pytest.param(wants(Match.EQ_TOL, target=D(100)), number(101), "0", Fit.MISSED, id="equal-without-tolerance"),
        pytest.param(
            wants(Match.EQ_TOL, target=D(200), tolerance_kind=Tolerance.REL, tolerance=D(5)),
            number(195),
            "0.5",
            Fit.NEAR,
            id="percent-of-the-target",
        ),
        pytest.param(wants(Match.IN_RANGE, low=D(10), high=D(20)), number(10), "1", Fit.MET, id="in-range-at-its-end"),
        pytest.param(wants(Match.IN_RANGE, low=D(10), high=D(20)), number(21), "0", Fit.MISSED, id="out-of-range"),
        pytest.param(wants(Match.IN_RANGE, low=D(10)), number(999), "1", Fit.MET, id="range-open-above"),
        pytest.param(wants(Match.COVERS, low=D(0), high=D(100)), span(-5, 100), "1", Fit.MET, id="covers"),
        pytest.param(wants(Match.COVERS, low=D(0), high=D(100)), span(25, 75), "0.5", Fit.MISSED, id="covers-half"),
        pytest.param(wants(Match.COVERS, low=D(0), high=D(100)), span(100, 150), "0", Fit.MISSED, id="covers-nothing"),
        pytest.param(wants(Match.COVERS, low=D(5), high=D(5)), span(0, 9), "1", Fit.MET, id="covers-one-point"),
        pytest.param(wants(Match.COVERS, low=D(5), high=D(5)), span(6, 9), "0", Fit.MISSED, id="misses-one-point"),
        pytest.param(wants(Match.COVERS, high=D(80)), span(0, 90), "1", Fit.MET, id="covers-up-to"),
        pytest.param(wants(Match.COVERS, high=D(80)), span(0, 70), "0", Fit.MISSED, id="does-not-reach-up-to"),
        pytest.param(wants(Match.ENUM_EQ, options=("x", "y")), Value(text="y"), "1", Fit.MET, id="one-of-two-options"),
        pytest.param(wants(Match.ENUM_EQ, options=("x",)), Value(text="z"), "0", Fit.MISSED, id="another-option"),
        pytest.param(
            wants(Match.ENUM_AT_LEAST, options=("ip54",), definition=IP),
            Value(text="ip65"),
            "1",
            Fit.MET,
            id="higher-option",
        ),
        pytest.param(
            wants(Match.ENUM_AT_LEAST, options=("ip54",), definition=IP),
            Value(text="ip44"),
            "0",
            Fit.MISSED,
            id="lower-option",
        ),
        pytest.param(wants(Match.EQ_TOL, flag=True), Value(flag=True), "1", Fit.MET, id="yes"),
        pytest.param(wants(Match.EQ_TOL, flag=False), Value(flag=True), "0", Fit.MISSED, id="no-is-asked-for"),
        pytest.param(
            wants(Match.EQ_TOL, text="KS B 1002"), Value(text="ks b1002"), "1", Fit.MET, id="text-in-one-form"
        ),
        pytest.param(
            wants(Match.GE, target=D(date(2026, 12, 1).toordinal())),
            Value(day=date(2027, 1, 1)),
            "1",
            Fit.MET,
            id="a-later-day",
        ),
        pytest.param(wants(Match.GE, target=D(1)), None, "0", Fit.MISSING, id="nothing-stated"),
        pytest.param(wants(Match.GE, target=D(1)), Value(text="?"), "0", Fit.MISSING, id="not-a-number"),
    ],
)
def test_one_attribute(requirement, offered, s, fit):
    line = compared(requirement, offered)

    assert (line.s, line.verdict) == (D(s), fit)


def test_a_failed_must_makes_the_whole_zero_and_says_which():
    asked = [
        wants(Match.GE, target=D(1)),
        Requirement("b", "Pressure", Match.GE, target=D(10), criticality=Criticality.MUST),
    ]

    with override("en"):
        found = match_score(asked, {"a": number(5), "b": number(9)})
        reason = found.reason

    assert found.score == 0
    assert [line.requirement.code for line in found.failed_must] == ["b"]
    assert reason == "Not met although it must be: Pressure."


def test_a_must_within_its_tolerance_does_not_fail():
    asked = [replace(wants(Match.EQ_TOL, target=D(100), **ABS10), criticality=Criticality.MUST)]

    assert match_score(asked, {"a": number(110)}).failed_must == ()


def test_nothing_asked_for_scores_nothing():
    assert match_score([], {}).score == 0


def test_words_name_the_gap_in_the_unit_of_the_attribute():
    pressure = Definition("p", "Pressure", "NUM", "pressure", "MPa")
    asked = wants(Match.GE, target=D(25000), tolerance_kind=Tolerance.ABS, tolerance=D(1000), definition=pressure)

    with override("en"):
        line = compared(asked, read_value(pressure, {"value": "245", "unit": "bar"}))
        said = (asked.wanted, line.offered_text, line.words)

    assert said == (
        "≥ 25 MPa ± 1 MPa",
        "245 bar (24.5 MPa)",
        "Off by 0.5 MPa, within the tolerance: 50% of its points.",
    )


def test_a_tolerance_of_temperature_is_a_difference():
    heat = Definition("t", "Temperature", "NUM", "temperature", "[degF]")
    asked = wants(Match.EQ_TOL, target=D(100), tolerance_kind=Tolerance.ABS, tolerance=D(5), definition=heat)

    assert wanted_text(asked) == "212 °F ± 9 °F"


amounts = st.decimals(-10_000, 10_000, places=3)
positive = st.decimals(0, 1000, places=3)
weights = st.integers(0, 100).map(D)
kinds = st.sampled_from([Tolerance.NONE, Tolerance.ABS, Tolerance.REL])


@st.composite
def requirements(draw, code="a"):
    low, high = sorted([draw(amounts), draw(amounts)])
    match = draw(st.sampled_from([Match.GE, Match.LE, Match.EQ_TOL, Match.IN_RANGE, Match.COVERS]))
    ends = {"low": low, "high": high} if match in (Match.IN_RANGE, Match.COVERS) else {"target": low}
    return Requirement(
        code,
        code,
        match,
        **ends,
        tolerance_kind=draw(kinds),
        tolerance=draw(positive),
        weight=draw(weights),
        criticality=draw(st.sampled_from(Criticality.values)),
    )


@st.composite
def asked_and_offered(draw):
    codes = draw(st.lists(st.sampled_from("abcdef"), unique=True, max_size=6))
    asked = [draw(requirements(code)) for code in codes]
    offered = {}
    for code in draw(st.lists(st.sampled_from("abcdef"), unique=True)):
        low, high = sorted([draw(amounts), draw(amounts)])
        offered[code] = draw(st.sampled_from([number(low), span(low, high)]))
    return asked, offered


@given(asked_and_offered())
def test_a_score_lies_between_0_and_100(case):
    found = match_score(*case)

    assert 0 <= found.score <= 100
    assert all(0 <= line.s <= 1 for line in found.lines)
    assert not (found.score and found.failed_must)


@given(asked_and_offered(), st.randoms(use_true_random=False))
def test_the_order_of_the_requirements_does_not_matter(case, dice):
    asked, offered = case
    shuffled = dice.sample(asked, len(asked))

    assert match_score(shuffled, offered).score == match_score(asked, offered).score


@given(requirements(), amounts, positive)
def test_more_never_earns_less_where_at_least_is_asked_for(requirement, offered, more):
    at_least = replace(requirement, match=Match.GE, target=requirement.target or D(0), low=None, high=None)
    at_most = replace(at_least, match=Match.LE)

    assert compared(at_least, number(offered + more)).s >= compared(at_least, number(offered)).s
    assert compared(at_most, number(offered - more)).s >= compared(at_most, number(offered)).s
    assert match_score([at_least], {"a": number(offered + more)}).score >= (
        match_score([at_least], {"a": number(offered)}).score
    )


@given(requirements(), st.integers(-9000, 9000), st.sampled_from(["mm", "um", "cm", "m"]))
def test_the_unit_in_which_it_is_written_does_not_matter(requirement, offered_mm, code):
    unit = UNITS[code]
    written = D(offered_mm) / unit.factor

    in_unit = Value(num=written, unit=code, si_num=canonical(written, unit))

    assert compared(requirement, in_unit).s == compared(requirement, number(offered_mm)).s


@given(requirements(), amounts, amounts)
def test_a_wider_offer_never_covers_less(requirement, one, other):
    covers = replace(requirement, match=Match.COVERS, target=None, low=min(one, other), high=max(one, other))
    narrow, wide = span(-50, 50), span(-500, 500)

    assert compared(covers, wide).s >= compared(covers, narrow).s
