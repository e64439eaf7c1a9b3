"""The demonstration: two firms that ask the buyer to pay them, a bank holiday that is added, last quarter's report."""

from datetime import timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from portal.calendar import bank_day_for_payment
from portal.clock import today
from portal.demo import World, deliver_quietly
from purchasing.payments.demo.chain import CASH, Link, Teller
from purchasing.payments.models import DirectPayment
from purchasing.payments.rules.ratio import quarter_before
from purchasing.payments.services import direct
from purchasing.payments.services.cash import confirm_cash_payment, report_cash_payment
from purchasing.payments.services.deadlines import decide_holiday, propose_holiday
from purchasing.payments.services.ratio import make_report

D = Decimal
BEFORE_QUARTERS_END = 45  # days: received then, due fifteen days before the end
DUE = 30
REPAIR = (
    Link("lining", "", 13, CASH, 132_000_000, 14, "래들 내화물 보수", "Repair of ladle lining", 45),
    Link("chipping", "lining", 14, CASH, 36_000_000, 13, "내화물 해체", "Chipping of the old lining", 45),
    Link("masonry", "lining", 15, CASH, 27_500_000, 13, "래들 축로 시공", "Bricklaying in ladles", 45),
)
FLOW_TEXT = "당사자,일자,내용\n협력사,{day},세 당사자가 직접 지급에 합의함\n"
ASKED = (
    ("chipping", 36_000_000, "원사업자의 자금 사정으로 세 당사자가 직접 지급에 합의했습니다. 합의서를 붙입니다."),
    ("masonry", 20_000_000, "축로 공사 대금의 인건비 몫을 직접 받기로 세 당사자가 합의했습니다. 합의서를 붙입니다."),
)


def ask_directly(world: World) -> None:
    """One case is granted and goes out with the next run; of the other the evidence is still to be checked."""
    teller = _teller(world)
    for link in REPAIR:
        teller.sign(link)
    for link in REPAIR:
        teller.invoice(link)
    deliver_quietly()
    for key, amount, text in ASKED:
        debt = teller.debt(key)
        paper = SimpleUploadedFile(f"직접지급 합의서 {debt.number}.csv", FLOW_TEXT.format(day=today()).encode())
        direct.request_direct_payment(
            debt, cause="agreed", amount=D(amount), text=text, uploads=[paper], key=f"story-{key}",
            by=teller.finance(debt.payee),
        )  # fmt: skip
    first = DirectPayment.objects.select_related("lower__payer").order_by("pk")[0]
    told = "합의한 내용이 맞습니다. 체불 임금은 없습니다."
    direct.answer_direct_payment(first, text=told, wages=D(0), uploads=[], by=teller.finance(first.lower.payer))
    direct.check_direct_payment(first, by=world.one("PO"))
    why = "세 당사자의 합의서와 미지급 세금계산서를 확인했습니다. 다음 지급 때 하위 협력사에 지급합니다."
    first = DirectPayment.objects.get(pk=first.pk)
    direct.grant_direct_payment(first, amount=D(36_000_000), answer=why, by=world.one("AP"))
    deliver_quietly()


def add_holidays(world: World) -> None:
    """One day is confirmed by a second person, another waits for one."""
    day = bank_day_for_payment(today() + timedelta(days=75))
    made = propose_holiday(
        day=day, name_ko="임시공휴일", name_en="Temporary public holiday", source="관보 공고", by=world.one("FI", 1)
    )
    decide_holiday(made, confirmed=True, by=world.one("FI", 2))
    propose_holiday(
        day=bank_day_for_payment(day + timedelta(days=30)),
        name_ko="지방선거일",
        name_en="Local election day",
        source="선거관리위원회 공고",
        by=world.one("FI", 1),
    )
    deliver_quietly()


def report_ratio(world: World) -> None:
    """What two firms below the first tier paid down in the last quarter; one of them less in cash than it received."""
    teller = _teller(world)
    first, last = quarter_before(today())
    ago = (today() - last).days + BEFORE_QUARTERS_END
    links = (
        Link("spares", "", 16, CASH, 90_000_000, ago, "압연기 예비품 정비", "Care of mill spares", DUE),
        Link("grinding", "spares", 17, CASH, 40_000_000, ago, "롤 연마", "Roll grinding", DUE),
        Link("coating", "grinding", 18, CASH, 15_000_000, ago, "롤 표면 용사", "Thermal spraying of rolls", DUE),
    )
    for link in links:
        teller.sign(link)
    for link in links[1:]:  # the buyer's own part is billed elsewhere
        teller.invoice(link)
    deliver_quietly()
    for key, share in (("grinding", 1), ("coating", D("0.6"))):
        debt = teller.debt(key)
        payment = report_cash_payment(
            debt,
            amount=(debt.amount * share).to_integral_value(),
            paid_on=last - timedelta(days=20),
            reference=f"이체 {last:%m}-{key.upper()}",
            key=f"story-{key}",
            by=teller.finance(debt.payer),
        )
        confirm_cash_payment(payment, by=teller.finance(debt.payee))
    deliver_quietly()
    make_report(first, last, by=None)
    deliver_quietly()


def _teller(world: World) -> Teller:
    teller = world.notes["payment story"]
    if not isinstance(teller, Teller):
        raise AssertionError("the story of the payments comes first")
    return teller
