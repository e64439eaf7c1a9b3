"""The model's own checks, asked together, say what Django says."""

from decimal import Decimal

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import CheckConstraint, F, Q
from django.test.utils import CaptureQueriesContext

from portal import constraints
from purchasing.bidding.tests import factories
from purchasing.payments.models import DrawQuote

pytestmark = pytest.mark.django_db


def told(validate, **options) -> ValidationError | None:
    """What is wrong."""
    try:
        validate(**options)
    except ValidationError as wrong:
        return wrong
    return None


@pytest.mark.parametrize("app", ["bidding", "contracts"])
def test_the_empty_thing_of_every_model_is_judged_as_by_django(app):
    for model in apps.get_app_config(app).get_models():
        checks = [each for each in model._meta.constraints if type(each) is CheckConstraint]
        assert constraints._holds(model(), model, checks, ()) == (
            not any(told(each.validate, model=model, instance=model()) for each in checks)
        ), model


def test_a_calculation_that_the_database_cannot_make_hides_no_other_fault():
    """PostgreSQL adds 1,500,000,000 and 900,000,000 as small integers; Django takes that for no fault."""
    quote = DrawQuote(amount=Decimal(0), charge=Decimal(1_500_000_000), net=Decimal(900_000_000))
    total = CheckConstraint(name="total", condition=Q(amount=F("charge") + F("net")))
    positive = CheckConstraint(name="positive", condition=Q(amount__gt=0))
    assert told(total.validate, model=DrawQuote, instance=quote) is None

    assert constraints._holds(quote, DrawQuote, [total], ())
    assert not constraints._holds(quote, DrawQuote, [total, positive], ())


def test_what_is_wrong_is_told_as_django_tells_it():
    tender = factories.draft().tender
    with CaptureQueriesContext(connection) as asked:
        constraints.full_clean(tender)
    assert sum('"_check"' in each["sql"] for each in asked) == 2  # and one of a unique constraint with a condition
    tender.fixed_ratio, tender.min_technical = Decimal(-1), Decimal(-1)
    faults = told(tender.validate_constraints).message_dict
    assert len(faults["__all__"]) == 2
    assert told(constraints.validate_constraints, thing=tender).message_dict == faults
    assert told(constraints.validate_constraints, thing=tender, exclude={"fixed_ratio", "min_technical"}) is None
