"""FIND: years of sharing and their parts, baselines, measurements, verifications; what waits for whom."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Sum

from portal.people.models import Membership, User
from purchasing.payments.models import Payable
from sharedgrowth.benefit.models import (
    Baseline,
    Measurement,
    SharePart,
    ShareYear,
    Task,
    TaskSupplier,
    Verification,
    Verifier,
)
from sharedgrowth.benefit.states import (
    BaselineState,
    MeasurementState,
    ShareState,
    TaskState,
    VerificationState,
)

STAFF = ("SG", "PO", "RQ", "AP", "FI", "FM", "CP", "AU")
SUPPLIERS = ("SA", "SU", "SF")


def money_tasks_visible_to(user: User) -> QuerySet[Task]:
    """Tasks whose money a person may read: the buyer's people who deal with them; the suppliers of a task."""
    found = Task.objects.exclude(state=TaskState.IDEA).order_by("-pk")  # a draft has no money
    if user.is_internal:
        return found if user.has_role(*STAFF) else found.none()
    if user.is_supplier and user.has_role(*SUPPLIERS):
        return found.filter(suppliers__company=user.company_id)
    return found.none()


def years_visible_to(user: User) -> QuerySet[ShareYear]:
    """Years of those tasks."""
    found = ShareYear.objects.filter(task__in=money_tasks_visible_to(user).order_by().values("pk"))
    return found.select_related("task", "verification")


def years_listed_for(user: User, *, state: str = "", year: int | None = None, words: str = "") -> QuerySet[ShareYear]:
    """The list, with the supplier's own part; the newest first."""
    found = years_visible_to(user).exclude(state=ShareState.CANCELLED)
    if state:
        found = found.filter(state=state)
    if year:
        found = found.filter(first__year__lte=year, last__year__gte=year)
    if words:
        found = found.filter(
            Q(task__number__icontains=words) | Q(task__title__icontains=words) | Exists(_suppliers_named(words))
        )
    return found.prefetch_related(Prefetch("parts", queryset=parts_visible_to(user))).order_by("-first", "-pk")


def _suppliers_named(words: str) -> QuerySet:
    return TaskSupplier.objects.filter(
        Q(company__legal_name_ko__icontains=words) | Q(company__legal_name_en__icontains=words),
        task=OuterRef("task"),
    )


def parts_visible_to(user: User) -> QuerySet[SharePart]:
    """What each supplier gets: for the buyer's people; a supplier sees its own part."""
    found = SharePart.objects.select_related("supplier__company", "year__task").order_by("supplier__tier", "pk")
    if user.is_internal:
        return found if user.has_role(*STAFF) else found.none()
    return found.filter(supplier__company=user.company_id) if user.is_supplier else found.none()


def payables_of(parts: list[SharePart]) -> dict[int, Payable]:
    """What is owed for these parts, by part."""
    rows = Payable.objects.filter(thing_type=SharePart._meta.label_lower, thing_id__in=[str(part.pk) for part in parts])
    return {int(row.thing_id): row for row in rows.order_by("pk")}  # the newest, where one was taken back


def baselines_visible_to(user: User) -> QuerySet[Baseline]:
    """Baselines of those tasks, the newest first."""
    found = Baseline.objects.filter(task__in=money_tasks_visible_to(user).order_by().values("pk"))
    return found.select_related("task", "drawn_by", "supplier_by", "buyer_by", "product").order_by("-version")


def measurements_visible_to(user: User) -> QuerySet[Measurement]:
    """Measurements of those tasks, the newest first."""
    found = Measurement.objects.filter(task__in=money_tasks_visible_to(user).order_by().values("pk"))
    return found.select_related("task", "year", "baseline", "entered_by", "confirmed_by").order_by("-pk")


def verifications_visible_to(user: User) -> QuerySet[Verification]:
    """What is or was before a committee: for the buyer's people who deal with tasks; suppliers see the outcome."""
    found = Verification.objects.select_related("measurement__task", "measurement__year", "convened_by", "finance_by")
    return found.order_by("-pk") if user.is_internal and user.has_role(*STAFF) else found.none()


# What waits for whom --------------------------------------------------------------------------------------------------
def years_to_measure(user: User) -> QuerySet[ShareYear]:
    """Open years without a measurement under way, for either side."""
    under_way = Measurement.objects.filter(
        year=OuterRef("pk"),
        state__in=[MeasurementState.ENTERED, MeasurementState.CONFIRMED, MeasurementState.VERIFIED],
    )
    return years_visible_to(user).filter(~Exists(under_way), state=ShareState.OPEN).order_by("last", "pk")


def measurements_to_confirm(user: User) -> QuerySet[Measurement]:
    """Entered by the other side."""
    found = measurements_visible_to(user).filter(state=MeasurementState.ENTERED)
    by_buyer = Exists(Membership.objects.filter(user=OuterRef("entered_by"), company__is_buyer=True))
    return found.filter(by_buyer if user.is_supplier else ~by_buyer)


def measurements_to_verify(user: User) -> QuerySet[Measurement]:
    """Confirmed by both, not yet before a committee."""
    before = Verification.objects.filter(measurement=OuterRef("pk")).exclude(state=VerificationState.REFUSED)
    return measurements_visible_to(user).filter(~Exists(before), state=MeasurementState.CONFIRMED)


def votes_due(user: User) -> QuerySet[Verifier]:
    """Committees in which the person has not voted."""
    return Verifier.objects.filter(person=user, vote="", verification__state=VerificationState.VOTING).select_related(
        "verification__measurement__task", "verification__measurement__year"
    )


def verifications_for_finance() -> QuerySet[Verification]:
    """Large benefits that finance looks at."""
    return Verification.objects.filter(state=VerificationState.FINANCE).select_related(
        "measurement__task", "measurement__year"
    )


def baselines_to_sign(user: User) -> QuerySet[Baseline]:
    """Joint changes that wait for the person's side."""
    found = baselines_visible_to(user).filter(state=BaselineState.DRAWN, task__agreement__signed_at__isnull=False)
    return found.filter(supplier_by=None) if user.is_supplier else found.filter(buyer_by=None)


def tasks_to_measure() -> QuerySet[Task]:
    """Completed tasks whose measuring has not begun."""
    return Task.objects.filter(state=TaskState.COMPLETED).order_by("pk")


def years_over(day: date) -> QuerySet[ShareYear]:
    """Years to come that are over by now: they are measured (the yearly job)."""
    return ShareYear.objects.filter(
        state=ShareState.PLANNED, last__lt=day, task__state__in=[TaskState.VERIFIED, TaskState.SHARING]
    ).order_by("pk")


def years_unpaid(day: date) -> QuerySet[ShareYear]:
    """Verified years past their day."""
    return ShareYear.objects.filter(state=ShareState.VERIFIED, due_on__lt=day).select_related("task").order_by("pk")


def money_of(user: User, task: Task) -> dict[str, Any]:
    """What the page of a task shows of its money: the years with the reader's parts, the baselines."""
    years = list(
        years_visible_to(user)
        .filter(task=task)
        .prefetch_related(Prefetch("parts", queryset=parts_visible_to(user)))
        .order_by("no")
    )
    shown = [year for year in years if year.compensation_won is not None]
    return {
        "years": years,
        "baseline": task.baselines.filter(state=BaselineState.AGREED).first(),
        "drawn": task.baselines.filter(state=BaselineState.DRAWN).first(),
        "net_won": sum((year.net_won or Decimal(0) for year in shown), Decimal(0)) if shown else None,
        "compensation_won": sum((year.compensation_won or Decimal(0) for year in shown), Decimal(0)) if shown else None,
    }


def totals_of(years: QuerySet[ShareYear]) -> dict[str, Decimal | None]:
    """Sums of what a list holds."""
    return years.order_by().aggregate(net=Sum("net_won"), compensation=Sum("compensation_won"), cash=Sum("cash_won"))
