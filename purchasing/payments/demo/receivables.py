"""The demonstration: a new rate that waits, and a progress claim on a receivable of a works contract."""

from decimal import Decimal

from portal.clock import today
from portal.demo import World
from portal.people.models import User
from portal.periods import after
from purchasing.payments import queries, services
from purchasing.payments.models import Claim, Receivable
from purchasing.payments.services.claims import LineIn

D = Decimal


def next_rate(world: World) -> None:
    """The rate from next month on waits for a second person of finance."""
    services.propose_rate(
        kind="draw",
        rate=D("0.0405"),
        valid_from=after(today().replace(day=1), 1),
        source="주거래 은행 회사채 AA 3개월 금리 통지 2026-12",
        by=world.one("FI", 1),
    )


def claim(world: World) -> None:
    """A claim whose parts are signed as far as the second tier has invoices; it waits for the buyer."""
    found = 0
    for company in world.suppliers:
        person = world.finance.get(company.pk)
        if person is None:
            continue
        for receivable in queries.claimable_receivables(person)[:1]:
            _claimed(world, receivable, person)
            found += 1
    world.say(f"progress claims: {found}")


def _claimed(world: World, receivable: Receivable, person: User) -> None:
    made = services.draft_claim(receivable, work="11월 기성분: 레일 반입과 설치 40 %", by=person)
    contract = receivable.obligation.contract
    debts = {}
    for debt in queries.debts_of_subcontracts(contract):
        debts.setdefault(debt.contract_id, debt)
    lines = []
    for each in queries.subcontracts_of(contract):
        debt = debts.get(each.pk)
        left = receivable.face - sum((line.amount for line in lines), D(0))
        amount = min(debt.left, left) if debt else D(0)
        lines.append(LineIn(each, debt if amount else None, amount))
    services.set_lines(made, lines, by=person)
    made = services.send_claim(made, by=person)
    for line in Claim.objects.get(pk=made.pk).lines.select_related("claim").order_by("id"):
        signer = world.finance.get(line.payee_id)
        if signer is not None:
            services.answer_line(line, agrees=True, by=signer)
