"""The worlds behind the doors of benefit-sharing tasks, from the draft to the work on them."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from portal.clock import today
from portal.files.tests.factories import pdf_bytes, upload
from portal.people.models import Company, User
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.matrix import World, stage
from purchasing.contracts.tests.factories import person
from sharedgrowth.benefit.models import Task
from sharedgrowth.benefit.queries.tasks import lead_of
from sharedgrowth.benefit.services import agreements, rights, work
from sharedgrowth.benefit.states import TaskState
from sharedgrowth.benefit.tests import factories as made

T = TaskState


def _world(task: Task, *, members: list[User] | None = None, **names: Any) -> World:
    company = lead_of(task)
    if not isinstance(company, Company):
        raise AssertionError("a task with a supplier")
    seats = members or [staff("RQ", "CN"), staff("AP"), staff("SG", "CN")]
    people: dict[str, User | None] = {
        "visitor": None,
        "outsider": UserFactory(company=CompanyFactory(), roles=("SA", "SU", "SF")),
        "maker": person(company, "SA"),
        "member": UserFactory(company=company, roles=("SU",)),
        "cashier": UserFactory(company=company, roles=("SF",)),
        "bidder": UserFactory(company=company, roles=("BD",)),
        "officer": made.officer(),
        "colleague": staff("SG"),
        "buyer": staff("PO"),
        "field": staff("RQ"),
        "seat_field": seats[0],
        "seat_purchasing": seats[1],
        "seat_team": seats[2],
        "finance": staff("FI"),
        "compliance": staff("CP"),
        "auditor": staff("AU"),
        "reviewer": staff("ER"),
        "estimator": staff("CE"),
        "consultant": staff("CN"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }
    told = {"number": task.number, "uid": task.uid, "today": today().isoformat(), "company": company.number}
    return World(people, told | names, owner=company)


@stage("benefit task idea")
def idea() -> World:
    """A draft that nobody but its company sees."""
    return _world(made.idea(CompanyFactory()))


@stage("benefit task proposed")
def proposed() -> World:
    """Before the officer; a confidentiality agreement is offered."""
    task = made.proposed()
    nda = agreements.offer_nda(task, purpose="검토", until=today() + timedelta(days=700), by=made.officer())
    return _world(task, sha=nda.sha256)


@stage("benefit task screened")
def screened() -> World:
    """Before the using department and purchasing; no confidentiality agreement yet."""
    return _world(made.task(T.SCREENED))


@stage("benefit task before the committee")
def before_committee() -> World:
    """Found feasible, with a committee of three."""
    task = made.task(T.FEASIBLE)
    return _world(task, members=made.seated(task))


@stage("benefit task selected")
def selected() -> World:
    """The agreement is drawn up, with its baseline and milestones."""
    task = made.task(T.SELECTED)
    made.drawn(task)
    return _world(task, no=1)


@stage("benefit task to be signed")
def to_be_signed() -> World:
    """The agreement is with both sides."""
    task = made.task(T.SELECTED)
    agreement = made.sent(task)
    return _world(task, sha=agreement.sha256)


@stage("benefit task agreed")
def agreed() -> World:
    """Before it starts, with its right to a negotiated contract."""
    return _world(made.task(T.AGREED))


@stage("benefit task at work")
def at_work() -> World:
    """Under way: technical data given by the supplier, a cost of the prototype claimed."""
    task = made.task(T.IN_PROGRESS)
    made.under_nda(task)
    task = Task.objects.get(pk=task.pk)
    item = work.give_item(
        task,
        title="코팅 조건표",
        purpose="시험",
        return_on=today() + timedelta(days=30),
        upload=upload("conditions.pdf", pdf_bytes()),
        by=made.signer(task),
    )
    rights.claim_cost(task, amount_won=Decimal(1_000_000), evidence="코팅", by=made.signer(task))
    return _world(task, no=1, item=item.uid)


@stage("benefit task in dispute")
def in_dispute() -> World:
    """Opened by the supplier."""
    task = made.task(T.IN_PROGRESS)
    rights.open_dispute(task, text="측정 방법이 다릅니다.", by=made.signer(task))
    return _world(task)


@stage("benefit task suspended")
def suspended() -> World:
    """A milestone is long overdue."""
    task = made.task(T.IN_PROGRESS)
    return _world(work.suspend_task(task, milestone=task.milestones.first()))


@stage("benefit task completed")
def completed() -> World:
    """Registered before its start, completed, not certified yet."""
    task = made.task(T.AGREED)
    work.register_task(task, body="성과공유 확인 기관", number="77-1", registered_on=today(), by=made.officer())
    return _world(made.completed(made.started(Task.objects.get(pk=task.pk))))
