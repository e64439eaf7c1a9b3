"""HOW MUCH: what makes a number well-formed, names alike, a paper due or recent, roles incompatible."""

from portal.people.rules.certificates import reminder_due, usual_valid_to
from portal.people.rules.contact import industry_code, phone_is_possible, postcode_is_possible
from portal.people.rules.names import looks_alike, name_skeleton, names_company
from portal.people.rules.numbers import (
    brn_check_digit,
    brn_contradicts,
    brn_kind,
    corp_no_check_digit,
    corp_no_fault,
    duns_is_well_formed,
    is_brn,
    lei_is_well_formed,
    vat_number,
)
from portal.people.rules.registration import (
    RestTerms,
    answer_reminder,
    appeal_until,
    dormancy_reminder_due,
    dormant_on,
    is_recent,
    reapply_from,
    rest_not_before,
)
from portal.people.rules.roles import role_conflict

__all__ = [
    "RestTerms",
    "answer_reminder",
    "appeal_until",
    "brn_check_digit",
    "brn_contradicts",
    "brn_kind",
    "corp_no_check_digit",
    "corp_no_fault",
    "dormancy_reminder_due",
    "dormant_on",
    "duns_is_well_formed",
    "industry_code",
    "is_brn",
    "is_recent",
    "lei_is_well_formed",
    "looks_alike",
    "name_skeleton",
    "names_company",
    "phone_is_possible",
    "postcode_is_possible",
    "reapply_from",
    "reminder_due",
    "rest_not_before",
    "role_conflict",
    "usual_valid_to",
    "vat_number",
]
