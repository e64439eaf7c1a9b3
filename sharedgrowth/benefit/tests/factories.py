"""Tasks in any state, made through the services that the screens use, and the people who do it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from portal.clock import today
from portal.people.models import Company, User
from portal.tests.factories import BuyerFactory, CompanyFactory
from portal.tests.kept import kept
from purchasing.contracts.tests.factories import person
from sharedgrowth.benefit.models import Agreement, Nda, Task
from sharedgrowth.benefit.queries.tasks import lead_of
from sharedgrowth.benefit.services import agreements, measurement, tasks, work
from sharedgrowth.benefit.states import Bench, TaskState

T = TaskState
ORDER = [
    T.IDEA, T.PROPOSED, T.SCREENED, T.FEASIBLE, T.SELECTED, T.AGREED, T.IN_PROGRESS, T.COMPLETED,
]  # fmt: skip
CLASS = "23151600"
IDEA: dict[str, Any] = {
    "type": "life",
    "title": "산소 랜스 수명 연장",
    "problem": "산소 랜스를 30일마다 바꾸어 구매와 교체 비용이 듭니다.",
    "mechanism": "랜스 끝에 세라믹 코팅을 입혀 열충격을 줄이고 교체 주기를 45일로 늘립니다.",
    "item": "산소 랜스",
    "class_code": CLASS,
    "department": "제강부 1공장",
    "site": "제강 1공장",
    "expected_won": Decimal(160_000_000),
    "cost_won": Decimal(12_000_000),
    "risk": "코팅이 떨어질 수 있습니다.",
}


@kept
def idea(company: Company | None = None, *, by: User | None = None, **given: Any) -> Task:
    """A draft of a supplier, or of ``by``."""
    by = by or person(company or CompanyFactory(), "SA")
    partner, employee = given.pop("partner", None), given.pop("employee", None)
    return tasks.save_idea(None, IDEA | given, partner=partner, employee=employee, by=by)


@kept
def proposed(company: Company | None = None, *, by: User | None = None, **given: Any) -> Task:
    """Sent, with its receipt."""
    made = idea(company, by=by, **given)
    return tasks.propose_task(made, by=made.created_by)


def screened(task: Task) -> Task:
    """Worth looking at."""
    return tasks.screen_task(task, reason="절감 근거가 분명합니다.", by=officer())


@kept
def officer() -> User:
    """A shared-growth officer."""
    return person(BuyerFactory(), "SG")


def feasible(task: Task) -> Task:
    """Using department and purchasing agree."""
    task = tasks.give_opinion(task, feasible=True, text="현장 시험이 됩니다.", by=person(BuyerFactory(), "RQ"))
    return tasks.give_opinion(task, feasible=True, text="구매에 문제가 없습니다.", by=person(BuyerFactory(), "PO"))


def seated(task: Task) -> list[User]:
    """A committee of three that has taken no part so far."""
    members = []
    for bench, codes in ((Bench.FIELD, ("RQ", "SU")), (Bench.PURCHASING, ("AP",)), (Bench.OFFICE, ("SG", "SU"))):
        member = person(BuyerFactory(), *[code for code in codes if code != "SU"], *(["CN"] if "SU" in codes else []))
        tasks.seat_member(task, member=member, bench=bench, by=officer())
        members.append(member)
    return members


def selected(task: Task) -> Task:
    """The committee votes for it."""
    for member in seated(task):
        task = tasks.cast_vote(task, in_favour=True, words="", by=member)
    return task


def drawn_baseline(task: Task):
    """Twelve months of the old lance: 40 positions of 365 days, 486.667 lances."""
    began = today() - timedelta(days=400)
    return measurement.draw_baseline(
        task,
        by=officer(),
        period_from=began,
        period_to=began + timedelta(days=364),
        driver="가동 위치일",
        driver_unit="위치·일",
        driver_qty=Decimal(14_600),
        volume_unit="개",
        volume=Decimal("486.666667"),
        price_won=Decimal(1_200_000),
        new_price_won=Decimal(1_260_000),
        source="교체 기록과 구매 기록",
    )


def terms(**given: Any) -> dict[str, Any]:
    """What an agreement says."""
    on = today()
    return {
        "rate": Decimal("0.5"),
        "years": 3,
        "forms": {"cash": "1"},
        "settle": "anniversary",
        "target": "교체 주기 45일",
        "protocol": "교체 기록과 가동 위치일을 월마다 양쪽이 확인한다.",
        "ip_supplier": Decimal("0.5"),
        "ip_words": "공동 출원",
        "dispute_clause": "포털의 분쟁 절차에서 먼저 다룬다.",
        "prototype_bearer": "buyer",
        "prototype_won": Decimal(12_000_000),
        "starts_on": on,
        "ends_on": on + timedelta(days=180),
        "right_months": 24,
        "right_classes": [CLASS],
        "right_items": "산소 랜스",
    } | given


def drawn(task: Task, *, milestones: tuple[tuple[str, date], ...] = (), **given: Any) -> Agreement:
    """An agreement with its baseline and milestones, not sent yet."""
    drawn_baseline(task)
    by = officer()
    for title, due in milestones or (
        ("시제품", today() + timedelta(days=60)),
        ("현장 시험", today() + timedelta(days=120)),
    ):
        work.add_milestone(task, title=title, due_on=due, by=by)
    return agreements.draw_agreement(task, terms(**given), by=by)


def sent(task: Task, **given: Any) -> Agreement:
    """To be signed."""
    return agreements.send_agreement(drawn(task, **given), by=officer())


@kept
def signer(task: Task) -> User:
    """The administrator of the company that leads."""
    lead = lead_of(task)
    if lead is None:
        raise AssertionError("a task with a supplier")
    return person(lead, "SA")


@kept
def approver() -> User:
    """Who signs for the buyer."""
    return person(BuyerFactory(), "AP")


def agreed(task: Task, **given: Any) -> Task:
    """Signed by both."""
    agreement = sent(task, **given)
    agreement = agreements.sign_agreement(agreement, sha256=agreement.sha256, by=signer(task))
    return agreements.sign_agreement(agreement, sha256=agreement.sha256, by=approver()).task


def under_nda(task: Task) -> Nda:
    """Both sides have signed the confidentiality agreement."""
    nda = agreements.offer_nda(task, purpose="코팅 조건 검토", until=today() + timedelta(days=700), by=officer())
    nda = agreements.sign_nda(nda, sha256=nda.sha256, by=signer(task))
    return agreements.sign_nda(nda, sha256=nda.sha256, by=officer())


def started(task: Task) -> Task:
    """Work has begun."""
    return work.start_task(task, by=officer())


def completed(task: Task) -> Task:
    """Every milestone is reached."""
    for milestone in task.milestones.order_by("no"):
        work.report_milestone(milestone, done_on=today(), report="시험을 마쳤습니다.", by=signer(task))
    return work.complete_task(task, by=officer())


@kept
def task(state: str = T.PROPOSED, *, company: Company | None = None, **given: Any) -> Task:
    """A task in any state up to COMPLETED; ``given`` of the agreement starts with ``agreement_``."""
    told = {name.removeprefix("agreement_"): given.pop(name) for name in list(given) if name.startswith("agreement_")}
    made = idea(company, **given)
    steps = [
        lambda made: tasks.propose_task(made, by=made.created_by),
        screened,
        feasible,
        selected,
        lambda made: agreed(made, **told),
        started,
        completed,
    ]
    for step in steps[: ORDER.index(T(state))]:
        made = step(made)
    return made
