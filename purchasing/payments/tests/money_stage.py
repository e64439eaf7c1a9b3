"""A chain of payments down to the third tier for the pages of money: rows as the services leave them, on given days."""

import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from portal.calendar import bank_day_for_payment
from portal.clock import today
from portal.people.models import Company, User
from portal.tests.factories import BuyerFactory, CompanyFactory, UserFactory, staff
from purchasing.contracts.models import Contract, Hold, Invoice
from purchasing.contracts.states import InvoiceState, PayMethod
from purchasing.contracts.tests.factories import in_force
from purchasing.payments.models import Obligation
from purchasing.payments.states import ObligationState, Part

_serial = itertools.count(1)


def owed(
    contract: Contract,
    amount: Decimal | int,
    *,
    base_on: date,
    days: int = 27,
    state: str = ObligationState.OPEN,
    paid_on: date | None = None,
    part: str = Part.ALL,
    method: str = "",
) -> Obligation:
    """A debt from an approved invoice, due ``days`` after ``base_on``."""
    serial = next(_serial)
    due = base_on + timedelta(days=days)
    invoice = Invoice.objects.create(
        number=f"INV-2026-7{serial:05d}",
        contract=contract,
        state=InvoiceState.APPROVED,
        payee=contract.payee,
        supplier_no=f"S-{serial:05d}",
        issued_on=base_on,
        base_on=base_on,
        currency=contract.currency,
        net=amount,
        vat=0,
        key=f"stage-{serial}",
    )
    return Obligation.objects.create(
        number=f"OBL-2026-7{serial:05d}",
        state=state,
        invoice=invoice,
        contract=contract,
        part=part,
        method=method or contract.method,
        payer=contract.payer,
        payee=contract.payee,
        tier=contract.tier,
        currency=contract.currency,
        amount=amount,
        paid=amount if state == ObligationState.PAID else 0,
        base_on=base_on,
        due_agreed=due,
        due_legal=base_on + timedelta(days=60),
        due_on=due,
        pay_on=bank_day_for_payment(due),
        paid_on=paid_on,
    )


def held(obligation: Obligation, *, by: User, text: str = "치수 성적서가 빠졌습니다.") -> Hold:
    """Its invoice is held."""
    Obligation.objects.filter(pk=obligation.pk).update(state=ObligationState.HELD)
    return Hold.objects.create(
        invoice=obligation.invoice,
        cause="documents",
        text=text,
        review_on=today() + timedelta(days=5),
        placed_by=by,
    )


@dataclass
class Chain:
    """Hanbit → Garam → (Nuri → (Haneul, Dasom), Saebyeok → Onsaemi, Raon), as in the design's picture."""

    top: Contract
    contracts: dict[str, Contract]
    companies: dict[str, Company]
    late: Obligation
    day: date

    def person(self, name: str, *codes: str) -> User:
        """Somebody of one of the companies."""
        return UserFactory(company=self.companies[name], roles=codes or ("SA",))


NAMES = {
    "garam": ("가람정밀", "Garam Precision"),
    "nuri": ("누리코팅", "Nuri Coating"),
    "saebyeok": ("새벽소재", "Saebyeok Materials"),
    "raon": ("라온가공", "Raon Machining"),
    "haneul": ("하늘약품", "Haneul Chemical"),
    "dasom": ("다솜물류", "Dasom Logistics"),
    "onsaemi": ("온새미금속", "Onsaemi Metal"),
}


def chain(*, shown: tuple[str, ...] = (), day: date | None = None) -> Chain:
    """``shown``: of whose contracts both sides let the buyer see the prices."""
    day = day or today()
    first = (day - timedelta(days=20)).replace(day=1)  # what was received lies in one month
    companies = {
        key: CompanyFactory(legal_name_ko=name_ko, legal_name_en=name_en) for key, (name_ko, name_en) in NAMES.items()
    }
    winwin, cash = PayMethod.WINWIN, PayMethod.CASH
    top = in_force(
        payer=BuyerFactory(),
        payee=companies["garam"],
        value=500_000_000,
        method=winwin,
        title_ko="몰드 동판 단가계약",
        title_en="Mould plates",
    )
    contracts = {"garam": top}
    for key, parent, method in (
        ("nuri", "garam", winwin),
        ("saebyeok", "garam", winwin),
        ("raon", "garam", cash),
        ("haneul", "nuri", winwin),
        ("dasom", "nuri", cash),
        ("onsaemi", "saebyeok", cash),
    ):
        contracts[key] = in_force(
            parent=contracts[parent],
            payee=companies[key],
            value=100_000_000,
            method=method,
            prices_shown=key in shown,
        )
    received = {"base_on": first, "days": 57}
    owed(contracts["garam"], 312_400_000, state=ObligationState.COVERED, **received)
    owed(contracts["nuri"], 96_200_000, state=ObligationState.COVERED, **received)
    owed(contracts["saebyeok"], 74_800_000, state=ObligationState.COVERED, **received)
    paid: dict[str, Any] = {"base_on": first, "days": 30, "state": ObligationState.PAID}
    lately = max(first + timedelta(days=13), day - timedelta(days=25))  # within the month that calendars look back
    owed(contracts["raon"], 38_000_000, paid_on=lately, **paid)
    owed(contracts["haneul"], 21_500_000, state=ObligationState.COVERED, **received)
    owed(contracts["dasom"], 8_400_000, paid_on=first + timedelta(days=10), **paid)
    late = owed(contracts["onsaemi"], 33_000_000, base_on=day - timedelta(days=63), days=60)
    return Chain(top, contracts, companies, late, day)


def readers() -> dict[str, User]:
    """Staff by what they do."""
    return {
        "officer": staff("PO"),
        "finance": staff("FI"),
        "compliance": staff("CP"),
        "auditor": staff("AU"),
        "requester": staff("RQ"),
        "shared_growth": staff("SG"),
    }
