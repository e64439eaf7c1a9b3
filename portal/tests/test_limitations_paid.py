"""LIM-02: what is owed is paid on its day, whatever supply limitation the payee is under."""

import pytest

from portal.clock import today
from portal.people.services import record_standing
from portal.tests.factories import CompanyFactory
from purchasing.esg.queries.limitations import level_of
from purchasing.esg.tests.actions_stage import imposed
from purchasing.payments.models import Instruction
from purchasing.payments.services.paying import pay_run
from purchasing.payments.tests.runs_stage import desk, drafted, in_use, owed, released

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("level", [4, 5])
def test_a_debt_to_a_suspended_or_deregistered_supplier_is_paid_on_its_day(level):
    people, company = desk(), CompanyFactory()
    in_use(company)
    debt = owed(company, 3_300_000, buyer=people.buyer)
    record_standing(company, "esg.band", "R", valid_from=today(), source="ESG-1")
    imposed(company, level)
    assert level_of(company, today()) == level

    run = released(people, drafted(people))
    assert pay_run(run) == 1

    debt.refresh_from_db()
    [paid] = Instruction.objects.filter(run=run)
    assert (paid.payee, paid.amount, debt.left, run.value_on) == (company, 3_300_000, 0, debt.pay_on)
