"""A payee is merged into another company: who is paid, on which account, and what is refused. Source: domain 17."""

from datetime import timedelta

import pytest
from django.utils import translation

from portal.clock import db_now, today
from portal.errors import RuleBroken
from portal.files.tests.factories import FileFactory
from portal.people.models import Company, CompanyProposal, CompanySuccession
from portal.people.services import switch_membership
from portal.people.states import CompanyState, ProposalKind, ProposalState, TaxStatus
from portal.people.tests.merging import merged
from portal.tests.factories import CompanyFactory, staff, supplier
from purchasing.contracts.services.drawing_up import check_payee
from purchasing.payments.models import Instruction, Obligation
from purchasing.payments.queries.accounts import destinations
from purchasing.payments.queries.obligations import obligations_visible_to
from purchasing.payments.queries.receivables import is_closed
from purchasing.payments.services.accounts import propose_account
from purchasing.payments.tests.runs_stage import desk, drafted, in_use, owed, payee

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    """The words that are looked for are English."""
    with translation.override("en"):
        yield


def merged_long_ago(former: Company, successor: Company) -> None:
    """Entered a week ago."""
    officer = staff("PO")
    proposal = CompanyProposal.objects.create(
        company=former,
        kind=ProposalKind.SUCCESSION,
        state=ProposalState.APPROVED,
        reason="등기부 등본",
        successor=successor,
        merged_on=today(),
        document=FileFactory(company=officer.company),
        proposed_by=officer,
        decided_by=staff("AP"),
    )
    Company.objects.filter(pk=former.pk).update(state=CompanyState.MERGED)
    CompanySuccession.objects.create(
        former=former,
        successor=successor,
        merged_on=today(),
        proposal=proposal,
        decided_at=db_now() - timedelta(days=7),
    )


def test_the_successor_is_paid_after_72_hours_whatever_the_tax_office_says_of_the_former():
    people, former = desk(), payee()
    successor = payee()
    owed(former.company, 1_000_000, buyer=people.buyer)
    merged(former.company, successor.company)
    Company.objects.filter(pk=former.company_id).update(tax_status=TaxStatus.CLOSED)

    run = drafted(people)
    (held,) = Instruction.objects.filter(run=run)
    assert (held.state, held.hold_reason) == ("held", "account_changed")
    assert held.account.company == successor.company


def test_once_they_are_over_the_money_goes_to_the_successors_account():
    people, former, successor = desk(), payee(), payee()
    debt = owed(former.company, 1_000_000, buyer=people.buyer)
    merged_long_ago(former.company, successor.company)

    run = drafted(people)
    (planned,) = Instruction.objects.filter(run=run)
    assert (planned.state, planned.payee, planned.account.company) == ("planned", former.company, successor.company)
    assert planned.account_owner == successor.company.legal_name_ko
    assert Obligation.objects.get(pk=debt.pk).payee == former.company  # what was agreed stays in its name


def test_a_successor_that_is_closed_or_has_no_account_holds_it():
    former, shut, bare = payee().company, payee(tax_status=TaxStatus.CLOSED).company, CompanyFactory()
    other = payee().company
    Company.objects.filter(pk=shut.pk).update(tax_status=TaxStatus.ACTIVE)
    merged(former, shut)
    merged(other, bare)
    Company.objects.filter(pk=shut.pk).update(tax_status=TaxStatus.CLOSED)

    found = destinations([former.pk, other.pk], "KRW")

    assert found[former.pk, "general"].payee.business == TaxStatus.CLOSED
    assert found[other.pk, "general"].account is None
    former.refresh_from_db()
    other.refresh_from_db()
    assert (is_closed(former), is_closed(other)) == (True, False)


def test_of_many_payees_each_goes_its_own_way(django_assert_num_queries):
    one, two, three = payee().company, payee().company, payee().company
    merged(one, two)

    with django_assert_num_queries(6):  # five, and one for the step of the succession
        found = destinations([one.pk, two.pk, three.pk], "KRW")

    accounts = {pk: found[pk, "general"].account.company_id for pk in (one.pk, two.pk, three.pk)}
    assert accounts == {one.pk: two.pk, two.pk: two.pk, three.pk: three.pk}


def test_the_successors_people_see_what_is_owed_when_they_act_for_the_former_company():
    people, former, heir = desk(), payee(), supplier("SA", "SF")
    in_use(heir.company)
    debt = owed(former.company, 1_000_000, buyer=people.buyer)
    assert not obligations_visible_to(heir).filter(pk=debt.pk).exists()

    merged(former.company, heir.company)

    switch_membership(heir.memberships.get(company=former.company), by=heir)
    heir = type(heir).objects.get(pk=heir.pk)
    assert obligations_visible_to(heir).get() == debt


def test_neither_another_account_nor_a_new_contract_for_a_company_that_was_merged():
    former, successor = payee(), payee()
    merged(former.company, successor.company)
    company = Company.objects.get(pk=former.company_id)

    with pytest.raises(RuleBroken, match=successor.company.name):
        propose_account(
            company, bank_code="004", number="123456789012", owner=company.legal_name_ko, reason="이전", by=former
        )
    with pytest.raises(RuleBroken, match="made with the successor"):
        check_payee(company)
