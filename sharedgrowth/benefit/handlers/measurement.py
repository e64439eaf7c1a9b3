"""Baselines, measurements and sharing: who is told, what runs each day, who reads the papers."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.clock import today
from portal.files.models import File
from portal.files.registry import readers
from portal.notices.registry import Kind, kinds
from portal.notices.services import notify
from portal.outbox.services import on, once, sweeps
from portal.people.models import User
from portal.people.queries import buyer_people_with_role
from purchasing.payments.models import Payable
from sharedgrowth.benefit.models import (
    Baseline,
    Dispute,
    Measurement,
    PriceCut,
    PrototypeCost,
    SharePart,
    ShareYear,
    Task,
    Verification,
)
from sharedgrowth.benefit.queries import cuts
from sharedgrowth.benefit.queries import sharing as queries
from sharedgrowth.benefit.queries.agreed import has_dispute
from sharedgrowth.benefit.services import sharing as services

YEAR_PAGE, BASELINE_PAGE = "benefit:settlement-detail", "benefit:task-baseline"


def people_of(task: Task, *roles: str) -> list[User]:
    """Active people of the task's suppliers with one of the roles."""
    return list(
        User.objects.filter(
            is_active=True,
            memberships__state="active",
            memberships__company__in=task.suppliers.values("company"),
            memberships__roles__code__in=roles,
        ).distinct()
    )


def officers_of(task: Task) -> Iterable[User]:
    """The officer of the task, else all shared-growth officers."""
    return [task.officer] if task.officer is not None else buyer_people_with_role("SG")


def _tell(people: Iterable[User], kind: str, year: ShareYear, **params) -> None:
    named = {"number": year.task.number, "no": year.no, **params}
    notify(people, kind, params=named, url_name=YEAR_PAGE, url_args=[str(year.uid)])


@sweeps
def run_anniversaries() -> None:
    """Once a day (bs-anniversary): years that are over are measured; prices are compared; what is paid late is told."""
    day = today()
    with transaction.atomic():
        if not once("benefit: days", day.isoformat()):
            return
        for year in queries.years_over(day):
            services.open_year(year)
        for task in cuts.tasks_sharing_on(day):
            services.look_for_cuts(task, day)
        for year in queries.years_unpaid(day):
            if once("benefit: unpaid", f"{year.pk}:{day.isocalendar().year}-{day.isocalendar().week}"):
                _tell(buyer_people_with_role("SG", "FI"), "benefit.unpaid", year, due=year.due_on)


@on("payments.payable_paid")
def note_payment(*, payable: int, **_later) -> None:
    """The bank has paid a supplier's part."""
    found = Payable.objects.get(pk=payable)
    if found.thing_type == SharePart._meta.label_lower:
        services.note_payment(found)


@on("benefit.dispute_opened")
def hold_payments(*, task: int, **_later) -> None:
    """While the sides disagree nothing of the task is paid."""
    services.hold_payments(Task.objects.get(pk=task))


@on("payments.payable_owed_again")
def hold_again(*, payable: int, **_later) -> None:
    """The bank sent it back while the sides disagree: the next run does not pay it either."""
    found = Payable.objects.get(pk=payable)
    about = {SharePart._meta.label_lower: "share_years__parts", PrototypeCost._meta.label_lower: "prototype_cost"}
    if (way := about.get(found.thing_type)) is None:
        return
    task = Task.objects.get(**{way: found.thing_id})
    if has_dispute(task):
        services.hold_payments(task)


@on("benefit.dispute_decided")
def resume_payments(*, task: int, dispute: int, **_later) -> None:
    """It is owed again, the days that the clock stood later."""
    decided = Dispute.objects.select_related("task").get(pk=dispute)
    services.resume_payments(decided.task, days=decided.days_stopped)


@on("benefit.baseline_drawn")
def tell_of_baseline(*, baseline: int, **_later) -> None:
    found = Baseline.objects.select_related("task", "drawn_by").get(pk=baseline)
    by_supplier = found.supplier_by_id is not None
    people = officers_of(found.task) if by_supplier else people_of(found.task, "SA", "SU")
    notify(
        people,
        "benefit.baseline_drawn",
        params={"number": found.task.number, "version": found.version},
        url_name=BASELINE_PAGE,
        url_args=[found.task.number],
    )


@on("benefit.year_opened")
def tell_of_year(*, year: int, **_later) -> None:
    found = ShareYear.objects.select_related("task__officer").get(pk=year)
    _tell([*people_of(found.task, "SA", "SU"), *officers_of(found.task)], "benefit.year_opened", found)


@on("benefit.measurement_entered")
def tell_of_measurement(*, measurement: int, **_later) -> None:
    found = Measurement.objects.select_related("task__officer", "year__task", "entered_by").get(pk=measurement)
    by_buyer = found.entered_by.memberships.filter(company__is_buyer=True).exists()
    people = people_of(found.task, "SA", "SU") if by_buyer else officers_of(found.task)
    _tell(people, "benefit.measurement_entered", found.year)


@on("benefit.measurement_confirmed")
def tell_of_confirmation(*, measurement: int, **_later) -> None:
    found = Measurement.objects.select_related("task__officer", "year__task").get(pk=measurement)
    _tell(officers_of(found.task), "benefit.measurement_confirmed", found.year)


@on("benefit.measurement_sent_back")
def tell_of_return(*, measurement: int, **_later) -> None:
    found = Measurement.objects.select_related("year__task", "entered_by").get(pk=measurement)
    _tell([found.entered_by], "benefit.measurement_sent_back", found.year, reason=found.reason)


@on("benefit.verification_convened")
def tell_members(*, verification: int, **_later) -> None:
    found = Verification.objects.select_related("measurement__year__task").get(pk=verification)
    people = [seat.person for seat in found.verifiers.select_related("person")]
    _tell(people, "benefit.vote_asked", found.measurement.year)


@on("benefit.verification_for_finance")
def tell_finance(*, verification: int, **_later) -> None:
    found = Verification.objects.select_related("measurement__year__task").get(pk=verification)
    _tell(buyer_people_with_role("FI"), "benefit.finance_asked", found.measurement.year)


@on("benefit.verification_refused")
def tell_of_refusal(*, verification: int, **_later) -> None:
    found = Verification.objects.select_related("measurement__year__task", "measurement__task__officer").get(
        pk=verification
    )
    task = found.measurement.task
    people = [*people_of(task, "SA", "SU"), *officers_of(task)]
    _tell(people, "benefit.measurement_sent_back", found.measurement.year, reason=found.measurement.reason)


@on("benefit.verified")
def tell_of_benefit(*, year: int, **_later) -> None:
    found = ShareYear.objects.select_related("task").get(pk=year)
    _tell(
        people_of(found.task, "SA", "SU", "SF"),
        "benefit.verified",
        found,
        due=found.due_on or "",
    )


@on("benefit.price_cut_found")
def tell_of_cut(*, cut: int, **_later) -> None:
    found = PriceCut.objects.select_related("task", "company", "line__contract").get(pk=cut)
    notify(
        [*buyer_people_with_role("SG", "CP"), *people_of(found.task, "SA")],
        "benefit.price_cut",
        params={"number": found.task.number, "contract": found.line.contract.number},
        url_name="benefit:cut-list",
        url_args=[],
    )


@readers.register("benefit.measurements")
def evidence_readers(user: User, file: File) -> bool | None:
    """Who may read the money of a task reads the papers of its baselines and measurements."""
    measured = Measurement.objects.filter(files=file).values("task")
    drawn = Baseline.objects.filter(files=file).values("task")
    tasks = queries.money_tasks_visible_to(user) if user.is_authenticated else Task.objects.none()
    return True if (tasks.filter(pk__in=measured) | tasks.filter(pk__in=drawn)).exists() else None


WORDS = (  # kind, title, text, essential
    (
        "benefit.baseline_drawn",
        _("A baseline of task %(number)s waits for your side"),
        _("Version %(version)s was drawn up and signed by the other side. Compensation is counted from it."),
        True,
    ),
    (
        "benefit.year_opened",
        _("Year %(no)s of task %(number)s is to be measured"),
        _("Either side enters what was used, with its evidence; the other confirms."),
        False,
    ),
    (
        "benefit.measurement_entered",
        _("A measurement of task %(number)s waits for your confirmation"),
        _("Year %(no)s: look at the evidence, then confirm it or send it back."),
        True,
    ),
    (
        "benefit.measurement_confirmed",
        _("A measurement of task %(number)s is confirmed by both"),
        _("Year %(no)s: convene the verification committee."),
        False,
    ),
    (
        "benefit.measurement_sent_back",
        _("A measurement of task %(number)s was sent back"),
        _("Year %(no)s: %(reason)s"),
        True,
    ),
    (
        "benefit.vote_asked",
        _("Vote on the benefit of task %(number)s"),
        _("You sit on the verification committee of year %(no)s."),
        False,
    ),
    (
        "benefit.finance_asked",
        _("Finance verifies the benefit of task %(number)s"),
        _("Year %(no)s: the committee has agreed; compare it with the books."),
        False,
    ),
    (
        "benefit.verified",
        _("The benefit of task %(number)s is verified"),
        _("Year %(no)s: your compensation is paid by %(due)s. The settlement note says how it was counted."),
        True,
    ),
    (
        "benefit.unpaid",
        _("Task %(number)s is not paid in time"),
        _("Year %(no)s was due on %(due)s."),
        False,
    ),
    (
        "benefit.price_cut",
        _("A price of task %(number)s lies below what was agreed"),
        _("Contract %(contract)s: no year of the task is verified before this is decided."),
        True,
    ),
)
for key, title, text, essential in WORDS:
    kinds.register(Kind(key=key, title=title, text=text, essential=essential))
