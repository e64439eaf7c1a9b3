"""A new column that holds what belongs to a person is encrypted, or stands here with the reason why not."""

import re

from django.apps import apps
from django.db import models
from django.utils.translation import override

from portal.encrypted.fields import Encrypted

OURS = ("portal", "catalog", "purchasing", "sharedgrowth")
NAMED = re.compile(
    r"(^|_)(e_?mail|phone|telephone|mobile|fax|emergency|contact|address|postcode|born|birth(day|date)?|passport_no"
    r"|resident|account_(no|number)|debtor_number|iban)(_|$)"
)
SAID = re.compile(r"\b(phone|telephone|mobile|account number|birth(day)?|born|resident number)\b", re.IGNORECASE)
TEXTS = (models.CharField, models.TextField, models.DateField, models.JSONField)
MAIL = "Letters go there, and a person or an alert is known by it: unique, or looked up. Without it nothing is sent."
CMRT = "Stands in the declaration, a form that firms hand on to each other."
FIRM = "How a firm is reached: stands in its profile, on contracts and in the register of companies."

PLAIN = {
    "people.User.email": "The name by which one signs in: unique, without capitals.",
    "people.Invitation.email": MAIL,
    "people.Company.address": FIRM,
    "people.Company.address_detail": FIRM,
    "people.Company.postcode": FIRM,
    "people.Company.phone": FIRM,
    "news.NewsAlert.email": MAIL,
    "news.Registration.email": MAIL,
    "catalog.PublicAlert.email": MAIL,
    "support.CallAlert.email": MAIL,
    "support.Recommender.email": MAIL,
    "friends.Guest.email": MAIL,
    "support.Recommender.contact": "Who speaks for an organisation; stands beside its address.",
    "support.Recommendation.contact": "Who speaks for an organisation; stands on its statement.",
    "jobs.Identity.email": "The address of the account beside it; destroyed with the identity.",
    "jobs.Interview.contact": "Whom of the firm to ask for at its door.",
    "esg.MineralDeclaration.contact": CMRT,
    "esg.MineralDeclaration.contact_email": CMRT,
    "funds.Proposal.contact": "How an operator of a fund is reached.",
    "friends.RiskForm.emergency": "The nearest hospital: no person.",
}


def told() -> dict[str, models.Field]:
    """Our columns whose name, or name for people, says that they may be a person's."""
    found = {}
    with override("en"):
        for model in apps.get_models():
            if model.__module__.startswith(OURS):
                for field in model._meta.local_fields:
                    says = NAMED.search(field.name) or SAID.search(str(field.verbose_name))
                    if says and isinstance(field, TEXTS) and not field.choices:
                        found[f"{model._meta.label}.{field.name}"] = field
    return found


def test_what_belongs_to_a_person_is_encrypted_or_says_why_not():
    found = told()
    assert {name for name, field in found.items() if not isinstance(field, Encrypted)} - PLAIN.keys() == set()


def test_no_reason_outlives_its_column():
    plain = {name for name, field in told().items() if not isinstance(field, Encrypted)}
    assert PLAIN.keys() - plain == set()


def test_the_guard_sees_the_columns_that_are_encrypted():
    """Those whose names tell; else it would find nothing to say."""
    assert {
        "people.User.phone",
        "payments.BankAccount.number",
        "payments.Instruction.account_number",
        "payments.PaymentRun.debtor_number",
        "jobs.Identity.born_on",
        "jobs.Identity.phone",
        "support.SafetyForm.contact",
        "support.SafetyForm.emergency",
        "support.LabBooking.emergency",
    } <= told().keys()
