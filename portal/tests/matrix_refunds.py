"""The worlds behind the doors of advances that are owed back."""

from portal.clock import today
from portal.tests.matrix import World, stage
from portal.tests.matrix_obligations import _people
from purchasing.contracts.tests import factories as contracts
from purchasing.payments.models import AdvanceRefund, Obligation
from purchasing.payments.services import refunds
from purchasing.payments.tests.refund_stage import claimed


def _refund(world: World) -> AdvanceRefund:
    return AdvanceRefund.objects.get(uid=world.names["uid"])


def _world() -> World:
    """Of a subcontract: the people of both its sides, and the buyer's staff, who have nothing to do with it."""
    refund = claimed()
    debt = Obligation.objects.select_related("payer", "payee").get(invoice__contract=refund.contract)
    return World(_people(debt), {"uid": refund.uid, "day": today().isoformat()}, owner=debt.payee)


@stage("advance owed back")
def owed() -> World:
    """Nobody has said anything."""
    return _world()


@stage("advance reported as paid back")
def reported() -> World:
    """By the payee's people: the payer's confirm it."""
    world = _world()
    by = world.people["payee"]
    assert by is not None
    refunds.report_refund(_refund(world), paid_on=today(), reference="R-1", by=by)
    return world


@stage("advance asked to be written off")
def given_up() -> World:
    """By one person of the payer, who does not decide."""
    world = _world()
    refund = _refund(world)
    refunds.ask_write_off(refund, reason="회수 불가", by=contracts.person(refund.contract.payer, "SF"))
    return world
