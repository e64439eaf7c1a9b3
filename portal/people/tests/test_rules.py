"""Numbers by the published vectors; names that look alike; properties of check digits."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.people import rules
from portal.people.states import CorpNoFault, RoleConflict
from portal.tests.shared_data import golden
from portal.text import digits_of


def test_business_numbers_of_the_published_vectors():
    found = {number: rules.is_brn(digits_of(number)) for number, _expected in golden("brn")}
    assert found == dict(golden("brn"))


def test_corporate_numbers_of_the_published_vectors():
    faults = {
        number: rules.corp_no_fault(digits_of(number), date(2000, 1, 1)) for number, _expected in golden("corp_no")
    }
    assert {number: fault == CorpNoFault.NONE for number, fault in faults.items()} == dict(golden("corp_no"))


@pytest.mark.parametrize(
    ("number", "well_formed"),
    [
        pytest.param("123-45-67891", True, id="plain"),
        pytest.param("123-45-67890", False, id="wrong-check-digit"),
        pytest.param("220-81-62517", True, id="corporation"),
        pytest.param("100-00-00090", True, id="zero-branch-needs-the-outer-modulo"),
        pytest.param("220-81-6251", False, id="nine-digits"),
        pytest.param("٢٢٠٨١٦٢٥١٧", False, id="digits-of-another-script"),
    ],
)
def test_business_number(number, well_formed):
    bare = number.replace("-", "")
    assert rules.is_brn(bare) is well_formed


@given(st.text("0123456789", min_size=9, max_size=9).filter(lambda nine: not nine.startswith("00")))
def test_exactly_one_tenth_digit_fits(nine):
    assert sum(rules.is_brn(nine + str(digit)) for digit in range(10)) == 1


@given(st.text("0123456789", min_size=12, max_size=12))
def test_exactly_one_thirteenth_digit_fits(twelve):
    fits = [rules.corp_no_fault(twelve + str(digit), date(2000, 1, 1)) == CorpNoFault.NONE for digit in range(10)]
    assert fits.count(True) == 1


@pytest.mark.parametrize(
    ("established_on", "fault"),
    [
        pytest.param(date(2025, 1, 30), CorpNoFault.ERROR, id="last-day-with-a-check-digit"),
        pytest.param(date(2025, 1, 31), CorpNoFault.WARNING, id="first-day-without"),
        pytest.param(None, CorpNoFault.WARNING, id="day-unknown"),
    ],
)
def test_a_corporate_number_whose_check_digit_does_not_fit(established_on, fault):
    assert rules.corp_no_fault("1101110062433", established_on) == fault


@pytest.mark.parametrize(
    ("number", "country", "kept"),
    [
        ("DE136695976", "DE", "DE136695976"),
        ("136695976", "DE", "DE136695976"),
        ("DE136695978", "DE", ""),
        ("FR40303265045", "FR", "FR40303265045"),
        ("40303265045", "FR", "FR40303265045"),
        ("EL094259216", "GR", "EL094259216"),
        ("GR094259216", "GR", "EL094259216"),
        ("094259216", "GR", "EL094259216"),
        ("ATU13585627", "AT", "ATU13585627"),
        ("U13585627", "AT", "ATU13585627"),
        ("403019261", "BE", "BE0403019261"),
        ("100000010", "EE", "EE100000010"),
        ("100000010", "PT", "PT100000010"),
        ("EE100000010", "PT", ""),
        ("US123456789", "US", ""),
        ("EL094259216", "EL", ""),
        ("", "DE", ""),
        ("", "GR", ""),
    ],
)
def test_vat_number(number, country, kept):
    assert rules.vat_number(number, country) == kept
    assert rules.vat_number(kept, country) == kept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("포스코", "ㅍㅗ스코", id="compatibility-jamo"),
        pytest.param("POSCO", "РОSСО", id="cyrillic"),
        pytest.param("POSCO", "ＰＯＳＣＯ", id="full-width"),
        pytest.param("POSCO", "P\u200bOSCO", id="zero-width"),
        pytest.param("가람정밀", "㈜ 가람정밀", id="legal-form-sign"),
        pytest.param("가람정밀", "가람\u3164정밀", id="hangul-filler"),
        pytest.param("Garam Precision", "GARAM PRECISION CO., LTD.", id="latin-form"),
        pytest.param("Garam", "Gαrαm S.A.", id="greek-and-dotted-form"),
    ],
)
def test_names_that_look_alike(one, other):
    assert rules.name_skeleton(one) == rules.name_skeleton(other)


def test_different_names_stay_different():
    names = ["가람정밀", "나람정밀", "Garam", "Haram", "한빛제철", "한빛제강"]
    assert len({rules.name_skeleton(name) for name in names}) == len(names)


@given(st.text(max_size=40))
def test_a_skeleton_is_its_own_skeleton(name):
    skeleton = rules.name_skeleton(name)
    assert rules.name_skeleton(skeleton) in (skeleton, rules.name_skeleton(rules.name_skeleton(skeleton)))


@pytest.mark.parametrize(
    ("codes", "conflict"),
    [
        ({"AD"}, RoleConflict.NONE),
        ({"AD", "PO"}, RoleConflict.ADMIN),
        ({"AU", "AD"}, RoleConflict.ADMIN),
        ({"AU", "EV"}, RoleConflict.AUDITOR),
        ({"PO", "EV"}, RoleConflict.NONE),
    ],
)
def test_roles_that_exclude_each_other(codes, conflict):
    assert rules.role_conflict(codes) == conflict
