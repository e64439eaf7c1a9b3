"""The level of a supplier follows its contracts with the buyer."""

from datetime import timedelta

import pytest

from portal.audit.models import AuditEntry
from portal.clock import today
from portal.notices.models import Notice
from portal.people.models import Company
from portal.people.queries import standing_of
from portal.people.states import CompanyState, Level
from portal.periods import months_after
from portal.tests.factories import CompanyFactory, UserFactory
from purchasing.contracts import services
from purchasing.contracts.handlers.levels import follow_levels
from purchasing.contracts.states import ContractState
from purchasing.contracts.tests.factories import hear, in_force

pytestmark = pytest.mark.django_db


def level_of(company: Company) -> str:
    return Company.objects.values_list("level", flat=True).get(pk=company.pk)


def test_a_contract_makes_a_registered_supplier_a_trading_one_once_and_tells_it():
    company = in_force().payee
    admin = UserFactory(company=company, roles=["SA"])

    follow_levels()
    follow_levels()

    assert level_of(company) == Level.L2
    assert standing_of(company, "level", today()) == Level.L2
    [told] = AuditEntry.objects.filter(thing_id=company.pk, what="people.company.level_changed")
    assert told.payload == '{"level":"L2"}'
    hear()
    assert Notice.objects.filter(user=admin, kind="people.company_level_changed").count() == 1


def test_neither_a_subcontract_nor_a_draft_nor_a_member_nor_a_suspended_company_is_raised():
    top = in_force(payee=CompanyFactory(state=CompanyState.SUSPENDED))
    below = in_force(parent=top)
    draft = in_force(signed_on=None, state=ContractState.SENT)
    member = in_force(payee=CompanyFactory(level=Level.L0))

    assert services.follow_trade_of_all(today()) == 0
    assert [level_of(each.payee) for each in (top, below, draft, member)] == ["L1", "L1", "L1", "L0"]


def test_24_months_after_its_last_contract_it_is_a_registered_supplier_again():
    contract = in_force()
    assert services.follow_trade_of_all(today()) == 1
    last = months_after(contract.ends_on, 24)

    assert services.follow_trade_of_all(last) == 0
    assert services.follow_trade_of_all(last + timedelta(days=1)) == 1
    assert level_of(contract.payee) == Level.L1
