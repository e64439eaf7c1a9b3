"""The demonstration's story of money: one delivery's price from the buyer down to the third tier.

The buyer gives Garam a receivable; Garam and those below pass parts of it on, draw early, pay in cash; one of them is
late. All by the services that the screens use; the bank's own words are the only thing that is made up.
"""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from portal.clock import today
from portal.demo import World, deliver_quietly
from portal.people.models import Company, User
from purchasing.contracts import services as contracts
from purchasing.contracts.models import Contract, Delivery, Invoice
from purchasing.contracts.services import DeliveredIn, LineIn
from purchasing.contracts.states import PayMethod
from purchasing.payments import services
from purchasing.payments.models import Obligation, Receivable
from purchasing.payments.services.cash import confirm_cash_payment, report_cash_payment

WINWIN, CASH = PayMethod.WINWIN, PayMethod.CASH
BEGAN = timedelta(days=150)
RUNS = timedelta(days=365)
AGREED = 55
WHY_LATE_ENTRY = "정문 출입 기록의 날짜에 따라 입력함"


@dataclass(frozen=True)
class Link:
    """One contract of the chain and the delivery that is paid by it."""

    key: str
    payer: str  # "" is the buyer
    payee: int  # which supplier of the demonstration
    method: str
    net: int
    received: int  # days ago
    title_ko: str
    title_en: str
    agreed: int = AGREED
    kind: str = "goods"


LINKS = (
    Link("garam", "", 0, WINWIN, 284_000_000, 26, "연주 몰드 동판 단가계약", "Mould plates, price agreement"),
    Link("saebyeok", "garam", 6, WINWIN, 87_500_000, 26, "동판 방청 포장", "Rust-proof packing of plates"),
    Link("ara", "garam", 7, WINWIN, 68_000_000, 26, "냉각수 펌프 조립", "Cooling-water pump assembly"),
    Link("jaon", "garam", 8, CASH, 34_500_000, 26, "구동부 전기 배선", "Wiring of the drives", 30),
    Link("kaon", "saebyeok", 10, WINWIN, 19_500_000, 26, "포장용 밸브 캡 가공", "Machined valve caps"),
    Link("tarae", "saebyeok", 11, CASH, 7_600_000, 26, "결속용 로프", "Ropes for lashing", 40),
    Link("hanul", "ara", 23, CASH, 30_000_000, 63, "펌프 외장 도장", "Painting of pump casings", 60),
)
PLAIN = (  # the buyer alone, paid in cash: one due today, one to come, one held
    Link("raon", "", 3, CASH, 118_000_000, 30, "압연 롤 베어링 정비", "Overhaul of mill-roll bearings", 30),
    Link("daon", "", 2, CASH, 46_200_000, 12, "압연유 정기 공급", "Rolling oil, regular supply", 45),
    Link("bareum", "", 5, CASH, 72_800_000, 9, "내화 벽돌 보수재", "Refractory bricks for repair", 40),
)


class Teller:
    """The people of the story, and what they make of it."""

    def __init__(self, world: World):
        self.world = world
        self.contracts: dict[str, Contract] = {}

    def admin(self, company: Company) -> User:
        """Who signs and receives for a supplier."""
        return self.world.bidders[company.pk]

    def finance(self, company: Company) -> User:
        """Who invoices, approves, passes on and draws for a supplier."""
        return self.world.finance[company.pk]

    def sign(self, link: Link) -> Contract:
        """Drawn up, approved, signed by its payee."""
        payee = self.world.suppliers[link.payee]
        facts = {
            "payee": payee,
            "lines": [LineIn(link.title_ko, Decimal(1), "식", Decimal(link.net), link.title_en)],
            "title_ko": link.title_ko,
            "title_en": link.title_en,
            "kind": link.kind,
            "method": link.method,
            "agreed_days": link.agreed,
            "starts_on": today() - BEGAN,
            "ends_on": today() - BEGAN + RUNS,
        }
        if link.payer:
            above = self.contracts[link.payer]
            by = self.admin(above.payee)
            contract = contracts.register_subcontract(above, by=by, **facts)
            contracts.send_contract(contract, by=by)
        else:
            officer = self.world.one("PO")
            reason = "연간 단가 계약의 갱신으로 같은 설비에 맞는 규격입니다."
            contract = contracts.draw_up_contract(by=officer, by_hand_reason=reason, department="제2냉연공장", **facts)
            contracts.request_approval(contract, by=officer)
            contracts.approve_contract(Contract.objects.get(pk=contract.pk), by=self.world.one("AP", 1))
        contract = Contract.objects.get(pk=contract.pk)
        contracts.sign_contract(contract, version=contract.version, by=self.admin(payee))
        self.contracts[link.key] = Contract.objects.get(pk=contract.pk)
        return self.contracts[link.key]

    def deliver(self, link: Link) -> Delivery:
        """All of the line came so many days ago and was accepted, by the inspection or by its clock."""
        contract = self.contracts[link.key]
        on = today() - timedelta(days=link.received)
        seller = self.finance(contract.payee)
        delivery = contracts.announce_delivery(
            contract, lines=[DeliveredIn(1, Decimal(1))], announced_for=on, key=f"story-{link.key}", by=seller
        )
        receiver = self.admin(contract.payer) if link.payer else self.world.one("RQ")
        contracts.receive_delivery(delivery, on=on, reason=WHY_LATE_ENTRY, by=receiver)
        delivery = Delivery.objects.get(pk=delivery.pk)
        if delivery.inspect_by is not None and delivery.inspect_by < today():
            contracts.deem_overdue_deliveries()
        else:
            contracts.inspect_delivery(delivery, by=receiver)
        return Delivery.objects.get(pk=delivery.pk)

    def invoice(self, link: Link) -> Invoice:
        """Submitted by the payee, approved by the payer's finance."""
        contract = self.contracts[link.key]
        delivery = self.deliver(link)
        invoice = contracts.submit_invoice(
            contract,
            deliveries=[delivery],
            supplier_no=f"S-{link.key}-{delivery.base_on:%m%d}".upper(),
            issued_on=delivery.base_on or today(),
            net=Decimal(link.net),
            vat=Decimal(link.net) / 10,
            key=f"story-{link.key}",
            by=self.finance(contract.payee),
        )
        by = self.finance(contract.payer) if link.payer else self.world.one("FI")
        return contracts.approve_invoice(invoice, by=by)

    def debt(self, key: str, part: str = "") -> Obligation:
        """What is owed by a contract: all of it, or its part."""
        found = Obligation.objects.filter(contract=self.contracts[key]).order_by("-amount")
        return found.filter(part=part).get() if part else found[0]


def fill(world: World) -> None:
    """The chain of contracts, what was delivered, and what became of the money."""
    teller = Teller(world)
    enter_rates(world.one("FI", 1), world.one("FI", 2))
    for link in (*LINKS, *PLAIN):
        teller.sign(link)
    for link in (*LINKS, *PLAIN):
        teller.invoice(link)
    deliver_quietly()
    _hold(teller)
    _winwin(teller)
    _cash(teller)
    _consent(teller)
    deliver_quietly()
    world.notes["payment story"] = teller


def enter_rates(by: User, confirmed_by: User) -> None:
    """The buyer's rates, each entered by one person of finance and confirmed by another."""
    for kind, rate, source in (
        ("draw", "0.042", "주거래 은행 회사채 AA 3개월 금리 통지 2026-11"),
        ("fee", "0.045", "어음 대체 결제 약정 수수료율"),
        ("deposit", "0.008", "예치 기관 보통예금 이율 통지"),
        ("own", "0.085", "중소기업 운전자금 평균 금리 통계"),
    ):
        made = services.propose_rate(kind=kind, rate=Decimal(rate), valid_from=today(), source=source, by=by)
        services.decide_rate(made, confirm=True, by=confirmed_by)


def _hold(teller: Teller) -> None:
    """One invoice waits for a paper; its supplier reads why."""
    invoice = Invoice.objects.get(contract=teller.contracts["bareum"])
    contracts.place_hold(
        invoice,
        cause="documents",
        text="시험 성적서의 로트 번호가 납품서와 다릅니다. 맞는 성적서를 올려 주시면 바로 풀겠습니다.",
        review_on=today() + timedelta(days=6),
        by=teller.world.one("FI"),
    )


def _winwin(teller: Teller) -> None:
    """Issued, accepted, passed on to tiers 2 and 3, drawn early by one of each."""
    top = Receivable.objects.get(obligation__contract=teller.contracts["garam"])
    services.issue_receivable(top, by=teller.world.one("FI", 1))
    garam = teller.finance(teller.contracts["garam"].payee)
    services.accept_receivable(Receivable.objects.get(pk=top.pk), by=garam)
    parts = {"garam": top}
    for key, above in (("saebyeok", "garam"), ("ara", "garam"), ("kaon", "saebyeok")):
        debt = teller.debt(key, "net")
        giver = teller.finance(teller.contracts[key].payer)
        part = services.pass_on(
            Receivable.objects.get(pk=parts[above].pk),
            obligation=debt,
            amount_won=debt.amount,
            key=f"story-{key}",
            by=giver,
        )
        parts[key] = services.accept_receivable(part, by=teller.finance(teller.contracts[key].payee))
    for key, amount in (("ara", 40_000_000), ("kaon", 10_000_000)):
        holder = teller.finance(teller.contracts[key].payee)
        part = Receivable.objects.get(pk=parts[key].pk)
        quote = services.quote_draw(part, amount_won=Decimal(amount), by=holder)
        services.draw(part, quote=quote, key=f"story-{key}", by=holder)


def _cash(teller: Teller) -> None:
    """Two subcontracts are paid in cash: the payer says so, the payee confirms it."""
    for key in ("jaon", "tarae"):
        debt = teller.debt(key)
        payment = report_cash_payment(
            debt,
            amount=debt.amount,
            paid_on=today(),
            reference=f"이체 {today():%m%d}-{key.upper()}",
            key=f"story-{key}",
            by=teller.finance(debt.payer),
        )
        confirm_cash_payment(payment, by=teller.finance(debt.payee))


def _consent(teller: Teller) -> None:
    """Both sides of one subcontract let the buyer see its prices; of another only one side does."""
    both, one = teller.contracts["saebyeok"], teller.contracts["ara"]
    for company in (both.payer, both.payee):
        contracts.choose_prices_shown(Contract.objects.get(pk=both.pk), shown=True, by=teller.admin(company))
    contracts.choose_prices_shown(Contract.objects.get(pk=one.pk), shown=True, by=teller.admin(one.payee))
