"""Every programme file with its table of cases: who may apply and why not, what it asks, who pays what."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from portal.tests.shared_data import golden
from sharedgrowth.support.registry import NEEDS, Applicant, programmes
from sharedgrowth.support.rules import eligibility as why
from sharedgrowth.support.rules.funding import LEVELS, MODES, FundingTerms, split
from sharedgrowth.support.states import FieldKind

SLUGS = [
    "qss",
    "smart_factory",
    "energy",
    "industrial_innovation",
    "support_group",
    "facility",
    "techno",
    "esg_consulting",
    "safety",
]
MONEY = ["qss", "smart_factory", "energy", "industrial_innovation"]
FREE = ["support_group", "facility", "techno", "esg_consulting", "safety"]
CERTIFIED = {"sme_certificate_until": date(2027, 3, 31), "tax_status": "ACTIVE"}


def reasons(slug: str, **known) -> set[object]:
    """Why a company with these facts may not apply to the programme."""
    return {reason.text for reason in programmes.get(slug).eligible(Applicant(**(CERTIFIED | known)))}


def test_the_programmes_are_there():
    assert set(SLUGS) <= {each.slug for each in programmes}


@pytest.mark.parametrize(
    ("known", "refused", "by"),
    [
        pytest.param({"size": "SMALL", "employees": 30}, None, [], id="a-small-firm-may-apply-everywhere"),
        pytest.param({"size": "MICRO", "employees": 30}, None, [], id="a-micro-firm-too"),
        pytest.param({"size": "SMALL", "trading": True, "employees": 30}, None, [], id="trade-makes-no-difference"),
        pytest.param({"size": "SMALL"}, None, [], id="people-not-known-are-asked-in-the-application"),
        pytest.param({"size": "LARGE"}, why.TOO_LARGE, SLUGS, id="a-large-firm-nowhere"),
        pytest.param(
            {"size": "MID_MARKET"},
            why.TOO_LARGE,
            [slug for slug in SLUGS if slug not in ("smart_factory", "esg_consulting", "safety")],
            id="mid-market-only-for-smart-PI-06",
        ),
        pytest.param(
            {"size": "SMALL", "sme_certificate_until": None}, why.NO_SIZE, SLUGS, id="without-the-certificate-PI-06"
        ),
        pytest.param({"size": "", "sme_certificate_until": None}, why.NO_SIZE, SLUGS, id="size-not-known"),
        pytest.param({"size": "SMALL", "tax_status": "CLOSED"}, why.FROZEN, SLUGS, id="closed-business"),
        pytest.param({"size": "SMALL", "tax_status": "SUSPENDED"}, why.FROZEN, SLUGS, id="suspended-business"),
        pytest.param({"size": "SMALL", "sanctioned": True}, why.SANCTIONED, SLUGS, id="sanctioned-PI-05"),
        pytest.param({"size": "SMALL", "esg_band": "R"}, why.RED_FLAG, MONEY, id="red-flag-only-blocks-money"),
        pytest.param({"size": "SMALL", "esg_band": "D"}, None, [], id="band-D-blocks-nothing-here"),
        pytest.param({"size": "SMALL", "limitation": 2}, why.LIMITED, MONEY, id="supply-limited"),
        pytest.param({"size": "SMALL", "limitation": 1}, None, [], id="a-warning-is-no-limitation"),
    ],
)
def test_who_may_apply(known, refused, by):
    found = {slug: reasons(slug, **known) for slug in SLUGS}
    assert found == {slug: {refused.text} if slug in by else set() for slug in SLUGS}


@pytest.mark.parametrize("slug", SLUGS)
def test_one_project_of_a_programme_in_24_months(slug):
    assert reasons(slug, size="SMALL", recent=frozenset({slug})) == {why.SUPPORTED.text}
    assert reasons(slug, size="SMALL", recent=frozenset(SLUGS) - {slug}) == set()


@pytest.mark.parametrize(
    ("slug", "people", "may"),
    [
        ("qss", 9, False),
        ("qss", 10, True),
        ("smart_factory", 4, False),
        ("smart_factory", 5, True),
        ("energy", 1, True),
    ],
)
def test_how_many_people_it_needs(slug, people, may):
    assert (reasons(slug, size="SMALL", employees=people) == set()) is may


@pytest.mark.parametrize("slug", SLUGS)
def test_each_file_is_whole(slug):
    """What the engine relies on: keys once, options for choices, earlier fields for conditions, known needs."""
    programme = programmes.get(slug)
    keys = [field.key for field in programme.form]
    assert len(keys) == len(set(keys))
    assert {field.kind for field in programme.form} <= set(FieldKind.values)
    for place, field in enumerate(programme.form):
        assert bool(field.options) is (field.kind == FieldKind.CHOICE), field.key
        if field.shown_if:
            key, value = field.shown_if
            earlier = next(each for each in programme.form[:place] if each.key == key)
            assert value in {option for option, _label in earlier.options}
    assert programme.helps_with
    assert programme.helps_with <= set(NEEDS)
    assert bool(programme.rubric) is programme.stages.scored
    assert sum(each.weight for each in programme.rubric) in (0, 100)
    assert programme.phases
    assert programme.kpis
    assert len({each.key for each in programme.kpis}) == len(programme.kpis)
    assert programme.historical
    assert all(each.source and each.period for each in programme.historical)
    assert (programme.split is None) is (slug in FREE)


@pytest.mark.parametrize("slug", SLUGS)
def test_each_file_speaks_both_languages(slug):
    programme = programmes.get(slug)
    texts = [programme.title, programme.summary, programme.gives]
    texts += [part for field in programme.form for part in (field.label, field.section, field.help) if part]
    texts += [label for field in programme.form for _value, label in field.options]
    texts += [part for each in programme.quiz for part in (each.text, each.otherwise)]
    texts += [part for each in programme.rubric for part in (each.label, each.guidance)]
    texts += [phase.title for phase in programme.phases]
    with translation.override("ko"):
        korean = [str(text) for text in texts]
    with translation.override("en"):
        english = [str(text) for text in texts]
    same = [ko for ko, en in zip(korean, english, strict=True) if ko == en]
    assert same == []


def test_the_qss_plan_takes_24_weeks():
    assert [(phase.key, phase.weeks) for phase in programmes.get("qss").phases] == [
        ("diagnosis", 2),
        ("order", 4),
        ("machine", 6),
        ("tasks", 10),
        ("standard", 2),
    ]


def test_published_figures_stand_beside_their_source():
    told = {
        (slug, each.value)
        for slug in SLUGS
        for each in programmes.get(slug).historical
        if each.value in {Decimal(n) for n in (35, 17, 1590, 879, 1660, 59, 366)} or each.value == Decimal(19_700)
    }
    assert told == {
        ("energy", Decimal(35)),
        ("energy", Decimal(17)),
        ("energy", Decimal(1590)),
        ("industrial_innovation", Decimal(879)),
        ("industrial_innovation", Decimal(1660)),
        ("industrial_innovation", Decimal(19_700)),
        ("smart_factory", Decimal(59)),
        ("support_group", Decimal(366)),
    }


# Who pays what --------------------------------------------------------------------------------------------------------
NAMES = {"BASIC": "basic", "ADV1": "advanced1", "ADV2": "advanced2"}


def test_golden_funding():
    for total, level, government, anchor, sme in golden("funding"):
        parts = programmes.get("smart_factory").split(Decimal(total), NAMES[level])
        assert (parts.government, parts.anchor, parts.sme) == (government, anchor, sme)


@pytest.mark.parametrize(
    ("mode", "level", "total", "most", "parts"),
    [
        pytest.param("type1", "advanced2", 1_000_000_000, None, (240_000_000, 360_000_000, 400_000_000), id="capped"),
        pytest.param("type1", "basic", 200_000_000, 50_000_000, (42_000_000, 50_000_000, 108_000_000), id="call-most"),
        pytest.param("type1", "basic", 1, None, (0, 1, 0), id="one-won"),
        pytest.param("type1", "basic", 33, None, (9, 11, 13), id="company-never-above-40-percent"),
        pytest.param("type2", "basic", 20_000_000, None, (10_000_000, 10_000_000, 0), id="small-firm"),
        pytest.param("type2", "basic", 15_000_001, None, (7_500_000, 7_500_001, 0), id="odd-won-on-the-buyer"),
        pytest.param("type2", "basic", 26_000_000, None, (10_000_000, 10_000_000, 6_000_000), id="more-than-type-2"),
        pytest.param("one_to_one", "basic", 100_000_000, None, (30_000_000, 30_000_000, 40_000_000), id="matched"),
        pytest.param("one_to_one", "basic", 100_000_000, 20_000_000, (20_000_000, 20_000_000, 60_000_000), id="cut"),
        pytest.param("anchor", "basic", 30_000_000, None, (0, 30_000_000, 0), id="consulting"),
        pytest.param("anchor", "basic", 30_000_000, 22_000_000, (0, 22_000_000, 8_000_000), id="consulting-cut"),
    ],
)
def test_who_pays_what(mode, level, total, most, parts):
    found = split(Decimal(total), level, mode, most_won=None if most is None else Decimal(most))
    assert (found.government, found.anchor, found.sme) == parts


@given(
    total=st.integers(min_value=0, max_value=10**12),
    level=st.sampled_from(list(LEVELS)),
    mode=st.sampled_from(list(MODES)),
    most=st.none() | st.integers(min_value=0, max_value=10**9),
)
def test_the_three_parts_add_up_to_the_won(total, level, mode, most):
    found = split(Decimal(total), level, mode, most_won=None if most is None else Decimal(most))
    parts = (found.government, found.anchor, found.sme)
    assert sum(parts) == total
    assert all(part >= 0 and part == part.to_integral_value() for part in parts)
    assert found.government <= FundingTerms().cap(level)
    if mode == "type1":
        assert found.government <= Decimal("0.3") * total
        if most is None:
            assert found.sme <= Decimal("0.4") * total
            assert found.anchor >= Decimal("0.3") * total
    if mode == "one_to_one":
        assert found.government == found.anchor
    if most is not None:
        assert found.anchor <= most


def test_a_total_below_zero_or_with_a_fraction_is_none():
    for total in ("-1", "1.5"):
        with pytest.raises(ValueError, match="whole won"):
            split(Decimal(total))
