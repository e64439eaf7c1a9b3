"""Chains of companies that owe each other by win-win payment, and the receivable at the top, for tests."""

import itertools
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from portal.calendar import bank_day_for_payment
from portal.clock import today
from portal.numbers import next_number
from portal.people.models import Company, User
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory, staff
from purchasing.contracts.models import Contract, Invoice
from purchasing.contracts.states import ContractState, InvoiceState, PayMethod
from purchasing.payments import services
from purchasing.payments.models import BuyerRate, Obligation, Receivable
from purchasing.payments.services.postings import book_invoice
from purchasing.payments.states import Part, RateState

_serial = itertools.count(1)
FACE = Decimal(500_000_000)


def bank_day(days: int) -> date:
    """The bank day at or before the day ``days`` from today."""
    return bank_day_for_payment(today() + timedelta(days=days))


def contract_between(payer: Company, payee: Company, parent: Contract | None = None, **fields) -> Contract:
    given = {
        "number": next_number("CTR"),
        "state": ContractState.IN_FORCE,
        "title_ko": "후판 절단 가공",
        "title_en": "Plate cutting",
        "kind": "goods",
        "payer": payer,
        "payee": payee,
        "parent": parent,
        "root": (parent.root or parent) if parent else None,
        "tier": parent.tier + 1 if parent else 1,
        "value": Decimal(900_000_000),
        "method": PayMethod.WINWIN,
        "agreed_days": 60,
        "by_hand_reason": "시험",
        "starts_on": today() - timedelta(days=200),
        "ends_on": today() + timedelta(days=200),
    } | fields
    return Contract.objects.create(**given)


def debt(contract: Contract, amount: Decimal | int = FACE, *, pay_in: int = 58, approver: User | None = None, **fields):
    """An approved invoice without VAT and the obligation for it, booked."""
    due = today() + timedelta(days=pay_in)
    invoice = Invoice.objects.create(
        number=f"INV-2026-{next(_serial):06d}",
        contract=contract,
        state=InvoiceState.APPROVED,
        payee=contract.payee,
        supplier_no=f"S-{next(_serial)}",
        issued_on=today(),
        base_on=due - timedelta(days=60),
        currency=contract.currency,
        net=Decimal(amount),
        vat=Decimal(0),
        key=f"k-{next(_serial)}",
        submitted_by=UserFactory(company=contract.payee, roles=("SF",)),
        decided_by=approver,
    )
    given = {
        "number": next_number("OBL"),
        "invoice": invoice,
        "contract": contract,
        "part": Part.NET,
        "method": contract.method,
        "payer": contract.payer,
        "payee": contract.payee,
        "tier": contract.tier,
        "currency": contract.currency,
        "amount": Decimal(amount),
        "base_on": invoice.base_on,
        "due_agreed": due,
        "due_legal": due,
        "due_on": due,
        "pay_on": bank_day_for_payment(due),
    } | fields
    obligation = Obligation.objects.create(**given)
    book_invoice(invoice, [obligation])
    return obligation


def rate(kind: str, value: str, *, since: int = 400) -> BuyerRate:
    """A confirmed rate in force."""
    given = {"rate": Decimal(value), "source": "시험", "state": RateState.CONFIRMED}
    made, _new = BuyerRate.objects.get_or_create(
        kind=kind,
        valid_from=today() - timedelta(days=since),
        defaults=given | {"proposed_by": staff("FI"), "decided_by": staff("FI")},
    )
    return made


@dataclass
class Chain:
    """The buyer, four companies below it, their finance people, and what each owes the next."""

    buyer: Company
    firms: list[Company]
    people: list[User]
    contracts: list[Contract]
    finance: User
    checker: User
    receivable: Receivable | None = None
    debts: list[Obligation] = field(default_factory=list)

    def owe(self, tier: int, amount: Decimal | int, **fields) -> Obligation:
        """The firm of ``tier`` owes the next one."""
        return debt(self.contracts[tier], amount, **fields)

    def pass_on(self, receivable: Receivable, amount: Decimal | int, key: str = "", **fields) -> Receivable:
        """What a receivable's holder passes on to its own supplier, accepted by it."""
        obligation = fields.pop("obligation", None) or self.owe(receivable.tier, amount, **fields.pop("owed", {}))
        by = self.people[receivable.tier - 1]
        part = services.pass_on(
            fresh(receivable),
            obligation=obligation,
            amount_won=Decimal(amount),
            key=key or f"p{next(_serial)}",
            by=by,
            **fields,
        )
        return services.accept_receivable(part, by=self.people[part.tier - 1])

    def draw(self, receivable: Receivable, amount: Decimal | int, key: str = "draw"):
        """Quote and draw at once."""
        by = self.people[receivable.tier - 1]
        quote = services.quote_draw(receivable, amount_won=Decimal(amount), by=by)
        return services.draw(receivable, quote=quote, key=key, by=by)


def fresh(receivable: Receivable) -> Receivable:
    return Receivable.objects.select_related("issuer", "holder").get(pk=receivable.pk)


def chain(firms: int = 4, **fields) -> Chain:
    """Contracts from the buyer down; nothing owed yet."""
    buyer = BuyerFactory()
    companies = [CompanyFactory() for _place in range(firms)]
    contracts: list[Contract] = []
    for place, firm in enumerate(companies):
        payer = companies[place - 1] if place else buyer
        contracts.append(contract_between(payer, firm, contracts[-1] if contracts else None, **fields))
    people = [UserFactory(company=firm, roles=("SA", "SF")) for firm in companies]
    return Chain(buyer, companies, people, contracts, staff("FI"), staff("FI"))


def issued(face: Decimal | int = FACE, *, firms: int = 4, pay_in: int = 58) -> Chain:
    """The first-tier receivable is issued and waits for its holder."""
    made = chain(firms)
    obligation = debt(made.contracts[0], face, pay_in=pay_in, approver=made.finance)
    made.debts.append(obligation)
    draft = services.draft_receivable(obligation)
    made.receivable = services.issue_receivable(draft, by=made.checker)
    return made


def accepted(face: Decimal | int = FACE, *, firms: int = 4, pay_in: int = 58) -> Chain:
    """And accepted; the usual rates are in force."""
    made = issued(face, firms=firms, pay_in=pay_in)
    rate("draw", "0.042")
    rate("fee", "0.045")
    rate("deposit", "0.008")
    made.receivable = services.accept_receivable(made.receivable, by=made.people[0])
    return made
