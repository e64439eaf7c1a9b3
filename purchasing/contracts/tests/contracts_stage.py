"""Contracts of the tests of this area, made through the services that the screens use."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from portal.clock import today
from portal.people.models import User
from portal.tests.factories import staff, supplier
from purchasing.contracts import services
from purchasing.contracts.models import Contract, PriceChange, PriceIndex
from purchasing.contracts.services import LineIn, LinkIn

PLATE = LineIn("후판 SS400", Decimal(10), "t", Decimal(1_200_000), "Plate SS400")
BOLTS = LineIn("고장력 볼트 M20", Decimal(8_000), "EA", Decimal(1_000), "High-strength bolts M20")
YEAR = timedelta(days=364)


@dataclass
class Made:
    """A contract and its people."""

    contract: Contract
    officer: User
    approver: User
    payee: User


@dataclass
class Chain:
    """Contracts from the buyer's down; ``payees[n]`` is paid by ``contracts[n]``."""

    contracts: list[Contract]
    payees: list[User]
    officer: User
    approver: User


def by_hand(officer: User | None = None, payee: User | None = None, **facts: Any) -> Made:
    """A draft of 20,000,000 won."""
    officer = officer or staff("PO", name="구매 한지우")
    payee = payee or supplier()
    told: dict[str, Any] = {
        "title_ko": "후판 연간 단가",
        "title_en": "Plate, annual price",
        "kind": "goods",
        "starts_on": today(),
        "ends_on": today() + YEAR,
        "by_hand_reason": "단일 규격의 예비품입니다.",
        "lines": [PLATE, BOLTS],
    }
    contract = services.draw_up_contract(payee=payee.company, by=officer, **(told | facts))
    return Made(contract, officer, staff("AP", name="승인 정다은"), payee)


def drawn(state: str = "draft", **facts: Any) -> Made:
    """By hand, as far as ``state``."""
    made = by_hand(**facts)
    steps = ["draft", "review", "sent", "in_force"]
    for step in steps[1 : steps.index(state) + 1]:
        made.contract = Contract.objects.get(pk=made.contract.pk)
        match step:
            case "review":
                services.request_approval(made.contract, by=made.officer)
            case "sent":
                services.approve_contract(made.contract, by=made.approver)
            case "in_force":
                agrees = made.contract.no_link_cause == "agreed"
                services.sign_contract(made.contract, version=1, agrees_no_link=agrees, by=made.payee)
    made.contract = Contract.objects.get(pk=made.contract.pk)
    return made


def signed(**facts: Any) -> Made:
    """In force."""
    return drawn("in_force", **facts)


def chain(tiers: int, **facts: Any) -> Chain:
    """A contract in force with signed subcontracts below, ``tiers`` in all; each gives on 12,000,000 won or less."""
    top = signed(**facts)
    made = Chain([top.contract], [top.payee], top.officer, top.approver)
    for tier in range(2, tiers + 1):
        payer, payee = made.payees[-1], supplier()
        contract = services.register_subcontract(
            made.contracts[-1],
            payee=payee.company,
            lines=[LineIn("후판 SS400 절단", Decimal(10), "t", Decimal(1_000_000) - tier * 10_000, "Plate, cut")],
            title_ko=f"후판 가공 {tier}차",
            title_en=f"Plate processing, tier {tier}",
            kind="goods",
            starts_on=today(),
            ends_on=today() + timedelta(days=200),
            by=payer,
        )
        services.send_contract(contract, by=payer)
        contract = Contract.objects.get(pk=contract.pk)
        services.sign_contract(contract, version=1, by=payee)
        made.contracts.append(Contract.objects.get(pk=contract.pk))
        made.payees.append(payee)
    return made


def months_ago(count: int) -> date:
    """The first day of the month, ``count`` months back."""
    day = today()
    months = day.year * 12 + day.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)


def add_value(index: PriceIndex, month: date, value: Decimal) -> None:
    """Entered by one, confirmed by another."""
    entered = services.enter_index_value(index, month=month, value=value, by=staff("PO"))
    services.confirm_index_value(entered, by=staff("FI"))


def indexed(state: str = "in_force", *, share: str = "0.35", trigger: str = "0.05", **facts: Any) -> Made:
    """A contract whose price follows an index that stood at 1000 three months ago; 10 t at 10,000 won."""
    index = services.add_index(code="plate-kr", name_ko="후판", unit="천 원/t", source="산업통상부", by=staff("PO"))
    add_value(index, months_ago(3), Decimal(1000))
    link = LinkIn(index, "후판", Decimal(share), Decimal(trigger), months_ago(3))
    told = {
        "price_basis": "indexed",
        "links": [link],
        "material_share": Decimal(share),
        "lines": [LineIn("브래킷", Decimal(1_000), "EA", Decimal(10_000), "Bracket")],
    }
    return drawn(state, **(told | facts))


def moved_index(made: Made, value: Decimal, *, back: int = 1) -> PriceChange:
    """The index of a later month is confirmed, and what follows is proposed."""
    link = made.contract.links.select_related("index").get()
    add_value(link.index, months_ago(back), value)
    services.propose_changes(today())
    return made.contract.price_changes.latest("pk")
