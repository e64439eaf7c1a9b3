"""Contracts in a sandbox: one in force for each company, a buyer that receives, inspects and approves.

What only a person may do for a partner's company, its own invented person does: to sign. All else of its side is left
to the partner: to announce deliveries, to send invoices.
"""

from datetime import timedelta
from decimal import Decimal

from django.urls import reverse

from portal.clock import today
from portal.errors import Refused
from portal.sandbox.registry import Cast, Guest, Player, Seed, Thing, players, seeds
from purchasing.contracts import policies, services
from purchasing.contracts.models import Contract, Delivery, Invoice
from purchasing.contracts.services import DeliveredIn, LineIn
from purchasing.contracts.states import ContractState, DeliveryState, InvoiceState

REASON = "샌드박스에서 바로 써 볼 수 있도록 손으로 작성한 계약입니다."
QTY, PRICE = Decimal(200), Decimal(180_000)
DELIVERED = Decimal(50)
VAT = Decimal("0.1")
AGREED_DAYS = 30


def sow(cast: Cast, guest: Guest) -> list[Thing]:
    """A contract in force, a first delivery that was accepted, and its invoice."""
    officer = cast.one("PO")
    starts_on = today()
    contract = services.draw_up_contract(
        payee=guest.company,
        title_ko="유압 실린더 예비품 (샌드박스)",
        title_en="Spare hydraulic cylinders (sandbox)",
        kind="goods",
        method="winwin",
        price_basis="fixed",
        agreed_days=AGREED_DAYS,
        starts_on=starts_on,
        ends_on=starts_on + timedelta(days=80),
        department="제2냉연공장",
        by_hand_reason=REASON,
        lines=[LineIn("유압 실린더 Ø100×300", QTY, "EA", PRICE, "Hydraulic cylinder Ø100×300")],
        by=officer,
    )
    contract = _sign(cast, guest, contract)
    delivery = services.announce_delivery(
        contract,
        lines=[DeliveredIn(1, DELIVERED)],
        announced_for=starts_on,
        note_no=f"DN-{contract.pk}",
        key=f"sandbox-{contract.pk}",
        by=guest.finance,
    )
    _receive(cast, delivery)
    net = DELIVERED * PRICE
    invoice = services.submit_invoice(
        contract,
        deliveries=[Delivery.objects.get(pk=delivery.pk)],
        supplier_no=f"INV-{contract.pk}",
        issued_on=starts_on,
        net=net,
        vat=net * VAT,
        key=f"sandbox-{contract.pk}",
        by=guest.finance,
    )
    return [
        Thing(
            label_ko=f"이행 중인 계약: {QTY - DELIVERED:.0f}개를 더 납품하고 송장을 낼 수 있습니다",
            label_en=f"Contract in force: {QTY - DELIVERED:.0f} pieces are left to deliver and to invoice",
            number=contract.number,
            url=reverse("contracts:contract-detail", args=[contract.number]),
            api_url=f"/api/v1/contracts/{contract.uid}/",
        ),
        Thing(
            label_ko="송장: 승인되면 상생결제 채권이 됩니다",
            label_en="Invoice: approved, it becomes a win-win receivable",
            number=invoice.number,
            url=reverse("contracts:invoice-detail", args=[invoice.number]),
            api_url=f"/api/v1/invoices/{invoice.uid}/",
        ),
    ]


def _sign(cast: Cast, guest: Guest, contract: Contract) -> Contract:
    """From the draft to the contract in force, each step by another person."""
    services.request_approval(contract, by=contract.officer or cast.one("PO"))
    contract = Contract.objects.get(pk=contract.pk)
    approver = cast.who("AP", lambda person: policies.may_approve_contract(person, contract))
    if approver is None:
        raise AssertionError("the sandbox has an approver")
    services.approve_contract(contract, by=approver)
    contract = Contract.objects.get(pk=contract.pk)
    services.sign_contract(contract, version=contract.version, by=guest.admin)
    return Contract.objects.select_related("officer", "payee").get(pk=contract.pk)


def _receive(cast: Cast, delivery: Delivery) -> None:
    receiver = cast.who("RQ", lambda person: policies.may_receive_delivery(person, delivery))
    if receiver is None:
        raise AssertionError("the sandbox has a using department")
    services.receive_delivery(delivery, by=receiver)
    services.inspect_delivery(Delivery.objects.get(pk=delivery.pk), by=receiver)


def _contracts(cast: Cast) -> int:
    """What an award became is completed, approved and signed."""
    drafts = Contract.objects.filter(
        state=ContractState.DRAFT, tier=1, payee__in=list(cast.guests), tender__key__startswith="sandbox"
    ).select_related("officer", "payee")
    done = 0
    for contract in drafts.order_by("pk"):
        officer = contract.officer or cast.one("PO")
        days = min(contract.agreed_days, AGREED_DAYS)
        services.edit_contract(contract, method="winwin", agreed_days=days, by=officer)
        _sign(cast, cast.guests[contract.payee_id], Contract.objects.select_related("officer").get(pk=contract.pk))
        done += 1
    return done


def _deliveries(cast: Cast) -> int:
    """What was announced for today or before has come: all of it is good."""
    due = Delivery.objects.filter(
        state=DeliveryState.ANNOUNCED,
        contract__tier=1,
        contract__payee__in=list(cast.guests),
        announced_for__lte=today(),
    ).select_related("contract")
    done = 0
    for delivery in due.order_by("pk"):
        _receive(cast, delivery)
        done += 1
    return done


def _invoices(cast: Cast) -> int:
    """Finance approves; one that the rules refuse waits for a person."""
    waiting = Invoice.objects.filter(
        state=InvoiceState.SUBMITTED, contract__tier=1, contract__payee__in=list(cast.guests)
    ).select_related("contract")
    done = 0
    for invoice in waiting.order_by("pk"):
        by = cast.who("FI", lambda person, invoice=invoice: policies.may_decide_invoice(person, invoice))
        if by is None:
            continue
        try:
            services.approve_invoice(invoice, by=by)
        except Refused as refusal:
            services.refuse_invoice(invoice, reason=str(refusal), by=by)
        done += 1
    return done


def play(cast: Cast) -> int:
    """Contracts, deliveries and invoices of partners' companies."""
    return _contracts(cast) + _deliveries(cast) + _invoices(cast)


seeds.add("contracts", Seed(order=40, sow=sow))
players.add("contracts", Player(order=40, play=play))
