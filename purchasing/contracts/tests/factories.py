"""Contracts in force, deliveries, invoices: through the services that the screens use, and the people who do it."""

import itertools
import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from portal.clock import today
from portal.outbox.services import deliver_due
from portal.people.models import Company, User
from portal.people.queries import people_with_role
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory, staff
from portal.tests.kept import kept
from purchasing.contracts import services
from purchasing.contracts.models import Contract, ContractLine, CreditNote, Delivery, Invoice
from purchasing.contracts.rules import line_amount
from purchasing.contracts.services import DeliveredIn
from purchasing.contracts.states import ContractState

VALUE = Decimal(500_000_000)
VAT = Decimal("0.1")
_serial = itertools.count(1)


def hear() -> None:
    """Deliver what was announced: an approved invoice is owed from then on."""
    while deliver_due():
        continue


def key() -> str:
    """A fresh idempotency key."""
    return uuid.uuid4().hex


@kept
def person(company: Company, *codes: str) -> User:
    """Somebody of ``company`` with exactly these roles; made when first asked for."""
    for user in people_with_role(company, *codes).order_by("pk"):
        if user.is_service or user.active_membership is None or user.active_membership.company_id != company.pk:
            continue
        if user.role_codes == frozenset(codes):
            return user
    return staff(*codes) if company.is_buyer else UserFactory(company=company, roles=codes)


@kept
def receiver(contract: Contract) -> User:
    """Who receives and inspects for the payer."""
    return person(contract.payer, "RQ" if contract.payer.is_buyer else "SU")


@kept
def approver(contract: Contract) -> User:
    """Who approves invoices for the payer: finance."""
    return person(contract.payer, "FI" if contract.payer.is_buyer else "SF")


@kept
def seller(contract: Contract) -> User:
    """Who announces, invoices and credits for the payee: finance."""
    return person(contract.payee, "SF")


@kept
def in_force(
    *,
    payer: Company | None = None,
    payee: Company | None = None,
    parent: Contract | None = None,
    value: Decimal | int = VALUE,
    lines: Sequence[tuple[str, Decimal | int, Decimal | int]] = (),
    **fields: Any,
) -> Contract:
    """A signed contract of the buyer, or below ``parent`` of its payee.

    ``lines``: (description, quantity, unit price). Without them one line whose unit costs one won (or cent): any
    amount can then be delivered. It began 200 days ago.
    """
    payer = payer or (parent.payee if parent else BuyerFactory())
    payee = payee or CompanyFactory()
    began = today() - timedelta(days=200)
    currency = fields.get("currency", "KRW")
    lines = lines or [("공급", Decimal(value), Decimal(1))]
    amounts = [line_amount(Decimal(qty), Decimal(price), currency) for _text, qty, price in lines]
    told: dict[str, Any] = {
        "number": f"CTR-2026-9{next(_serial):05d}",
        "state": ContractState.IN_FORCE,
        "title_ko": "후판 가공 연간 공급",
        "title_en": "Machined steel plate, annual supply",
        "kind": "goods",
        "payer": payer,
        "payee": payee,
        "parent": parent,
        "root": (parent.root or parent) if parent else None,
        "tier": parent.tier + 1 if parent else 1,
        "value": sum(amounts, Decimal(0)),
        "starts_on": began,
        "ends_on": began + timedelta(days=730),
        "signed_on": began,
        "by_hand_reason": "",
    }
    if payer.is_buyer:
        told |= {"officer": person(payer, "PO"), "by_hand_reason": "연간 단가 계약의 갱신"}
    contract = Contract.objects.create(**(told | fields))
    ContractLine.objects.bulk_create(
        ContractLine(
            contract=contract,
            no=no,
            description_ko=text,
            qty=Decimal(qty),
            uom="EA",
            currency=currency,
            unit_price=Decimal(price),
            amount=amount,
        )
        for no, ((text, qty, price), amount) in enumerate(zip(lines, amounts, strict=True), start=1)
    )
    return contract


@kept
def chain(tiers: int = 3, *, values: Sequence[Decimal | int] = (), **fields: Any) -> list[Contract]:
    """A contract of the buyer and one below it in each further tier; ``values`` by tier, else each 60 % of it."""
    contracts: list[Contract] = []
    for tier in range(tiers):
        value = values[tier] if tier < len(values) else int(VALUE * Decimal("0.6") ** tier)
        contracts.append(in_force(parent=contracts[-1] if contracts else None, value=value, **fields))
    return contracts


@kept
def announced(contract: Contract | None = None, *, qty: Decimal | int | None = None, **facts: Any) -> Delivery:
    """On its way: ``qty`` of line 1 (all that is in the contract)."""
    contract = contract or in_force()
    qty = Decimal(qty) if qty is not None else contract.lines.get(no=1).qty
    told: dict[str, Any] = {"lines": [DeliveredIn(1, qty)], "announced_for": today(), "key": key()}
    return services.announce_delivery(contract, **(told | facts), by=seller(contract))


@kept
def received(contract: Contract | None = None, *, on: date | None = None, **facts: Any) -> Delivery:
    """It came ``on`` (today); to be inspected."""
    if on is not None:
        facts.setdefault("announced_for", on)
    delivery = announced(contract, **facts)
    return services.receive_delivery(
        delivery, on=on, reason="납품서의 날짜에 따름" if on else "", by=receiver(delivery.contract)
    )


@kept
def accepted(contract: Contract | None = None, *, on: date | None = None, **facts: Any) -> Delivery:
    """Inspected and accepted; a receipt of long ago by the clock of inspection."""
    delivery = received(contract, on=on, **facts)
    if delivery.inspect_by is not None and delivery.inspect_by < today():
        services.deem_overdue_deliveries()
        delivery.refresh_from_db()
        return delivery
    return services.inspect_delivery(delivery, by=receiver(delivery.contract))


def vat_on(net: Decimal, contract: Contract) -> Decimal:
    """The VAT of the contract on ``net``, cut."""
    unit = Decimal(1) if contract.currency == "KRW" else Decimal("0.01")
    return (net * Decimal(contract.vat_rate)).quantize(unit, "ROUND_FLOOR")


@kept
def invoiced(
    contract: Contract | None = None,
    *,
    net: Decimal | int | None = None,
    base_on: date | None = None,
    issued_on: date | None = None,
    **contract_fields: Any,
) -> Invoice:
    """Submitted, for a delivery worth ``net`` (all of the contract) received on ``base_on`` (today).

    Without a contract one is made with ``contract_fields``.
    """
    if contract is None:
        contract = in_force(**contract_fields)
    elif contract_fields:
        raise TypeError("fields of a contract go with a new contract")
    line = contract.lines.get(no=1)
    qty = line.qty if net is None else Decimal(net) / line.unit_price
    delivery = accepted(contract, on=base_on, qty=qty)
    amount = delivery.lines.get().amount
    return services.submit_invoice(
        contract,
        deliveries=[delivery],
        supplier_no=f"G-{next(_serial):06d}",
        issued_on=issued_on or delivery.base_on,
        net=amount,
        vat=vat_on(amount, contract),
        key=key(),
        by=seller(contract),
    )


@kept
def approved(
    contract: Contract | None = None,
    *,
    net: Decimal | int | None = None,
    base_on: date | None = None,
    issued_on: date | None = None,
    **contract_fields: Any,
) -> Invoice:
    """The same, approved by finance of the payer."""
    invoice = invoiced(contract, net=net, base_on=base_on, issued_on=issued_on, **contract_fields)
    return services.approve_invoice(invoice, by=approver(invoice.contract))


@kept
def advance(contract: Contract, amount: Decimal | int) -> Invoice:
    """The invoice for the contract's advance, approved by finance of the payer."""
    told: dict[str, Any] = {"supplier_no": f"A-{next(_serial):06d}", "issued_on": today(), "key": key()}
    invoice = services.submit_invoice(
        contract, deliveries=[], kind="advance", net=Decimal(amount), vat=Decimal(0), **told, by=seller(contract)
    )
    return services.approve_invoice(invoice, by=approver(contract))


@kept
def credited(invoice: Invoice, net: Decimal | int) -> CreditNote:
    """A confirmed credit note of ``net`` and its VAT; what the invoice has announced is heard first."""
    hear()
    net = Decimal(net)
    contract = invoice.contract
    note = services.issue_credit_note(
        invoice,
        net=net,
        vat=vat_on(net, contract) if invoice.vat else Decimal(0),
        reason="수량 정산",
        issued_on=today(),
        key=key(),
        by=seller(contract),
    )
    return services.confirm_credit_note(note, by=approver(contract))
