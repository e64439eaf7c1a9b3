"""Measured, verified and shared tasks in the demonstration, made from the completed ones."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.files.base import ContentFile

from portal.calendar import bank_day_for_payment
from portal.clock import today
from portal.demo import Part, World, parts
from portal.files.models import File
from portal.files.services import store_upload
from portal.pdf import typeset
from portal.people.models import User
from portal.people.queries import people_with_role
from sharedgrowth.benefit.models import Measurement, ShareYear, Task
from sharedgrowth.benefit.policies.measurement import may_verify
from sharedgrowth.benefit.queries.agreed import baseline_of
from sharedgrowth.benefit.services import measurement, sharing, verification
from sharedgrowth.benefit.states import ShareForm, ShareState, TaskState, VerificationState

REMARK = "사용 기록, 구매 단가, 추가 비용을 원장과 대조했습니다. 차이가 없습니다."
SAVED = (Decimal("0.667"), Decimal("0.71"), Decimal("0.64"))  # of the old use per unit of operation, year by year
GROWTH = (Decimal("1"), Decimal("1.05"), Decimal("0.95"))
EXTRA = (Decimal(12_000_000), Decimal(3_000_000), Decimal(3_000_000))
LEFT_COMPLETED = 1  # one task waits for its measuring to begin


def fill(world: World) -> None:
    """The oldest task through all its years; the next before finance, before the committee, to be confirmed, begun."""
    found = list(Task.objects.filter(state=TaskState.COMPLETED, agreement__signed_at__isnull=False).order_by("pk"))
    found.sort(key=lambda task: _ends(task))
    steps = (_all_years, _first_year, _before_finance, _before_committee, _to_confirm)
    chosen = found[: max(len(found) - LEFT_COMPLETED, 0)]
    for task, step in zip(chosen, steps, strict=False):
        first = _ends(task) + timedelta(days=1)
        measurement.begin_measuring(task, first=first, by=world.one("SG"))
        step(world, Task.objects.get(pk=task.pk))
    world.notes["benefit tasks measured"] = len(chosen[: len(steps)])


def _ends(task: Task) -> date:
    baseline = baseline_of(task)
    return baseline.period_to if baseline else today()


def _head(task: Task) -> User:
    """The administrator of the supplier that leads."""
    lead = task.suppliers.select_related("company").order_by("-lead", "pk").first()
    head = people_with_role(lead.company, "SA").order_by("pk").first() if lead else None
    if head is None:
        raise LookupError(f"{task}: no administrator of its supplier")
    return head


def _paper(task: Task, by: User, year: ShareYear) -> File:
    """A record of operation and use, as the supplier would send it."""
    data = {
        "title": "사용 실적 확인서",
        "brand": by.company.name if by.company else "",
        "number": task.number,
        "footer": "설비·구매 기록에서 발췌",
        "facts": [{"label": "과제", "value": task.title}, {"label": "기간", "value": f"{year.first} – {year.last}"}],
        "steps_title": "기록",
        "steps_head": ["항목", "값"],
        "steps": [["교체 기록", "월별 집계"], ["가동 기록", "일별 집계"]],
        "parts_title": "확인",
        "parts_head": ["부서", "확인", "", ""],
        "parts": [["정비", "일치", "", ""]],
        "end": "원본은 현업 부서가 보관합니다.",
    }
    pdf = ContentFile(typeset("benefit/settlement.typ", data), name=f"{task.number}-{year.no}.pdf")
    return store_upload(pdf, company=by.company, by=by)


def _measured(task: Task, year: ShareYear) -> Measurement | None:
    """As much of the year as is over, entered by the supplier."""
    last = min(year.last, today() - timedelta(days=1))
    baseline, head, place = baseline_of(task), _head(task), year.no - 1
    if baseline is None or last < year.first + timedelta(days=92):
        return None
    days = Decimal((last - year.first).days + 1)
    span = Decimal((baseline.period_to - baseline.period_from).days + 1)
    driver = (baseline.driver_qty * GROWTH[place % 3] * days / span).quantize(Decimal(1))
    use = baseline.volume / baseline.driver_qty * driver * SAVED[place % 3]
    values: dict[str, Any] = {
        "period_from": year.first,
        "period_to": last,
        "driver_qty": driver,
        "volume": use.quantize(Decimal("0.001")),
        "price_won": baseline.price_won if task.soft else baseline.new_price_won,
        "extra_won": EXTRA[place % 3],
        "index_level": baseline.index_base,
        "operation": "정기 보수 한 차례를 빼고 평소와 같은 조업이었습니다. 공정과 원료는 바뀌지 않았습니다.",
    }
    return measurement.enter_measurement(year, by=head, files=[_paper(task, head, year)], **values)


def _confirmed(world: World, task: Task, year: ShareYear) -> Measurement | None:
    found = _measured(task, year)
    barred = set(task.opinions.values_list("by", flat=True))
    buyers = [*world.staff.get("RQ", []), *world.staff.get("PO", [])]
    by = next((person for person in buyers if person.pk in barred), world.one("RQ"))
    return measurement.confirm_measurement(found, by=by) if found else None


def _convened(world: World, task: Task, year: ShareYear, **adjusted: Any):
    found = _confirmed(world, task, year)
    if found is None:
        return None
    members = [next(person for person in world.staff[role] if may_verify(person, task)) for role in ("SG", "PO", "RQ")]
    return verification.convene(found, members=members, by=world.one("SG"), **adjusted)


def _voted(world: World, task: Task, year: ShareYear, **adjusted: Any):
    found = _convened(world, task, year, **adjusted)
    if found is not None:
        for seat in found.verifiers.select_related("person"):
            found = verification.vote(found, choice="yes", remark="증빙과 일치합니다.", by=seat.person)
    return found


def _verified(world: World, task: Task, year: ShareYear, **adjusted: Any) -> None:
    found = _voted(world, task, year, **adjusted)
    if found is not None and found.state == VerificationState.FINANCE:
        verification.decide_as_finance(found, agree=True, remark=REMARK, by=world.one("FI", 1))


def _all_years(world: World, task: Task) -> None:
    """Every year that is over; the first with an adjustment, another form beside the cash."""
    day = today()
    for year in task.share_years.order_by("no"):
        if year.last >= day:
            break
        sharing.open_year(year)
        adjusted: dict[str, Any] = {}
        if year.no == 1:
            adjusted = {"adjustment_won": Decimal(-2_000_000), "adjustment_reason": "시운전 2주의 재료비를 뺐습니다."}
        _verified(world, task, ShareYear.objects.get(pk=year.pk), **adjusted)
    shared = task.share_years.filter(state=ShareState.VERIFIED).order_by("no").first()
    supplier, baseline = task.suppliers.order_by("pk").first(), baseline_of(task)
    if shared is not None and supplier is not None and baseline is not None:
        sharing.value_other_form(
            shared,
            supplier=supplier,
            form=ShareForm.VOLUME,
            quantity=Decimal(120),
            price_won=baseline.new_price_won,
            margin=Decimal("0.05"),
            note="차년도 물량 확대",
            by=world.one("SG"),
        )
    _spread(task)


def _spread(task: Task) -> None:
    """The years were verified after they ended, not all on one day: so the figures have their months."""
    for year in task.share_years.filter(state=ShareState.VERIFIED).order_by("no"):
        on = year.last + timedelta(days=40)
        due = bank_day_for_payment(on + timedelta(days=30))
        if on < today():
            ShareYear.objects.filter(pk=year.pk).update(verified_on=on, due_on=due)


def _first_year(world: World, task: Task) -> None:
    _verified(world, task, task.share_years.order_by("no")[0])


def _before_finance(world: World, task: Task) -> None:
    _voted(world, task, task.share_years.order_by("no")[0])


def _before_committee(world: World, task: Task) -> None:
    found = _convened(world, task, task.share_years.order_by("no")[0])
    seat = found.verifiers.select_related("person").order_by("pk").first() if found else None
    if found is not None and seat is not None:
        verification.vote(found, choice="yes", remark="증빙과 일치합니다.", by=seat.person)


def _to_confirm(world: World, task: Task) -> None:
    _measured(task, task.share_years.order_by("no")[0])


parts.add("benefit-money", Part(order=75, title="measured, verified and shared benefits", fill=fill))
