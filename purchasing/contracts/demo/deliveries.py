"""The demonstration's deliveries, invoices, holds, credit notes and contested facts, under its contracts in force."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from portal.clock import today
from portal.demo import Part, World, parts
from portal.people.models import User
from purchasing.contracts import services
from purchasing.contracts.models import Contract, Delivery, Invoice
from purchasing.contracts.rules.deliveries import vat_of
from purchasing.contracts.services import DeliveredIn
from purchasing.contracts.states import ContractState

LATE_NOTE = "정문 출입 기록의 날짜에 따라 입력함"


class Yard:
    """One contract and the people who act under it."""

    def __init__(self, world: World, contract: Contract):
        self.world, self.contract = world, contract
        self.seller: User = world.bidders[contract.payee_id]
        self.receiver: User = world.one("RQ", contract.pk)
        self.finance: User = world.one("FI")

    def announce(self, share: str, *, ahead: int = 0, note: str = "", remark: str = "", **facts) -> Delivery:
        """A part of what is left of the first line."""
        line = self.contract.lines.order_by("no").first()
        if line is None:
            raise AssertionError(f"{self.contract.number} has no line")
        whole = (line.qty * Decimal(share)).quantize(Decimal(1))
        return services.announce_delivery(
            self.contract,
            lines=[DeliveredIn(line.no, whole or line.qty)],
            announced_for=max(today() + timedelta(days=ahead), self.contract.starts_on),
            note_no=f"{note}-{self.contract.pk:03d}" if note else "",
            remark=remark,
            by=self.seller,
            **facts,
        )

    def receive(self, delivery: Delivery, *, days_ago: int = 0) -> Delivery:
        """It came so many days ago, as far as the contract goes back."""
        on: date = max(today() - timedelta(days=days_ago), self.contract.starts_on)
        return services.receive_delivery(delivery, on=on, reason=LATE_NOTE if on != today() else "", by=self.receiver)

    def accept(self, delivery: Delivery) -> Delivery:
        """All of it."""
        return services.inspect_delivery(delivery, by=self.receiver)

    def invoice(self, delivery: Delivery, number: str) -> Invoice:
        """For what was accepted of one delivery."""
        net = sum((row.amount or Decimal(0) for row in delivery.lines.all()), Decimal(0))
        vat = vat_of(net, self.contract.vat_rate, self.contract.currency)[0]
        return services.submit_invoice(
            self.contract,
            deliveries=[delivery],
            supplier_no=f"{number}-{self.contract.pk:03d}",
            issued_on=today(),
            net=net,
            vat=vat,
            key=f"demo-{number}-{self.contract.pk}",
            by=self.seller,
        )


def _on_the_way(yard: Yard) -> None:
    yard.announce("0.2", ahead=2, note="DN-2611", remark="오전에 하역할 수 있도록 지게차를 부탁드립니다.")
    late = yard.announce("0.1", note="DN-2599")
    services.cancel_delivery(late, reason="포장이 젖어 다시 준비합니다.", by=yard.seller)


def _to_inspect(yard: Yard) -> None:
    yard.receive(yard.announce("0.3", note="DN-2604"), days_ago=8)
    yard.receive(yard.announce("0.1", note="DN-2612"))


def _partly(yard: Yard) -> None:
    delivery = yard.receive(yard.announce("0.4", note="DN-2588"), days_ago=3)
    row = delivery.lines.select_related("line").get()
    passed = (row.qty * Decimal("0.9")).quantize(Decimal(1)) if row.qty >= 10 else Decimal(0)
    delivery = services.inspect_delivery(
        delivery,
        accepted={row.line.no: passed},
        reason="일부에 녹이 있어 받지 않습니다. 사진은 품질팀에 있습니다.",
        by=yard.receiver,
    )
    left = row.qty - passed
    if left:
        line = row.line
        services.announce_delivery(
            yard.contract,
            lines=[DeliveredIn(line.no, left)],
            announced_for=today() + timedelta(days=5),
            note_no=f"DN-2620-{yard.contract.pk:03d}",
            replaces=delivery,
            by=yard.seller,
        )


def _approved(yard: Yard) -> None:
    first = yard.invoice(yard.accept(yard.receive(yard.announce("0.3", note="DN-2570"), days_ago=6)), "INV-2570")
    services.approve_invoice(first, by=yard.finance)
    yard.invoice(yard.accept(yard.receive(yard.announce("0.2", note="DN-2601"), days_ago=1)), "INV-2601")


def _held(yard: Yard) -> None:
    invoice = yard.invoice(yard.accept(yard.receive(yard.announce("0.5", note="DN-2577"), days_ago=5)), "INV-2577")
    services.approve_invoice(invoice, by=yard.finance)
    services.place_hold(
        invoice,
        cause="documents",
        text="소재 성적서(밀시트)가 빠졌습니다. 납품서 번호를 적어 포털에 올려 주시면 바로 풀겠습니다.",
        review_on=today() + timedelta(days=7),
        by=yard.finance,
    )


def _refused(yard: Yard) -> None:
    delivery = yard.accept(yard.receive(yard.announce("0.4", note="DN-2590"), days_ago=2))
    invoice = yard.invoice(delivery, "INV-2590")
    services.refuse_invoice(
        invoice, reason="계약 번호가 다른 송장입니다. 번호를 고쳐 다시 보내 주십시오.", by=yard.finance
    )


def _credited(yard: Yard) -> None:
    invoice = yard.invoice(yard.accept(yard.receive(yard.announce("0.5", note="DN-2566"), days_ago=4)), "INV-2566")
    services.approve_invoice(invoice, by=yard.finance)
    net = (invoice.net / 20).quantize(Decimal(1))
    services.issue_credit_note(
        invoice,
        net=net,
        vat=vat_of(net, yard.contract.vat_rate, yard.contract.currency)[0] if invoice.vat else Decimal(0),
        reason="계량 차이를 정산합니다.",
        issued_on=today(),
        key=f"demo-credit-{yard.contract.pk}",
        by=yard.seller,
    )


def _contested(yard: Yard) -> None:
    line = yard.contract.lines.order_by("no").first()
    delivery = yard.receive(yard.announce("0.3", note="DN-2581"), days_ago=1)
    fact = delivery.facts.filter(kind="on_time").first()
    if fact is not None and line is not None:
        services.contest_fact(
            fact, text="귀사 창고의 재고 조사로 하루 기다렸습니다. 출입 기록을 확인해 주십시오.", by=yard.seller
        )


SCENES: list[Callable[[Yard], None]] = [
    _approved, _to_inspect, _partly, _held, _on_the_way, _contested, _credited, _refused,
]  # fmt: skip


def deliver(world: World) -> None:
    """A scene for each contract of the buyer that is in force and has begun; scenes repeat where there are more."""
    running = Contract.objects.filter(state=ContractState.IN_FORCE, tier=1, starts_on__lte=today(), lines__isnull=False)
    contracts = [
        contract
        for contract in running.distinct().select_related("payer", "payee").order_by("pk")
        if contract.payee_id in world.bidders and not contract.deliveries.exists()
    ]
    for index, contract in enumerate(contracts):
        SCENES[index % len(SCENES)](Yard(world, contract))
    world.say(f"deliveries under {len(contracts)} contracts")


parts.add("deliveries", Part(order=44, title="deliveries, invoices, holds, credit notes, facts", fill=deliver))
