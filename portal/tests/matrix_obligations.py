"""The worlds behind the doors of obligations, direct payment, bank holidays and the ratio rule."""

from datetime import timedelta
from decimal import Decimal

from portal.calendar import is_bank_day
from portal.clock import today
from portal.tests.factories import UserFactory, staff
from portal.tests.matrix import World, stage
from purchasing.contracts.tests import factories as contracts
from purchasing.payments.models import Obligation
from purchasing.payments.rules.ratio import quarter_before
from purchasing.payments.services import cash, deadlines, direct, interest
from purchasing.payments.services.ratio import make_report
from purchasing.payments.tests.obligation_stage import debt
from purchasing.payments.tests.test_obligations_direct import paper


def _people(lower: Obligation) -> dict:
    return {
        "visitor": None,
        "newcomer": UserFactory(),
        "outsider": UserFactory(roles=("SA", "SF")),
        "payer": UserFactory(company=lower.payer, roles=("SA", "SF")),
        "payer_user": UserFactory(company=lower.payer, roles=("SU",)),
        "payer_bidder": UserFactory(company=lower.payer, roles=("BD",)),
        "payee": UserFactory(company=lower.payee, roles=("SA", "SF")),
        "payee_user": UserFactory(company=lower.payee, roles=("SU",)),
        "finance": staff("FI"),
        "other_finance": staff("FI"),
        "officer": staff("PO"),
        "approver": staff("AP"),
        "compliance": staff("CP"),
        "auditor": staff("AU"),
        "steering": staff("SG"),
        "requester": staff("RQ"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }


def _late() -> Obligation:
    """Two instalments of a contractor are late; the buyer owes the contractor."""
    upper, lower = contracts.chain(2, vat_rate=Decimal(0), agreed_days=60)
    debt(upper, net=90_000_000, received=20)
    first = debt(lower, net=30_000_000, received=90)
    debt(lower, net=10_000_000, received=80)
    return first


def _world(lower: Obligation, **names) -> World:
    return World(_people(lower), {"uid": lower.uid, "day": today().isoformat(), **names}, owner=lower.payee)


@stage("debt that is late")
def late() -> World:
    """With its late interest; nothing was paid yet."""
    lower = _late()
    interest.accrue_interest(lower)
    return _world(lower)


@stage("payment reported")
def reported() -> World:
    """The payee has not answered."""
    lower = _late()
    world = _world(lower)
    payment = cash.report_cash_payment(
        lower, amount=Decimal(1_000_000), paid_on=today(), reference="TR-1", key="k", by=world.people["payer"]
    )
    world.names["payment"] = payment.uid
    return world


def _case(state: str) -> World:
    lower = _late()
    world = _world(lower)
    people = world.people
    case = direct.request_direct_payment(
        lower,
        cause="unpaid",
        amount=Decimal(30_000_000),
        text="두 번의 대금을 받지 못했습니다",
        uploads=[paper()],
        key="k",
        by=people["payee"],
    )
    if state != "asked":
        case = direct.check_direct_payment(case, by=people["officer"])
    if state == "granted":
        direct.grant_direct_payment(case, amount=Decimal(20_000_000), answer="지급", by=people["approver"])
    world.names["uid"] = case.uid
    return world


@stage("direct payment asked for")
def asked() -> World:
    """The evidence has not been looked at."""
    return _case("asked")


@stage("direct payment checked")
def checked() -> World:
    """The officer found the evidence complete."""
    return _case("checked")


@stage("direct payment granted")
def granted() -> World:
    """The approver granted it."""
    return _case("granted")


@stage("bank holiday entered")
def holiday() -> World:
    """By the first person of finance."""
    lower = debt(contracts.chain(2)[1], net=1_000_000)
    world = _world(lower)
    day = today() + timedelta(days=30)
    while not is_bank_day(day) or not is_bank_day(day + timedelta(days=1)):
        day += timedelta(days=1)
    entered = deadlines.propose_holiday(
        day=day, name_ko="임시공휴일", name_en="", source="관보", by=world.people["finance"]
    )
    world.names |= {"uid": entered.uid, "day": (day + timedelta(days=1)).isoformat()}
    return world


@stage("ratio report made")
def report() -> World:
    """Of the last quarter, by the job."""
    lower = debt(contracts.chain(2)[1], net=1_000_000)
    world = _world(lower)
    world.names["uid"] = make_report(*quarter_before(today()), by=None).uid
    return world
