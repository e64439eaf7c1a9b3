"""The demonstration: a new rate that waits, and a progress claim on a receivable of a works contract."""

from decimal import Decimal

from portal.clock import today
from portal.demo import World, deliver_quietly
from portal.periods import after
from purchasing.payments import services
from purchasing.payments.demo.chain import WINWIN, Link, Teller
from purchasing.payments.models import Receivable
from purchasing.payments.services.claims import LineIn

D = Decimal
WORKS = (
    Link(
        "ducts", "", 4, WINWIN, 176_000_000, 12, "제강 집진 덕트 교체 공사", "Replacement of dust ducts", kind="works"
    ),
    Link("plates", "ducts", 9, WINWIN, 58_000_000, 12, "덕트 판재 제작", "Fabrication of duct plates", kind="works"),
    Link("fitting", "ducts", 12, WINWIN, 41_000_000, 12, "덕트 현장 설치", "Fitting of ducts on site", kind="works"),
)
PARTS = (("plates", 58_000_000), ("fitting", 38_500_000))


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
    """A works contract whose money goes directly to the second tier: one part signed, one disputed."""
    teller = world.notes["payment story"]
    if not isinstance(teller, Teller):
        raise AssertionError("the claim is told after the story of the chain")
    for link in WORKS:
        teller.sign(link)
    for link in WORKS:
        teller.invoice(link)
    deliver_quietly()
    top = Receivable.objects.select_related("obligation__contract__payee").get(
        obligation__contract=teller.contracts["ducts"]
    )
    services.issue_receivable(top, by=world.one("FI", 1))
    first = teller.finance(top.obligation.contract.payee)
    made = services.draft_claim(
        services.accept_receivable(top, by=first), work="11월 기성: 덕트 제작·설치 1공구", by=first
    )
    lines = [LineIn(teller.contracts[key], teller.debt(key, "net"), D(amount)) for key, amount in PARTS]
    services.send_claim(services.set_lines(made, lines, by=first), by=first)
    signed, disputed = made.lines.select_related("claim", "payee").order_by("id")
    services.answer_line(signed, agrees=True, by=teller.finance(signed.payee))
    answer = "청구의 3,850만 원과 다릅니다. 검수 조서 2쪽의 금액은 4,100만 원입니다."
    services.answer_line(disputed, agrees=False, answer=answer, by=teller.finance(disputed.payee))
    deliver_quietly()
    world.say("progress claims: 1, answered by its suppliers, waits for the buyer")
