"""From the signature of a contract to the first assessment of the supplier."""

import pytest

from portal.people.models import Company
from portal.people.states import Level
from purchasing.contracts.handlers.levels import follow_levels
from purchasing.contracts.tests.contracts_stage import signed
from purchasing.esg.handlers.periodic import run_daily
from purchasing.esg.models import Assessment
from purchasing.esg.tests.factories import published_set

pytestmark = pytest.mark.django_db


def test_who_has_signed_a_contract_with_the_buyer_is_assessed():
    published_set(code="TG-ALL")
    company = signed().payee.company

    follow_levels()
    run_daily()

    assert Company.objects.get(pk=company.pk).level == Level.L2
    assert Assessment.objects.filter(company=company, state="assigned").count() == 1
