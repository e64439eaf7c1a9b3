"""From the signature of a contract to the first assessment of the supplier."""

import pytest
from django.utils.translation import override

from portal.clock import today
from portal.errors import RuleBroken
from portal.people.models import Company
from portal.people.services import propose_honour, record_standing
from portal.people.states import Level
from portal.tests.factories import CompanyFactory, staff
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


@pytest.mark.parametrize(
    ("fact", "value", "words"),
    [("esg.limitation", "1", "supply limitation"), ("esg.band", "D", "band D"), ("esg.band", "R", "band R")],
)
def test_a_weak_or_limited_supplier_is_not_honoured(fact, value, words):
    company, officer = CompanyFactory(level=Level.L2), staff("PO")
    record_standing(company, fact, value, valid_from=today(), source="test")
    with override("en"), pytest.raises(RuleBroken, match=words):
        propose_honour(company, reason="품질 으뜸", by=officer)
    record_standing(company, fact, "0" if fact == "esg.limitation" else "A", valid_from=today(), source="test")
    assert propose_honour(company, reason="품질 으뜸", by=officer).kind == "honour"
