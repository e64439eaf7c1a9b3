"""The worlds behind the doors of payment runs, bank accounts and messages of the bank."""

from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.matrix import World, stage
from purchasing.payments.models import PaymentRun, UnmatchedEntry
from purchasing.payments.queries.runs import digest_of
from purchasing.payments.services import runs
from purchasing.payments.services.accounts import propose_account
from purchasing.payments.services.bank_in import read_bank_message
from purchasing.payments.services.paying import pay_run
from purchasing.payments.services.unmatched import propose_match
from purchasing.payments.tests.bank_words import entry, notification
from purchasing.payments.tests.runs_stage import Desk, desk, drafted, owed, payee, released


def _world() -> tuple[Desk, World]:
    """Everybody who could come to these doors."""
    people, supplier = desk(), payee()
    owed(supplier.company, 1_000_000, buyer=people.buyer)
    company = supplier.company
    return people, World(
        {
            "visitor": None,
            "newcomer": UserFactory(),
            "owner": supplier,
            "finance": UserFactory(company=company, roles=("SF",)),
            "member": UserFactory(company=company, roles=("SU",)),
            "rival": UserFactory(company=CompanyFactory(), roles=("SA", "SF", "SU")),
            "maker": people.maker,
            "checker": people.checker,
            "releaser": people.releaser,
            "officer": staff("PO"),
            "auditor": staff("AU"),
            "compliance": staff("CP"),
            "administrator": staff("AD", is_staff=True, is_superuser=True),
        },
        owner=company,
    )


@stage("payment run in draft")
def run_in_draft() -> World:
    """To be checked."""
    people, world = _world()
    run = drafted(people)
    world.names |= {"run": run.uid, "sha256": digest_of(run)}
    return world


@stage("payment run checked")
def run_checked() -> World:
    """To be released."""
    people, world = _world()
    run = drafted(people)
    run = runs.check_run(run, sha256=digest_of(run), by=people.checker)
    world.names |= {"run": run.uid, "sha256": run.sha256}
    return world


@stage("payment run sent")
def run_sent() -> World:
    """Its file is ready."""
    people, world = _world()
    run = released(people, drafted(people))
    pay_run(run)
    world.names |= {"run": PaymentRun.objects.get(pk=run.pk).uid, "message": notification([]).decode()}
    return world


@stage("bank account proposed")
def account_proposed() -> World:
    """By the company's administrator."""
    _people, world = _world()
    owner = world.people["owner"]
    account = propose_account(
        owner.company,
        bank_code="081",
        number="999888777666",
        owner=owner.company.legal_name_ko,
        reason="주거래 은행 변경",
        by=owner,
    )
    world.names |= {"account": account.uid, "holder": owner.company.legal_name_ko}
    return world


@stage("bank line unmatched")
def line_unmatched() -> World:
    """Open: nobody has said what it is."""
    _people, world = _world()
    message, _new = read_bank_message(notification([entry("OBL-2020-999999", 5_000)]), by=None)
    world.names |= {"message": message.uid, "line": UnmatchedEntry.objects.get().uid}
    return world


@stage("bank line proposed")
def line_proposed() -> World:
    """The maker has said what it is."""
    people, world = _world()
    read_bank_message(notification([entry("OBL-2020-999999", 5_000)]), by=None)
    line = UnmatchedEntry.objects.get()
    propose_match(line, decision="outside", note="다른 거래의 출금입니다.", by=people.maker)
    world.names |= {"line": line.uid}
    return world
