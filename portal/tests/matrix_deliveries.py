"""The worlds behind the doors of deliveries, invoices, holds, credit notes and facts."""

from decimal import Decimal

from portal.clock import today
from portal.tests.factories import UserFactory, staff, supplier
from portal.tests.matrix import World, stage
from purchasing.contracts import services
from purchasing.contracts.models import Contract, SupplierFact
from purchasing.contracts.tests import factories as made


def _world(contract: Contract, **names) -> World:
    """The two sides of a contract of the buyer; ``receiver`` confirms and inspects, ``outsider`` supplies others."""
    people = {
        "visitor": None,
        "newcomer": UserFactory(),
        "outsider": supplier("SA", "SF"),
        "seller": made.seller(contract),
        "clerk": made.person(contract.payee, "SU"),
        "receiver": made.receiver(contract),
        "officer": contract.officer,
        "finance": made.approver(contract),
        "approver": staff("AP"),
        "compliance": staff("CP"),
        "auditor": staff("AU"),
        "helper": staff("SG"),
        "curator": staff("CM"),
        "administrator": staff("AD"),
    }
    told = {"contract": contract.number, "contract_uid": contract.uid, "today": today().isoformat()}
    return World(people, names=told | names, owner=contract.payee)


@stage("contract delivering")
def delivering() -> World:
    """A contract in force with nothing delivered yet."""
    return _world(made.in_force(value=1000))


@stage("delivery announced")
def announced() -> World:
    """On its way."""
    delivery = made.announced(made.in_force(value=1000))
    return _world(delivery.contract, delivery=delivery.number, uid=delivery.uid)


@stage("delivery received")
def received() -> World:
    """To be inspected."""
    delivery = made.received(made.in_force(value=1000))
    return _world(delivery.contract, delivery=delivery.number, uid=delivery.uid)


@stage("delivery accepted")
def accepted() -> World:
    """To be invoiced; what was measured of it may be contested."""
    delivery = made.accepted(made.in_force(value=1000))
    fact = SupplierFact.objects.get(kind="quality")
    return _world(delivery.contract, delivery=delivery.number, deliveries=[delivery.number], fact=fact.uid)


@stage("invoice submitted")
def submitted() -> World:
    """To be approved by who did not confirm the receipt."""
    invoice = made.invoiced(value=1000)
    return _world(invoice.contract, invoice=invoice.number, uid=invoice.uid)


@stage("invoice approved")
def approved() -> World:
    """Owed."""
    invoice = made.approved(value=1000)
    return _world(invoice.contract, invoice=invoice.number)


@stage("invoice held")
def held() -> World:
    """Stopped for now."""
    invoice = made.approved(value=1000)
    services.place_hold(invoice, cause="documents", text="밀시트를 보내 주십시오.", review_on=today(), by=staff("FI"))
    return _world(invoice.contract, invoice=invoice.number)


@stage("credit note issued")
def credited() -> World:
    """To be confirmed."""
    invoice = made.approved(value=1000)
    made.hear()
    note = services.issue_credit_note(
        invoice,
        net=Decimal(100),
        vat=Decimal(10),
        reason="수량 정산",
        issued_on=today(),
        key="k",
        by=made.seller(invoice.contract),
    )
    return _world(invoice.contract, note=note.number)


@stage("fact contested")
def contested() -> World:
    """Somebody who took no part decides."""
    delivery = made.accepted(made.in_force(value=1000))
    fact = SupplierFact.objects.get(kind="quality")
    contest = services.contest_fact(fact, text="저울을 다시 확인해 주십시오.", by=made.seller(delivery.contract))
    return _world(delivery.contract, contest=contest.uid)
