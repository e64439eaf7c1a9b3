"""Who confirmed an account has no part in a run that pays to it, or from it. Source: domain SOD-07, SOD-08."""

import pytest
from django.utils import translation

from portal.errors import NotAllowed
from portal.tests.factories import staff
from purchasing.payments.models import BankAccount, Instruction, PaymentRun
from purchasing.payments.queries.runs import digest_of
from purchasing.payments.services import runs
from purchasing.payments.states import AccountPurpose
from purchasing.payments.tests.runs_stage import changed, desk, drafted, owed, payee, waited

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    """The words that are looked for are English."""
    with translation.override("en"):
        yield


def stage(role: str):
    """A desk, and a debt to a supplier whose other account one person of the desk has confirmed."""
    people, supplier = desk(), payee()
    waited(changed(supplier, by=getattr(people, role) if role != "checker" else staff_of(people)))
    owed(supplier.company, 1_000_000, buyer=people.buyer)
    return people


def staff_of(people):
    """Finance that will check: an approver confirms no accounts."""
    people.checker = staff("FI", "AP")
    return people.checker


def test_who_confirmed_the_payees_account_does_not_make_the_run():
    people = stage("maker")

    with pytest.raises(NotAllowed, match="another person of finance drafts it"):
        drafted(people)

    assert not PaymentRun.objects.exists()
    assert not Instruction.objects.exists()
    people.maker = staff("FI")
    assert drafted(people).count == 1


def test_nor_checks_it_nor_releases_it():
    people = stage("checker")
    run = drafted(people)
    with pytest.raises(NotAllowed, match="another person checks it"):
        runs.check_run(run, sha256=digest_of(run), by=people.checker)

    BankAccount.objects.filter(confirmed_by=people.checker).update(confirmed_by=people.releaser)
    run = runs.check_run(run, sha256=digest_of(run), by=people.checker)
    with pytest.raises(NotAllowed, match="another person of finance releases it"):
        runs.release_run(run, sha256=digest_of(run), by=people.releaser)
    assert PaymentRun.objects.get().state == "checked"


def test_a_maker_who_confirms_an_account_afterwards_has_made_a_run_that_nobody_may_check():
    people, supplier = desk(), payee()
    owed(supplier.company, 1_000_000, buyer=people.buyer)
    run = drafted(people)

    waited(changed(supplier, by=people.maker))
    runs.refresh_run(run)
    run.refresh_from_db()
    assert run.count == 1

    with pytest.raises(NotAllowed, match="cancel it, and another person drafts it anew"):
        runs.check_run(run, sha256=digest_of(run), by=people.checker)
    runs.cancel_run(run, reason="계좌를 확인한 사람이 만든 지급", by=people.maker)
    people.maker = staff("FI")
    again = drafted(people)
    assert runs.check_run(again, sha256=digest_of(again), by=people.checker).state == "checked"


def test_the_account_that_pays_counts_as_well():
    people, supplier = desk(), payee()
    owed(supplier.company, 1_000_000, buyer=people.buyer)
    house = BankAccount.objects.filter(company=people.buyer, currency="KRW")
    run = drafted(people)

    house.filter(purpose=AccountPurpose.ESCROW).update(confirmed_by=people.checker)  # pays what matured, not this
    house.filter(purpose=AccountPurpose.GENERAL).update(confirmed_by=people.second)
    with pytest.raises(NotAllowed, match="You confirmed a bank account"):
        runs.check_run(run, sha256=digest_of(run), by=people.second)
    run = runs.check_run(run, sha256=digest_of(run), by=people.checker)

    house.filter(purpose=AccountPurpose.GENERAL).update(confirmed_by=people.releaser)
    with pytest.raises(NotAllowed, match="You confirmed a bank account"):
        runs.release_run(run, sha256=run.sha256, by=people.releaser)
