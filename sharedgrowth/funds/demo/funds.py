"""The demonstration's five-year fund: two closed years, a running one with payments at every step."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile

from portal.clock import today
from portal.demo import Part, World, parts
from portal.files.models import File
from portal.files.services import store_upload
from portal.people.models import Company, User
from sharedgrowth.funds.models import BudgetLine, Commitment, Fund
from sharedgrowth.funds.services import commitments, drawdowns, matches, plans, receipts, transfers, yearend

M = 1_000_000
PURPOSES = {
    "smart_factory": ("생산 실적 자동 수집", "설비 상태 감시", "자재 바코드 추적", "검사 자동화"),
    "industrial_innovation": ("공정 개선 활동", "불량 저감 활동", "작업 환경 개선", "에너지 절감 활동"),
    "qss": ("3정 5S와 마이머신", "병목 공정 개선", "금형 교체 시간 단축"),
    "energy": ("압축 공기 누설 개선", "열처리로 단열 보강", "고효율 전동기 교체"),
}
PAGE = (
    "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>endobj\n"
    "4 0 obj<</Length {length}>>stream\n{page}\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def paper(owner: Company, by: User, title: str, no: str) -> File:
    """A page of evidence with its number on it."""
    line = f"BT /F1 14 Tf 60 760 Td ({no}) Tj ET"
    data = PAGE.format(length=len(line), page=line).encode()
    return store_upload(ContentFile(data, name=f"{title}.pdf"), company=owner, by=by)


def fill(world: World) -> None:
    """A fund that began two years ago, and the plan of the next one."""
    year = today().year
    fund = _opened(world, year - 2)
    firms = world.suppliers
    for place, past in enumerate((year - 2, year - 1)):
        for slug in ("smart_factory", "industrial_innovation"):
            line = _line(world, fund, past, slug, Decimal(2_000 * M), matched=False)
            chosen = firms[place * 3 : place * 3 + 9]
            made = list(_promised(world, line, chosen, 90 + 30 * place))
            _paid_in_full(world, made[: 5 - place])
            commitments.release(made[-1], reason="사업 규모 축소", by=world.one("SG"), amount=Decimal(20 * M))
        yearend.close_year(fund.years.get(year=past), by=world.one("FM"))
        _receipt(world, fund, past)
    _this_year(world, fund, year, firms)
    plans.plan_fund(
        code=f"FND-{year + 3}",
        name_ko=f"{year + 3}년 상생협력 기금(안)",
        name_en=f"Shared growth fund {year + 3} (plan)",
        total=Decimal(24_000 * M),
        years={year + 3 + no: Decimal(4_800 * M) for no in range(5)},
        by=world.one("FM"),
    )


def _opened(world: World, first: int) -> Fund:
    fund = plans.plan_fund(
        code=f"FND-{first}",
        name_ko=f"{first}년 상생협력 5개년 기금",
        name_en=f"Five-year shared growth fund {first}",
        total=Decimal(20_000 * M),
        years={first + no: Decimal(4_000 * M) for no in range(5)},
        by=world.one("FM"),
    )
    plans.approve_fund(fund, by=world.one("AP"))
    return plans.open_fund(fund, by=world.one("FM"))


def _line(world: World, fund: Fund, year: int, slug: str, amount: Decimal, *, matched: bool) -> BudgetLine:
    found = fund.years.get(year=year)
    line = plans.allocate_line(found, programme=slug, amount=amount, matched=matched, by=world.one("FM"))
    line.refresh_from_db()
    return line


def _promised(world: World, line: BudgetLine, firms: Iterable[Company], millions: int) -> Iterable[Commitment]:
    purposes = PURPOSES[line.programme]
    for place, firm in enumerate(firms):
        made = commitments.commit(
            line,
            company=firm,
            amount=Decimal((millions + place % 4 * 12) * M),
            purpose=purposes[place % len(purposes)],
            about=firm,
            by=world.one("SG"),
        )
        commitments.approve_commitment(made, by=world.one("FM"))
        yield commitments.contract_commitment(made, by=None)


def _paid_in_full(world: World, made: Iterable[Commitment]) -> None:
    """Three tranches each, approved: the demonstration's payment run of today pays them."""
    for commitment in made:
        parts_of = drawdowns.tranches_of(commitment)
        for tranche, amount in enumerate(parts_of, start=1):
            _asked(world, commitment, tranche, amount, "approved")


def _asked(world: World, commitment: Commitment, tranche: int, amount: Decimal, until: str) -> None:
    number = f"{commitment.number}-{tranche}"
    files = [paper(commitment.company, world.one("SG"), "수행 보고서", number)] if tranche > 1 else []
    made = drawdowns.request_drawdown(
        commitment,
        tranche=tranche,
        amount=amount,
        evidence=files,
        invoice_numbers=[f"2026{commitment.pk:06d}{tranche}"],
        by=world.one("SG"),
    )
    if until == "requested":
        return
    if until == "returned":
        drawdowns.return_drawdown(made, remark="세금계산서 사본의 금액이 견적과 다릅니다.", by=world.one("FM"))
        return
    made = drawdowns.check_drawdown(made, by=world.one("FM"))
    if until == "approved":
        drawdowns.approve_drawdown(made, by=world.one("FI"))


def _receipt(world: World, fund: Fund, year: int) -> None:
    made = receipts.enter_receipt(
        fund,
        number=f"기부-{year}-0{year % 10}17",
        issuer="대중소상생 협력재단",
        donated_on=date(year, 12, 20),
        amount=Decimal(4_000 * M),
        by=world.one("FM"),
    )
    receipts.confirm_receipt(made, by=world.one("FI"))


def _this_year(world: World, fund: Fund, year: int, firms: list[Company]) -> None:
    amounts = {"smart_factory": 1_500, "industrial_innovation": 1_200, "qss": 700, "energy": 600}
    lines = {
        slug: _line(world, fund, year, slug, Decimal(amount * M), matched=slug == "smart_factory")
        for slug, amount in amounts.items()
    }
    smart = lines["smart_factory"]
    first = matches.expect_match(smart, amount=Decimal(400 * M), expected_on=date(year, 3, 31), by=world.one("FM"))
    reported = matches.report_match(first, reference=f"협력과-{year}-112", by=world.one("FM"))
    matches.confirm_match(reported, by=world.one("FI"))
    later = today() + timedelta(days=40)
    second = matches.expect_match(smart, amount=Decimal(300 * M), expected_on=later, by=world.one("FM"))
    matches.ask_bridge(second, reason="연내 설비 대금을 치러야 하는 기업이 네 곳입니다.", by=world.one("FM"))
    steps = ("approved", "checked", "requested", "returned", "none")
    for place, line in enumerate(lines.values()):
        for no, commitment in enumerate(_promised(world, line, firms[place * 2 + 1 : place * 2 + 6], 40)):
            step = steps[no % len(steps)]
            if step != "none":
                _asked(world, commitment, 1, drawdowns.tranches_of(commitment)[0], step)
    waits = firms[11 % len(firms)]
    commitments.commit(
        lines["energy"],
        company=waits,
        amount=Decimal(28 * M),
        purpose="폐열 회수",
        about=waits,
        by=world.one("SG"),
    )
    source, target = lines["industrial_innovation"], lines["energy"]
    small = transfers.ask_transfer(
        source, target, amount=Decimal(120 * M), reason="에너지 진단 신청이 두 배로 늘었습니다.", by=world.one("SG")
    )
    transfers.approve_transfer(small, answer="제4차 기금위원회 의결", by=world.one("FM"))
    transfers.ask_transfer(
        lines["qss"], target, amount=Decimal(200 * M), reason="동절기 전 설비 교체 수요", by=world.one("SG")
    )


parts.add("funds", Part(order=57, title="the five-year fund: years, lines, commitments, payments", fill=fill))
