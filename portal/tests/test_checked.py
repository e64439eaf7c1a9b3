"""What a model is asked before it is written, and what a step of a service needs of the database."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from portal.audit.services import record
from portal.checked import checked
from portal.errors import RuleBroken
from portal.people.models import Company, Membership
from portal.tests.factories import CompanyFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_what_is_loaded_is_not_asked_for_again_and_what_is_not_there_is_refused(django_assert_num_queries):
    user, company = UserFactory(), CompanyFactory()
    of_loaded = Membership(user=user, company=company)
    of_numbers = Membership(user_id=user.pk, company_id=company.pk)

    with django_assert_num_queries(asked_of(of_numbers) - 2):
        checked(of_loaded)
    with pytest.raises(RuleBroken):
        checked(Membership(user=user, company_id=company.pk + 1_000_000))
    with pytest.raises(RuleBroken):
        checked(Membership(user=user, company=Company(pk=company.pk + 1_000_000)))


def asked_of(thing) -> int:
    """How many statements its checks take."""
    with CaptureQueriesContext(connection) as seen:
        checked(thing)
    return len(seen)


def test_a_step_of_a_service_takes_no_savepoint(django_assert_num_queries):
    company = CompanyFactory()

    with transaction.atomic(), django_assert_num_queries(1):
        record(company, "looked_at", by=None)
