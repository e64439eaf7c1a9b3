"""FIND: tasks by their reader, the board by stage, similar tasks, what waits for whom."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import RowNumber
from django.utils.translation import pgettext_lazy

from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.people.models import Company, User
from sharedgrowth.benefit.models import CommitteeSeat, Dispute, Milestone, Opinion, ShareYear, Task, TaskSupplier
from sharedgrowth.benefit.rules.tasks import Idea, is_similar, months_after
from sharedgrowth.benefit.states import Bench, TaskState

T = TaskState
SUPPLIERS = ("SA", "SU", "SF")
STAFF_READERS = ("SG", "PO", "RQ", "AP", "FI", "FM", "CP", "AU")  # not consultants: they come from outside
BENCH_ROLES = {Bench.FIELD: ("RQ",), Bench.PURCHASING: ("PO", "AP"), Bench.OFFICE: ("SG",)}
LANES = (  # key, words, states
    ("proposed", pgettext_lazy("benefit task", "Proposal"), (T.PROPOSED,)),
    ("review", pgettext_lazy("benefit task", "Review"), (T.SCREENED, T.FEASIBLE)),
    ("agreement", pgettext_lazy("benefit task", "Agreement"), (T.SELECTED, T.AGREED, T.REGISTERED)),
    ("work", pgettext_lazy("benefit task", "Work"), (T.IN_PROGRESS, T.SUSPENDED, T.COMPLETED)),
    ("measuring", pgettext_lazy("benefit task", "Measurement"), (T.MEASURING, T.VERIFIED)),
    ("shared", pgettext_lazy("benefit lane", "Sharing"), (T.SHARING, T.CLOSED)),
)
ENDED = (T.REJECTED, T.FAILED, T.WITHDRAWN)
A_LANE_SHOWS = 3
MOST_COMPARED = 500


def tasks_visible_to(user) -> QuerySet[Task]:
    """A supplier's own; staff who deal with tasks: all that were proposed; everybody: what they drafted themselves."""
    found = Task.objects.select_related("proposed_by")
    if getattr(user, "is_supplier", False):
        if not user.has_role(*SUPPLIERS):
            return found.none()
        own = TaskSupplier.objects.filter(company=user.company_id).values("task")
        return found.filter(pk__in=own).exclude(Q(state=T.IDEA) & ~Q(created_by__memberships__company=user.company_id))
    if getattr(user, "is_internal", False):
        mine = Q(created_by=user) | Q(employee=user, proposed_at__isnull=False)
        return found.filter(mine | ~Q(state=T.IDEA)) if user.has_role(*STAFF_READERS) else found.filter(mine)
    return found.none()


def side_of(user: User, task: Task) -> str:
    """``supplier``, ``buyer``, or "" for who is on neither side."""
    if user.is_supplier:
        return "supplier" if task.suppliers.filter(company=user.company_id).exists() else ""
    return "buyer" if user.is_internal else ""


def _lane() -> Case:
    return Case(
        *[When(state__in=states, then=Value(key)) for key, _words, states in LANES],
        default=Value(""),
        output_field=CharField(),
    )


def _with_card(found: QuerySet[Task]) -> QuerySet[Task]:
    """What a card of the board says, in the same query."""
    steps = Milestone.objects.filter(task=OuterRef("pk")).order_by().values("task")
    years = ShareYear.objects.filter(task=OuterRef("pk"), net_won__isnull=False)
    opinions = Opinion.objects.filter(task=OuterRef("pk")).order_by().values("task")
    whole = IntegerField()
    return found.annotate(
        steps_all=Subquery(steps.annotate(n=Count("pk")).values("n"), output_field=whole),
        steps_done=Subquery(steps.annotate(n=Count("done_on")).values("n"), output_field=whole),
        opinions_in=Subquery(opinions.annotate(n=Count("pk")).values("n"), output_field=whole),
        net_won=Subquery(years.order_by("-no").values("net_won")[:1]),
        cash_won=Subquery(years.order_by().values("task").annotate(sum=Sum("cash_won")).values("sum")),
        sent_at=F("agreement__sent_at"),
    ).prefetch_related(
        Prefetch("suppliers", TaskSupplier.objects.select_related("company").order_by("-lead", "tier", "pk"))
    )


def tasks_listed_for(
    user, *, words: str = "", type: str = "", officer: str = "", state: str = "", lane: str = ""
) -> QuerySet[Task]:
    """The newest first."""
    found = tasks_visible_to(user)
    if words:
        named = Q(number__iexact=words) | Q(title__icontains=words) | Q(item__icontains=words)
        firms = TaskSupplier.objects.filter(
            Q(company__legal_name_ko__icontains=words) | Q(company__legal_name_en__icontains=words)
        )
        found = found.filter(named | Q(pk__in=firms.values("task")))
    if type:
        found = found.filter(type=type)
    if state:
        found = found.filter(state=state)
    if lane:
        found = found.filter(state__in=next((states for key, _words, states in LANES if key == lane), ()))
    if officer == "me":
        found = found.filter(officer=user)
    elif officer == "nobody":
        found = found.filter(officer=None)
    return _with_card(found).order_by("-pk")


@dataclass(frozen=True, slots=True)
class Lane:
    """One column of the board: its first cards, and how many there are in all."""

    key: str
    words: Any
    count: int
    tasks: list[Task]

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.tasks)


def board_for(found: QuerySet[Task]) -> list[Lane]:
    """The lanes with their first cards: what is due first on top. The number of queries does not grow with tasks."""
    counted = dict(found.order_by().values_list("state").annotate(n=Count("pk", distinct=True)))
    order = [F("screen_due").asc(nulls_last=True), F("feasible_due").asc(nulls_last=True), F("pk").desc()]
    placed = found.order_by().annotate(lane=_lane(), place=Window(RowNumber(), partition_by=[_lane()], order_by=order))
    cards: dict[str, list[Task]] = {}
    for task in placed.exclude(lane="").filter(place__lte=A_LANE_SHOWS).order_by("lane", "place"):
        cards.setdefault(task.lane, []).append(task)
    return [
        Lane(key, words, sum(counted.get(state, 0) for state in states), cards.get(key, []))
        for key, words, states in LANES
    ]


# Similar tasks -------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Similar:
    """A similar task: of another firm only its state and its month are told."""

    own: bool
    number: str
    title: str
    state: Any
    month: date


def idea_of(task: Task) -> Idea:
    """What a task is compared by."""
    return Idea(task.class_code, task.item, f"{task.title} {task.mechanism}")


def similar_tasks(task: Task, *, months: int, on: date, user: User) -> list[Similar]:
    """Tasks about the same thing with nearly the same mechanism, proposed within ``months``; never a firm's secrets."""
    since = months_after(on, -months)
    found = Task.objects.exclude(pk=task.pk).filter(proposed_at__date__gte=since)
    if task.class_code:
        found = found.filter(Q(class_code=task.class_code) | Q(class_code=""))
    visible = set(tasks_visible_to(user).values_list("pk", flat=True)[:5000]) if user.is_supplier else None
    mine = idea_of(task)
    return [
        Similar(
            own=(own := visible is None or other.pk in visible),
            number=other.number if own else "",
            title=other.title if own else "",
            state=other.get_state_display(),
            month=other.proposed_at.astimezone(SEOUL).date().replace(day=1),
        )
        for other in found.order_by("-pk")[:MOST_COMPARED]
        if other.proposed_at is not None and is_similar(mine, idea_of(other))
    ]


# Around one task -----------------------------------------------------------------------------------------------------
def suppliers_of(task: Task) -> list[TaskSupplier]:
    """The leading one first."""
    return list(task.suppliers.select_related("company").order_by("-lead", "tier", "pk"))


def lead_of(task: Task) -> Company | None:
    """The company that leads the suppliers."""
    found = task.suppliers.filter(lead=True).select_related("company").first()
    return found.company if found else None


def companies_of(task: Task) -> list[int]:
    """The keys of the suppliers."""
    return list(task.suppliers.values_list("company", flat=True))


def judges_of(task: Task) -> set[int]:
    """Who proposed it or judged whether it is feasible: neither selects nor verifies it (SOD-10)."""
    known = {task.proposed_by_id, task.created_by_id, task.employee_id}
    known |= set(task.opinions.values_list("by", flat=True))
    return {pk for pk in known if pk is not None}


def seats_in_force(task: Task) -> QuerySet[CommitteeSeat]:
    """The committee without who declared a conflict."""
    return task.seats.filter(recused_at=None).select_related("member").order_by("pk")


def similar_before(task: Task) -> bool:
    """Whether the draft has everything that a proposal needs to be compared."""
    return bool(task.mechanism and (task.class_code or task.item))


def tasks_waiting_for(user) -> QuerySet[Task]:
    """What this person has to do next, the first due on top."""
    found = tasks_visible_to(user)
    wanted = Q(pk__in=[])
    if getattr(user, "is_internal", False):
        if user.has_role("SG"):
            wanted |= Q(state__in=[T.PROPOSED, T.SELECTED, T.REGISTERED, T.SUSPENDED, T.COMPLETED])
            wanted |= Q(state=T.FEASIBLE, seats=None) | Q(state=T.AGREED)
        for bench, roles in ((Bench.FIELD, ("RQ",)), (Bench.PURCHASING, ("PO",))):
            if user.has_role(*roles):
                given = Opinion.objects.filter(bench=bench).values("task")
                wanted |= Q(state=T.SCREENED) & ~Q(pk__in=given)
        open_seats = CommitteeSeat.objects.filter(member=user, voted_at=None, recused_at=None)
        wanted |= Q(state=T.FEASIBLE, pk__in=open_seats.values("task"))
        if user.has_role("CP"):
            wanted |= Q(disputes__isnull=False, disputes__decided_at=None)
        if user.has_role("AP", "SG"):
            unsigned = Q(agreement__sent_at__isnull=False, agreement__signed_at=None)
            wanted |= Q(state=T.SELECTED) & unsigned if user.has_role("AP") else Q(pk__in=[])
    elif getattr(user, "is_supplier", False):
        wanted |= Q(state=T.IDEA) | Q(nda__isnull=False, nda__signed_at=None) & ~Q(state__in=[*ENDED, T.CLOSED])
        wanted |= Q(state=T.SELECTED, agreement__sent_at__isnull=False, agreement__signed_at=None)
        wanted |= Q(state__in=[T.IN_PROGRESS, T.SUSPENDED])
        unanswered = Dispute.objects.filter(decided_at=None, answer="").exclude(company=user.company_id)
        wanted |= Q(pk__in=unanswered.values("task"))
    return found.filter(wanted).distinct().order_by(F("screen_due").asc(nulls_last=True), "pk")


@dataclass(frozen=True, slots=True)
class Step:
    """That a task came into a state, and when."""

    state: object
    at: datetime


def steps_of(task: Task) -> list[Step]:
    """The states that the task came into, the last first: its suppliers see these, without who judged and why."""
    moves = timeline_of(task).filter(after__in=TaskState.values).exclude(before=F("after"))
    return [Step(TaskState(after).label, at) for after, at in moves.values_list("after", "at")]
