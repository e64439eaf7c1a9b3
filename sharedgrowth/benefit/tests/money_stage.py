"""A task of the worked example: its people, its signed agreement and baseline, its measured years."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from portal.clock import db_now, today
from portal.files.models import File
from portal.files.services import store_upload
from portal.files.tests.factories import pdf_bytes, upload
from portal.numbers import next_number
from portal.people.models import User
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier
from sharedgrowth.benefit.models import Agreement, Baseline, Measurement, ShareYear, Task, TaskSupplier, Verification
from sharedgrowth.benefit.services import measurement as services
from sharedgrowth.benefit.services import verification
from sharedgrowth.benefit.states import TaskState

EXTRA = {1: 12_000_000, 2: 3_000_000, 3: 3_000_000}
POSITIONS = {1: 40, 2: 42, 3: 38}
GOLDEN = {1: 81_600_000, 2: 90_480_000, 3: 81_720_000}


@dataclass
class Cast:
    """Who takes part in a task."""

    maker: User  # administrator of the leading supplier
    officer: User  # SG
    buyer: User  # PO
    field: User  # RQ
    finance: User
    proposer: User

    @property
    def committee(self) -> list[User]:
        return [self.officer, self.buyer, self.field]


def cast(**fields: Any) -> Cast:
    """New people on both sides."""
    return Cast(
        maker=fields.get("maker") or supplier("SA"),
        officer=staff("SG"),
        buyer=staff("PO"),
        field=staff("RQ"),
        finance=staff("FI"),
        proposer=staff("RQ"),
    )


def paper(by: User, name: str = "records.pdf") -> File:
    """Evidence that passed its scan."""
    return store_upload(upload(name, pdf_bytes()), company=by.company, by=by)


def years_ago(years: int, days: int = 0) -> date:
    """A day so many years ago (never 29 February)."""
    day = today() - timedelta(days=days)
    return (day - timedelta(days=1) if (day.month, day.day) == (2, 29) else day).replace(year=day.year - years)


def agreed_task(
    people: Cast,
    *,
    shares: Sequence[str] = ("1",),
    rate: str = "0.5",
    years: int = 3,
    forms: dict[str, str] | None = None,
    settle: str = "anniversary",
    baseline_ends: date | None = None,
    state: str = TaskState.COMPLETED,
    **fields: Any,
) -> Task:
    """A completed task with agreement and baseline signed by both, before its measuring begins."""
    task = Task.objects.create(
        number=next_number("BS"),
        type="life",
        title="랜스 수명 연장",
        problem="랜스가 30일마다 교체된다.",
        mechanism="세라믹 코팅",
        proposed_by=people.proposer,
        created_by=people.proposer,
        officer=people.officer,
        state=TaskState.SELECTED,
        **{"item": "산소 랜스", "class_code": "", **fields},
    )
    companies = [people.maker.company, *(CompanyFactory() for _more in shares[1:])]
    for place, (company, share) in enumerate(zip(companies, shares, strict=True)):
        TaskSupplier.objects.create(task=task, company=company, tier=place + 1, share=Decimal(share), lead=place == 0)
    ends = baseline_ends or years_ago(3, 40)
    baseline = services.draw_baseline(task, by=people.officer, **lance(ends))
    _sign(task, baseline, people, rate=rate, years=years, forms=forms or {"cash": "1"}, settle=settle)
    Task.objects.filter(pk=task.pk).update(state=TaskState.AGREED)
    for move in (TaskState.IN_PROGRESS, TaskState.COMPLETED):
        if state in (TaskState.IN_PROGRESS, TaskState.COMPLETED):
            Task.objects.filter(pk=task.pk).update(state=move)
        if move == state:
            break
    task.refresh_from_db()
    return Task.objects.get(pk=task.pk)


def lance(ends: date, **changed: Any) -> dict[str, Any]:
    """A baseline of a year: one lance lasts 30 position-days."""
    return {
        "period_from": ends - timedelta(days=365),
        "period_to": ends,
        "driver": "position-days",
        "driver_unit": "PD",
        "driver_qty": Decimal(14_640),
        "volume": Decimal(488),
        "volume_unit": "EA",
        "price_won": Decimal(1_200_000),
        "new_price_won": Decimal(1_260_000),
        "source": "정비 이력",
        **changed,
    }


def _sign(task: Task, baseline: Baseline, people: Cast, **terms: Any) -> None:
    agreement = Agreement.objects.create(
        task=task,
        baseline=baseline,
        rate=Decimal(terms["rate"]),
        years=terms["years"],
        formula="BS-1",
        forms=terms["forms"],
        settle=terms["settle"],
        finance_from_won=Decimal(100_000_000),
        target="수명 45일",
        protocol="월별 교체 실적",
        ip_words="공동 소유",
        dispute_clause="준법 부서가 정한다",
        starts_on=baseline.period_to,
        ends_on=baseline.period_to + timedelta(days=20),
        drawn_by=people.officer,
    )
    services.sign_baseline_with(task, supplier=people.maker, buyer=people.officer)
    signed = {"document": "{}", "sha256": "0" * 64, "sent_at": db_now(), "signed_at": db_now()}
    Agreement.objects.filter(pk=agreement.pk).update(**signed)


def begun(people: Cast, *, first: date | None = None, **options: Any) -> tuple[Task, list[ShareYear]]:
    """A task whose measuring has begun, three years ago unless said."""
    task = agreed_task(people, **options)
    years = services.begin_measuring(task, first=first or years_ago(3, 5), by=people.officer)
    return Task.objects.get(pk=task.pk), years


def opened(year: ShareYear) -> ShareYear:
    """Open for measurement, as the yearly job would."""
    from sharedgrowth.benefit.services import sharing

    return sharing.open_year(year)


def measured(year: ShareYear, people: Cast, *, by: User | None = None, **changed: Any) -> Measurement:
    """A measurement of the whole year by the worked example, entered by the supplier."""
    who = by or people.maker
    days = 365
    driver = POSITIONS.get(year.no, 40) * days
    values = {
        "period_from": year.first,
        "period_to": year.last,
        "driver_qty": Decimal(driver),
        "volume": (Decimal(driver) / 45).quantize(Decimal("0.000001")),
        "price_won": Decimal(1_260_000),
        "extra_won": Decimal(EXTRA.get(year.no, 0)),
        "operation": "정상 조업",
        **changed,
    }
    return services.enter_measurement(year, by=who, files=[paper(who)], **values)


def confirmed(year: ShareYear, people: Cast, **changed: Any) -> Measurement:
    """Entered by the supplier, confirmed by the field."""
    found = measured(year, people, **changed)
    return services.confirm_measurement(found, by=staff("RQ"))


def convened(year: ShareYear, people: Cast, **changed: Any) -> Verification:
    """Before the committee."""
    adjusted = {name: changed.pop(name) for name in ("adjustment_won", "adjustment_reason") if name in changed}
    found = confirmed(year, people, **changed)
    return verification.convene(found, members=people.committee, by=people.officer, **adjusted)


def verified(year: ShareYear, people: Cast, **changed: Any) -> ShareYear:
    """Voted by all, seen by finance where it is large."""
    found = convened(year, people, **changed)
    for member in people.committee:
        verification.vote(found, choice="yes", by=member)
    found.refresh_from_db()
    if found.state == "finance":
        verification.decide_as_finance(found, agree=True, remark="장부와 대조함", by=people.finance)
    return ShareYear.objects.get(pk=year.pk)


def colleague(user: User, *roles: str) -> User:
    """Somebody of the same company."""
    return UserFactory(company=user.company, roles=roles)
