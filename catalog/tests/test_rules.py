"""Rules: reading of values, checks of a listing, grams by brute force."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules.bulk_rows import SUSPECT
from catalog.rules.grams import (
    class_mark,
    class_marks,
    grams_of,
    mark,
    needs_recheck,
    normalise,
    search_text,
    term_grams,
    terms_of,
)
from catalog.rules.listing import (
    Listing,
    identity_key,
    is_chemical,
    lead_band,
    mandatory_findings,
    wording_findings,
)
from catalog.rules.values import Definition, read_all, read_number, read_value, split_unit, value_text
from portal.errors import RuleBroken

BORE = Definition("bore", "Bore", "NUM", "length", "mm")
TEMPERATURE = Definition("working", "Working temperature", "RANGE", "temperature", "Cel")
GRADE = Definition("grade", "Grade", "ENUM", options={"ie3": "IE3", "ie4": "IE4"})


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1,250.5", "1250.5"),
        ("１２", "12"),
        ("−4", "-4"),
        ("0.003", "0.003"),
        (".5", "0.5"),
        ("1 000", "1000"),
        ("1,000,000", "1000000"),
    ],
)
def test_numbers_as_people_write_them(typed, number):
    assert read_number(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed", ["1,5", "12,34", "abc", "NaN", "Infinity", "1e400", "1E+3", "--1", "", "1.2.3", "9" * 40, "0." + "1" * 12]
)
def test_other_numbers_are_asked_about(typed):
    with pytest.raises(RuleBroken):
        read_number(typed)


def test_a_unit_may_stand_behind_the_number():
    assert split_unit("10.5bar") == ("10.5", "bar")
    assert read_value(BORE, {"value": "2 in", "unit": "mm"}).si_num == Decimal("50.8")


@pytest.mark.parametrize(
    ("entered", "message"),
    [
        ({"low": "5"}, "both ends"),
        ({"low": "80", "high": "5"}, "above the upper end"),
        ({"low": "5 °C", "high": "80 K"}, "same unit"),
    ],
)
def test_a_range_needs_two_ends_in_order(entered, message):
    with override("en"), pytest.raises(RuleBroken, match=message):
        read_value(TEMPERATURE, entered)


def test_values_are_shown_as_entered_with_the_canonical_unit_beside():
    with override("en"):
        assert value_text(BORE, read_value(BORE, {"value": "1.5", "unit": "in"})) == "1.5 in (38.1 mm)"
        assert value_text(TEMPERATURE, read_value(TEMPERATURE, {"low": "-10", "high": "80"})) == "−10–80 °C"
        assert value_text(GRADE, read_value(GRADE, {"value": "IE4"})) == "IE4"


def test_all_faults_of_a_row_are_told_at_once():
    with override("en"):
        values, faults = read_all(
            {"bore": BORE, "grade": GRADE},
            {"bore": {"value": "x"}, "grade": {"value": "IE9"}, "colour": {"value": "red"}},
        )

    assert values == {}
    assert set(faults) == {"bore", "grade", "colour"}
    assert "IE3, IE4" in faults["grade"]


def _listing(**changes) -> Listing:
    facts = {
        "name_ko": "원심펌프",
        "name_en": "",
        "description": "",
        "class_code": "40151503",
        "class_level": "commodity",
        "class_active": True,
        "origin": "KR",
        "lead_time_days": 14,
        "moq_given": True,
        "missing_attributes": [],
        "pictures": 1,
        "msds_dates": [],
    }
    return Listing(**{**facts, **changes})


TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name_ko": ""}, "name_ko"),
        ({"class_level": "class"}, "class_node"),
        ({"class_active": False}, "class_node"),
        ({"origin": ""}, "origin"),
        ({"lead_time_days": None}, "lead_time_days"),
        ({"moq_given": False}, "moq"),
        ({"missing_attributes": [("flow", "Flow")]}, "attr_flow"),
        ({"pictures": 0}, "files"),
        ({"class_code": "15121802"}, "files"),
        ({"class_code": "15121802", "msds_dates": [None]}, "files"),
        ({"class_code": "15121802", "msds_dates": [date(2023, 11, 23)]}, "files"),
        ({"class_code": "15121802", "msds_dates": [date(2026, 11, 25)]}, "files"),
    ],
)
def test_what_is_mandatory(changes, field):
    assert [finding.field for finding in mandatory_findings(_listing(**changes), TODAY)] == [field]


def test_a_whole_listing_has_no_findings():
    assert mandatory_findings(_listing(), TODAY) == []
    assert mandatory_findings(_listing(class_code="15121802", msds_dates=[date(2023, 11, 24)]), TODAY) == []


@pytest.mark.parametrize(
    "text",
    [
        "02-555-1234",
        "010-1234-5678",
        "01012345678",
        "+82 10 1234 5678",
        "1588-1234",
        "a.b@garam.example",
        "www.garam.kr",
        "카톡 garam",
    ],
)
def test_contact_data_stops(text):
    assert [finding.stops for finding in wording_findings(_listing(description=f"문의는 {text}"))] == [True]
    assert SUSPECT.search(f"문의는 {text}".lower())  # a list looks for it no further where this finds nothing


@pytest.mark.parametrize(
    "text",
    [
        "50-30-2.6",
        "DIN 933 M10 × 50",
        "최고 사용 온도 300 °C",
        "ISO 9001:2015",
        "1500 1600 mm",
        "EN 10210-2, S355J2H",
        "KS B 1002",
    ],
)
def test_technical_text_passes(text):
    assert wording_findings(_listing(description=text)) == []


@pytest.mark.parametrize("text", ["업계 최고 품질", "국내 유일", "No.1 pump", "the world's best bearing"])
def test_superlatives_are_shown_to_the_reviewer(text):
    assert [finding.stops for finding in wording_findings(_listing(description=text))] == [False]


def test_maker_and_model_are_compared_without_their_clothes():
    assert identity_key("한빛 정밀", "DR-320") == identity_key("한빛정밀", "ｄｒ３２０")
    assert identity_key("한빛정밀", "DR-320") != identity_key("한빛정밀", "DR-321")


def test_bands_and_chemicals():
    assert [lead_band(days) for days in (0, 7, 8, 30, 60, 61)] == [0, 0, 1, 2, 3, 4]
    assert is_chemical("12161503")
    assert not is_chemical("40151503")


WORDS = st.text(alphabet="원심펌프유압관부품abcdr320x강鋼", min_size=1, max_size=8)


@given(st.lists(WORDS, min_size=1, max_size=6), st.integers(0, 5), st.integers(0, 7), st.integers(1, 8))
def test_every_fragment_of_a_text_is_among_its_grams(words, which, begin, size):
    text = normalise(" ".join(words))
    word = text.split()[which % len(text.split())]
    fragment = word[begin % len(word) :][:size]
    if len(fragment) == 1 and fragment.isascii() and not word.startswith(fragment):
        return  # a single Latin letter is found at the head of a word only

    assert term_grams(fragment) <= grams_of(text)


@given(st.lists(WORDS, min_size=1, max_size=4), WORDS)
def test_two_characters_never_match_falsely(words, term):
    text = normalise(" ".join(words))
    found = term_grams(normalise(term)) <= grams_of(text)
    if needs_recheck(normalise(term)):
        found = found and normalise(term) in text
    single_latin = len(term) == 1 and term.isascii()
    truth = any(word.startswith(term) for word in text.split()) if single_latin else normalise(term) in text

    assert found == truth


def test_marks_of_filters_are_never_grams_of_text():
    codes = ["10000000", "40151503", "99999999"]
    marks = set().union(*(class_marks(code) for code in codes)) | {
        mark("lead", 4),
        mark("origin", "KR"),
        mark("size", 1),
    }
    characters = normalise("".join(map(chr, range(0x21, 0xD7A4)))).replace(" ", "")
    threes = " ".join(first + second + third for first in "a0z" for second in "m5" for third in "09z")
    everything = f"{characters} {threes}"

    assert len({class_mark(code) for code in codes}) == 3
    assert marks.isdisjoint(grams_of(everything))


def test_queries_are_cut_to_size():
    assert terms_of("가" * 200) == ["가" * 100]
    assert len(terms_of(" ".join(map(str, range(50))))) == 10
    assert search_text(["밸브"], ["kv 100 a"]) == "밸브  kv 100 a kv100a"


def test_a_long_description_leaves_room_for_the_codes():
    text = search_text(["밸브"], ["kv 100 a", "prd 2026 000001"], rest=["설명 " * 400, "more " * 400])

    assert text.endswith(" kv 100 a prd 2026 000001 kv100a prd2026000001")
    assert len(text) < 1250


# What nothing can measure ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("quantity", "unit", "typed"),
    [
        ("length", "mm", "-20"),
        ("length", "mm", "−47"),
        ("length", "mm", "0"),
        ("length", "mm", "0.0"),
        ("mass", "kg", "0"),
        ("power", "kW", "-1"),
        ("count", "1", "-3"),
        ("temperature", "Cel", "-274"),
        ("temperature", "K", "-1"),
    ],
)
def test_impossible_values_are_refused(quantity, unit, typed):
    with pytest.raises(RuleBroken, match=r"not possible|수 없|더 큽|미만"):
        read_value(Definition("x", "X", "NUM", quantity, unit), {"value": typed})


@pytest.mark.parametrize(
    ("quantity", "unit", "typed"),
    [("temperature", "Cel", "-40"), ("pressure", "kPa", "-80"), ("voltage", "V", "-48"), ("density", "g/L", "0")],
)
def test_what_may_be_below_zero_or_nothing_is_taken(quantity, unit, typed):
    assert read_value(Definition("x", "X", "NUM", quantity, unit), {"value": typed}).num == Decimal(typed)


def test_a_range_may_begin_at_zero_but_not_below():
    reach = Definition("x", "X", "RANGE", "length", "mm")
    assert read_value(reach, {"low": "0", "high": "20"}).high == 20
    with pytest.raises(RuleBroken):
        read_value(reach, {"low": "-1", "high": "20"})
