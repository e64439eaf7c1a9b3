"""The terms of support programmes: by two people, of a day to come, and a published call keeps its own."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.tests.factories import staff
from portal.tests.signin import sign_in
from sharedgrowth.support.models import SupportTerms, terms_on
from sharedgrowth.support.queries.screening import number_of
from sharedgrowth.support.services.terms import approve_terms_of_support, enter_terms_of_support
from sharedgrowth.support.tests import factories

pytestmark = pytest.mark.django_db


def later(**fields) -> SupportTerms:
    return SupportTerms(**({"valid_from": today() + timedelta(days=30), "note": "2027년 계획"} | fields))


def test_terms_hold_once_a_second_person_agrees_and_a_call_keeps_its_own():
    call = factories.call()
    officer = staff("SG", "AP")
    made = enter_terms_of_support(later(reviewers=3), by=officer)
    with pytest.raises(NotAllowed):
        approve_terms_of_support(made, by=officer)
    assert terms_on(made.valid_from).reviewers == 2

    approve_terms_of_support(made, by=staff("AP"))

    assert terms_on(made.valid_from).reviewers == 3
    assert number_of(call, "reviewers") == 2
    with pytest.raises(WrongState):
        approve_terms_of_support(made, by=staff("AP"))


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"valid_from": today}, "valid_from"),
        ({"sme_share": Decimal("1.2")}, "sme_share"),
        ({"sme_share": Decimal("0.1")}, "sme_share"),
        ({"reviewers": 0}, "reviewers"),
    ],
)
def test_terms_that_cannot_hold_are_refused_at_their_field(fields, field):
    given = {name: value() if callable(value) else value for name, value in fields.items()}
    with pytest.raises(RuleBroken) as refusal:
        enter_terms_of_support(later(**given), by=staff("SG"))
    assert refusal.value.field == field


def test_the_pages_enter_show_and_approve():
    officer, approver = Client(headers={"Accept-Language": "en"}), Client(headers={"Accept-Language": "en"})
    sign_in(officer, staff("SG", language="en"))
    sign_in(approver, staff("AP", language="en"))
    page = officer.get(reverse("support:terms-create"))
    form = page.context["form"]
    given = {name: field.initial for name, field in form.fields.items() if field.initial is not None}
    given |= {"valid_from": (today() + timedelta(days=10)).isoformat(), "note": "2027", "spread_points": "25"}

    broken = officer.post(reverse("support:terms-create"), given | {"valid_from": today().isoformat()})
    assert broken.status_code == 422
    assert officer.post(reverse("support:terms-create"), given).status_code == 303
    assert "25" in approver.get(reverse("support:terms-list")).content.decode()
    terms = SupportTerms.objects.get(approved_by=None, entered_by__isnull=False)
    assert officer.post(reverse("support:terms-approve", args=[terms.pk])).status_code == 403
    assert approver.post(reverse("support:terms-approve", args=[terms.pk])).status_code == 303
    assert terms_on(terms.valid_from).spread_points == 25
