"""FIND: interviews, placements, retention checks, the figures of YDC-07. Source: domain 9.3."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from portal.periods import Period, months_after
from sharedgrowth.jobs.models import Cohort, Interview, Placement, RetentionCheck, Trainee
from sharedgrowth.jobs.queries.vacancies import is_for_a_firm, is_overseer
from sharedgrowth.jobs.rules.placements import is_in_window, rate_pct
from sharedgrowth.jobs.states import ApplicationState, CohortState
from sharedgrowth.jobs.states.interviews import TO_COME
from sharedgrowth.jobs.states.placements import MONTHS, Retention

ANSWER_DAYS = 30  # a firm that says nothing so long after a check is not waited for


def interviews_visible_to(user) -> QuerySet[Interview]:
    """Of one's own matches; of one's own firm; for who runs and watches all."""
    found = Interview.objects.select_related("match__vacancy__company", "match__trainee__application")
    if is_overseer(user):
        return found
    if is_for_a_firm(user):
        return found.filter(match__vacancy__company=user.company_id)
    if user.is_authenticated and not user.is_service:
        return found.filter(match__trainee__application__user=user.pk)
    return found.none()


def interviews_to_come(user) -> QuerySet[Interview]:
    """Planned ones, the next first."""
    return interviews_visible_to(user).filter(state__in=sorted(TO_COME)).order_by("begins_at", "pk")


def placements_visible_to(user) -> QuerySet[Placement]:
    """A firm its own, who runs and watches all, a trainee the own one."""
    found = Placement.objects.select_related("cohort", "company", "match__trainee__application", "match__vacancy")
    if is_overseer(user):
        return found
    if is_for_a_firm(user):
        return found.filter(company=user.company_id)
    if user.is_authenticated and not user.is_service:
        return found.filter(match__trainee__application__user=user.pk)
    return found.none()


def placements_listed_for(user, *, q: str = "", state: str = "") -> QuerySet[Placement]:
    """The same, filtered, the newest first, with how many checks wait for an answer."""
    open_checks = Count("checks", filter=Q(checks__answer="", checks__asked_at__isnull=False))
    found = placements_visible_to(user).annotate(open_checks=open_checks).order_by("-started_on", "-pk")
    if q:
        found = found.filter(
            Q(number__icontains=q)
            | Q(company__legal_name_ko__icontains=q)
            | Q(company__legal_name_en__icontains=q)
            | Q(cohort__number__icontains=q)
            | Q(match__trainee__application__code__icontains=q)
        )
    if state == "waiting":
        found = found.filter(open_checks__gt=0)
    elif state == "left":
        found = found.filter(left_on__isnull=False)
    elif state == "employed":
        found = found.filter(left_on=None)
    return found


def checks_to_ask(on: date) -> QuerySet[RetentionCheck]:
    """Due, not asked yet."""
    return RetentionCheck.objects.filter(due_on__lte=on, asked_at=None, answer="").select_related("placement")


def checks_to_remind(on: date, days: int = 14) -> QuerySet[RetentionCheck]:
    """Asked so many days ago, not answered, not reminded yet."""
    return RetentionCheck.objects.filter(
        due_on__lte=on - timedelta(days=days), asked_at__isnull=False, reminded_at=None, answer=""
    ).select_related("placement")


def checks_waiting(user) -> QuerySet[RetentionCheck]:
    """What a firm has been asked and not answered."""
    found = RetentionCheck.objects.filter(asked_at__isnull=False, answer="")
    return (
        found.filter(placement__in=placements_visible_to(user))
        .select_related("placement__match__trainee__application", "placement__company")
        .order_by("due_on", "pk")
    )


def placements_to_forget(on: date) -> list[Placement]:
    """Followed up to the end by the terms of their cohort, and still of a person (PII-06).

    The last check falls due on the last day of the follow-up: what is due then is waited for, so long as an answer can
    be expected.
    """
    waits = RetentionCheck.objects.filter(placement=OuterRef("pk"), answer="", due_on__gt=on - timedelta(ANSWER_DAYS))
    found = Placement.objects.filter(match__isnull=False).exclude(Exists(waits)).select_related("cohort__terms")
    return [each for each in found.order_by("pk") if months_after(each.started_on, _months(each.cohort)) <= on]


def _months(cohort: Cohort) -> int:
    return cohort.terms.placement_months if cohort.terms else MONTHS[-1]


# The figures ----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class CohortFigures:
    """How many of a cohort completed, found work in time, were asked after six months and were still there."""

    cohort: Cohort
    completed: int
    placed: int
    placed_in_time: int
    asked_6m: int
    employed_6m: int
    mean_days: int | None  # from the end of the training to the first day of work

    @property
    def placement_pct(self) -> Decimal | None:
        """YDC-07."""
        return rate_pct(self.placed_in_time, self.completed)

    @property
    def retention_pct(self) -> Decimal | None:
        """YDC-07, after six months, of those about whom an answer came."""
        return rate_pct(self.employed_6m, self.asked_6m)


def cohort_figures(period: Period | None = None) -> list[CohortFigures]:
    """One row for each cohort whose training ended (in the period); a fixed number of queries."""
    ended = (CohortState.MATCHING, CohortState.FOLLOW_UP, CohortState.CLOSED)
    cohorts = Cohort.objects.filter(state__in=ended).order_by("-ends_on", "-pk")
    if period is not None:
        cohorts = cohorts.filter(ends_on__gte=period.first, ends_on__lte=period.last)
    found = list(cohorts)
    completed = dict(
        Trainee.objects.filter(cohort__in=found, application__state=ApplicationState.COMPLETED)
        .order_by()
        .values_list("cohort")
        .annotate(Count("pk"))
    )
    placed: dict[int, list[Placement]] = {}
    for placement in Placement.objects.filter(cohort__in=found):
        placed.setdefault(placement.cohort_id, []).append(placement)
    checks: dict[int, list[str]] = {}
    answered = RetentionCheck.objects.filter(placement__cohort__in=found, months=6).exclude(answer="")
    for cohort_id, answer in answered.values_list(F("placement__cohort"), "answer"):
        checks.setdefault(cohort_id, []).append(answer)
    return [_figures(one, completed.get(one.pk, 0), placed.get(one.pk, []), checks.get(one.pk, [])) for one in found]


def _figures(cohort: Cohort, completed: int, placed: list[Placement], answers: list[str]) -> CohortFigures:
    ended_on = cohort.ended_on or cohort.ends_on
    days = [(each.started_on - ended_on).days for each in placed]
    return CohortFigures(
        cohort=cohort,
        completed=completed,
        placed=len(placed),
        placed_in_time=sum(is_in_window(ended_on, each.started_on) for each in placed),
        asked_6m=len(answers),
        employed_6m=answers.count(Retention.EMPLOYED),
        mean_days=round(sum(days) / len(days)) if days else None,
    )
