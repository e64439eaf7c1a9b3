"""Numbers that identify a company. A rule can say "well-formed"; whether a business is active the tax office knows."""

from datetime import date

from stdnum import lei
from stdnum.eu import vat
from stdnum.exceptions import ValidationError as NotWellFormed

from portal.people.states import CorpNoFault, LegalForm

BRN_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
# From this day corporate numbers are issued with a seven-digit serial and without a check digit.
CORP_NO_WITHOUT_CHECK_FROM = date(2025, 1, 31)


def brn_check_digit(nine: str) -> int:
    """The tenth digit of a business registration number (사업자등록번호) whose first nine digits are ``nine``.

    Weighted sum, plus the tens of five times the ninth digit, subtracted from ten, *modulo ten*: without the outer
    modulo real numbers with check digit 0 are refused.

    Source: domain CAT-01.

    >>> brn_check_digit("123456789"), brn_check_digit("220816251"), brn_check_digit("100000009")
    (1, 7, 0)
    """
    digits = [int(digit) for digit in nine]
    total = sum(digit * weight for digit, weight in zip(digits, BRN_WEIGHTS, strict=True)) + digits[8] * 5 // 10
    return (10 - total % 10) % 10


def is_brn(number: str) -> bool:
    """Whether ``number`` (ten digits, no separators) is a well-formed business registration number.

    Source: domain CAT-01.

    >>> is_brn("1234567891"), is_brn("1234567890"), is_brn("2208162517"), is_brn("1000000090"), is_brn("0000000000")
    (True, False, True, True, False)
    """
    if len(number) != 10 or not (number.isascii() and number.isdigit()) or number.startswith("00"):
        return False
    return brn_check_digit(number[:9]) == int(number[9])


def brn_kind(number: str) -> LegalForm:
    """What digits four and five say of the legal form.

    Source: domain CAT-02.

    >>> brn_kind("2208162517").value, brn_kind("1234567891").value, brn_kind("1000000090").value
    ('corporation', 'sole_trader', '')
    """
    code = int(number[3:5])
    if 1 <= code <= 79 or 90 <= code <= 99:
        return LegalForm.SOLE_TRADER
    by_code = {
        80: LegalForm.UNINCORPORATED,
        89: LegalForm.UNINCORPORATED,
        81: LegalForm.CORPORATION,
        86: LegalForm.CORPORATION,
        87: LegalForm.CORPORATION,
        88: LegalForm.CORPORATION,
        82: LegalForm.NON_PROFIT,
        83: LegalForm.PUBLIC_BODY,
        84: LegalForm.FOREIGN,
        85: LegalForm.BRANCH,
    }
    return by_code.get(code, LegalForm.UNKNOWN)


def brn_contradicts(number: str, declared: str) -> bool:
    """Whether the number speaks of another legal form than the one declared: a warning, never a refusal.

    Source: domain CAT-02.

    >>> brn_contradicts("2208162517", "sole_trader"), brn_contradicts("2208162517", "corporation")
    (True, False)
    """
    kind = brn_kind(number)
    return LegalForm.UNKNOWN not in (kind, declared) and kind != declared


def corp_no_check_digit(twelve: str) -> int:
    """The thirteenth digit of a corporate registration number (법인등록번호) whose first twelve digits are ``twelve``.

    Source: domain CAT-04.

    >>> corp_no_check_digit("110111006243")
    2
    """
    total = sum(int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(twelve))
    return (10 - total % 10) % 10


def corp_no_fault(number: str, established_on: date | None) -> CorpNoFault:
    """What is wrong with a corporate registration number: nothing, an error, or only a warning.

    A company established from 31 January 2025 on may hold a number without a check digit, so a mismatch is a warning
    there; before, it is an error. Without a date of establishment it is a warning, for we cannot know.

    Source: domain CAT-04.

    >>> corp_no_fault("1101110062432", None).value, corp_no_fault("1101110062433", date(2010, 5, 1)).value
    ('', 'error')
    >>> corp_no_fault("1101110062433", date(2025, 1, 31)).value, corp_no_fault("11011100", None).value
    ('warning', 'error')
    """
    if len(number) != 13 or not (number.isascii() and number.isdigit()):
        return CorpNoFault.ERROR
    if corp_no_check_digit(number[:12]) == int(number[12]):
        return CorpNoFault.NONE
    if established_on is not None and established_on < CORP_NO_WITHOUT_CHECK_FROM:
        return CorpNoFault.ERROR
    return CorpNoFault.WARNING


def lei_is_well_formed(number: str) -> bool:
    """Whether ``number`` is a legal entity identifier: 20 characters, ISO 7064 mod 97-10.

    Source: domain 1.4 (foreign_id); ISO 17442.

    >>> lei_is_well_formed("5493001KJTIIGC8Y1R12"), lei_is_well_formed("5493001KJTIIGC8Y1R13")
    (True, False)
    """
    return len(number) == 20 and number.isascii() and lei.is_valid(number)


def vat_number(number: str, country: str) -> str:
    """The VAT number of a company of the EU member ``country``, in one form however it is written: letters first.

    ``number`` has capital letters and digits only. The letters are those of the country, of Greece EL: some numbers
    are well formed in two countries, and only with them do they name one company. Empty if it is no such number.

    Source: domain 1.4 (foreign_id); Directive 2006/112/EC, Article 215 (prefixes); python-stdnum (national rules).

    >>> vat_number("DE136695976", "DE"), vat_number("136695976", "DE"), vat_number("DE136695976", "FR")
    ('DE136695976', 'DE136695976', '')
    >>> vat_number("100000010", "EE"), vat_number("100000010", "PT"), vat_number("GR094259216", "GR")
    ('EE100000010', 'PT100000010', 'EL094259216')
    """
    prefix = "EL" if country == "GR" else country
    if country.lower() not in vat.MEMBER_STATES or not number.isascii():
        return ""
    bare = number.removeprefix(country if number.startswith(country) else prefix)
    try:
        return vat.validate(prefix + bare)
    except NotWellFormed:
        return ""


def duns_is_well_formed(number: str) -> bool:
    """Whether ``number`` has the nine digits of a D-U-N-S number (its check digit was given up in 2006).

    Source: domain 1.4 (foreign_id).

    >>> duns_is_well_formed("123456789"), duns_is_well_formed("12345678")
    (True, False)
    """
    return len(number) == 9 and number.isascii() and number.isdigit() and number != "000000000"
