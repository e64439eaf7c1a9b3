"""The worlds behind the doors of contracts: drafts, signatures, tiers, amendments, milestones, prices."""

from datetime import date, timedelta
from decimal import Decimal

from portal.clock import today
from portal.people.models import User
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier
from portal.tests.matrix import World, stage
from purchasing.contracts import services
from purchasing.contracts.services import LineIn, MilestoneIn
from purchasing.contracts.tests.contracts_stage import Made, chain, drawn, indexed, moved_index, signed


def _people(made: Made) -> dict[str, User | None]:
    company = made.payee.company
    return {
        "visitor": None,
        "newcomer": UserFactory(),
        "outsider": UserFactory(company=CompanyFactory(), roles=("SA", "SF", "SU")),
        "officer": made.officer,
        "other_officer": staff("PO"),
        "approver": made.approver,
        "requester": staff("RQ"),
        "finance": staff("FI"),
        "compliance": staff("CP"),
        "auditor": staff("AU"),
        "estimator": staff("CE"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
        "payee": made.payee,
        "payee_finance": UserFactory(company=company, roles=("SF",)),
        "payee_user": UserFactory(company=company, roles=("SU",)),
        "payee_bidder": UserFactory(company=company, roles=("BD",)),
    }


def _world(made: Made, **names) -> World:
    known = {
        "number": made.contract.number,
        "today": today().isoformat(),
        "ends": made.contract.ends_on.isoformat(),
        "version": made.contract.version,
    }
    return World(_people(made), known | names, owner=made.payee.company)


@stage("contract drawn up")
def drawn_up() -> World:
    """A draft of the buyer."""
    return _world(drawn("draft"))


@stage("contract in review")
def in_review() -> World:
    """Waiting for an approver."""
    return _world(drawn("review"))


@stage("contract to sign")
def to_sign() -> World:
    """Approved; the payee reads it."""
    return _world(drawn("sent"))


@stage("contract in force")
def in_force() -> World:
    """Signed, with a planned milestone."""
    made = signed(milestones=[MilestoneIn("설계 승인", Decimal(5_000_000), today() + timedelta(days=30))])
    world = _world(made, milestone=made.contract.milestones.get().uid)
    world.names |= {
        "uid": made.contract.uid,
        "payee_brn": supplier().company.brn,
        "lines": [{"description_ko": "절단", "qty": "10", "uom": "t", "unit_price": "900000"}],
    }
    return world


@stage("contract with a milestone reported")
def milestone_reported() -> World:
    """The payee says that it is reached."""
    made = signed(milestones=[MilestoneIn("설계 승인", Decimal(5_000_000), today() + timedelta(days=30))])
    milestone = made.contract.milestones.get()
    services.report_milestone(milestone, reached_on=today(), by=made.payee)
    return _world(made, milestone=milestone.uid)


def _amendment(*, approved: bool) -> World:
    made = signed()
    amendment = services.propose_amendment(
        made.contract,
        reason="납기를 늦춥니다.",
        ends_on=made.contract.ends_on + timedelta(days=30),
        agreed_days=30,
        lines=[],
        by=made.officer,
    )
    if approved:
        services.approve_amendment(amendment, by=made.approver)
    world = _world(made, amendment=amendment.uid)
    world.people["second_approver"] = staff("AP")
    return world


@stage("contract amendment proposed")
def amendment_proposed() -> World:
    """Waiting for an approver."""
    return _amendment(approved=False)


@stage("contract amendment sent")
def amendment_sent() -> World:
    """Waiting for the payee's consent."""
    return _amendment(approved=True)


def _below(*, sign: bool) -> World:
    made = chain(2 if sign else 1)
    if sign:
        below = made.contracts[1]
        sub_payee = made.payees[1]
    else:
        sub_payee = supplier()
        below = services.register_subcontract(
            made.contracts[0],
            payee=sub_payee.company,
            lines=[LineIn("절단", Decimal(1), "t", Decimal(900_000))],
            title_ko="절단",
            kind="goods",
            starts_on=today(),
            ends_on=today() + timedelta(days=100),
            by=made.payees[0],
        )
    top = Made(made.contracts[0], made.officer, made.approver, made.payees[0])
    world = _world(top, number=below.number, above=made.contracts[0].number)
    world.people["sub_payee"] = sub_payee
    return world


@stage("subcontract drawn up")
def subcontract_drawn_up() -> World:
    """``payee`` gives on to ``sub_payee``, who has not read it yet."""
    return _below(sign=False)


@stage("subcontract in force")
def subcontract_in_force() -> World:
    """``sub_payee`` has signed."""
    return _below(sign=True)


@stage("index value entered")
def index_entered() -> World:
    """``officer`` entered it; a second person confirms it."""
    made = drawn("draft")
    index = services.add_index(code="plate", name_ko="후판", unit="천 원/t", source="산업통상부", by=made.officer)
    value = services.enter_index_value(index, month=date(2026, 8, 1), value=Decimal(1086), by=made.officer)
    return _world(made, code="plate", value=value.uid)


def _change(*, contested: bool) -> World:
    made = indexed()
    change = moved_index(made, Decimal(1086))
    if contested:
        services.contest_change(change, reason="지표가 다릅니다.", by=made.payee)
    return _world(made, change=change.uid)


@stage("price change proposed")
def change_proposed() -> World:
    """Both sides are asked."""
    return _change(contested=False)


@stage("price change contested")
def change_contested() -> World:
    """``payee`` contests it."""
    return _change(contested=True)
