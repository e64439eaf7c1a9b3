"""DO: baselines, years of sharing, measurements. Source: domain 6.3, 6.4, BS-02, BS-05."""

from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.benefit.models import Baseline, Measurement, ShareYear, Task
from sharedgrowth.benefit.policies import measurement as policies
from sharedgrowth.benefit.queries.agreed import agreed_for, baseline_of, has_dispute, terms_for
from sharedgrowth.benefit.queries.counting import use_left_by_earlier
from sharedgrowth.benefit.rules.formula import is_sequential, sharing_years
from sharedgrowth.benefit.rules.periods import months_covered
from sharedgrowth.benefit.states import BaselineState, MeasurementState, ShareState, TaskState

BEFORE_SIGNING = (TaskState.FEASIBLE, TaskState.SELECTED)
AFTER_SIGNING = (
    TaskState.AGREED,
    TaskState.REGISTERED,
    TaskState.IN_PROGRESS,
    TaskState.SUSPENDED,
    TaskState.COMPLETED,
    TaskState.MEASURING,
    TaskState.VERIFIED,
    TaskState.SHARING,
)


def undisputed(task: Task) -> None:
    """While the sides disagree the clock stands and nothing goes on."""
    if has_dispute(task):
        raise WrongState(_("A dispute about this task is open: compliance decides first."))


def locked_task(task: Task) -> Task:
    """The task as it is now, held until the end of the transaction."""
    return Task.objects.select_for_update(of=("self",)).get(pk=task.pk)


# Baselines ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def draw_baseline(task: Task, *, by: User, reason: str = "", files: Iterable[Any] = (), **values: Any) -> Baseline:
    """Draw up the old state and sign it for one's own side; after the agreement it is a joint change with a reason."""
    require(policies.may_draw_baseline(by, task))
    task = locked_task(task)
    signed = agreed_for(task) is not None
    if task.state not in (AFTER_SIGNING if signed else BEFORE_SIGNING):
        raise WrongState(_("A baseline is drawn up for a feasible or selected task, and changed while it runs."))
    if signed and not reason.strip():
        raise RuleBroken(_("Say why the baseline changes: both sides sign the reason."), field="reason")
    terms = terms_for(task, today())
    made = Baseline(task=task, version=_next_version(task), drawn_by=by, reason=reason.strip(), **values)
    for name in ("driver_qty", "volume", "price_won", "new_price_won", "index_base"):
        if getattr(made, name) is not None and getattr(made, name) <= 0:
            raise RuleBroken(_("A baseline of zero measures nothing: enter what was really used."), field=name)
    checked(made)
    if made.period_to >= today():
        raise RuleBroken(_("A baseline is of time that is over."), field="period_to")
    if months_covered(made.period_from, made.period_to) < terms.baseline_months:
        words = _("A baseline covers at least %(months)s months.")
        raise RuleBroken(words % {"months": terms.baseline_months}, field="period_to")
    _in_sequence(made)
    now = db_now()
    if by.is_supplier:
        made.supplier_by, made.supplier_at = by, now
    else:
        made.buyer_by, made.buyer_at = by, now
    made.save(force_insert=True)
    made.files.set(files)
    record(made, "drawn", by=by, reason=made.reason, payload=_told(made))
    announce("benefit.baseline_drawn", baseline=made.pk, task=task.pk)
    return made


def _next_version(task: Task) -> int:
    newest = task.baselines.order_by("-version").first()
    return newest.version + 1 if newest else 1


def _told(baseline: Baseline) -> dict[str, Any]:
    names = ("version", "period_from", "period_to", "driver_qty", "volume", "price_won", "new_price_won", "index_base")
    return {name: str(getattr(baseline, name)) for name in names}


def _in_sequence(made: Baseline) -> None:
    left = use_left_by_earlier(
        made.task, product_id=made.product_id, driver_unit=made.driver_unit, volume_unit=made.volume_unit
    )
    if left is not None and not is_sequential(Fraction(made.volume) / Fraction(made.driver_qty), left):
        words = _("Another task has already improved this item: start from what it left, not from the old state.")
        raise RuleBroken(words, field="volume")


@transaction.atomic
def sign_baseline(baseline: Baseline, *, by: User) -> Baseline:
    """The other side signs a joint change: it is in force from now on, the old one is kept."""
    baseline = _locked_baseline(baseline)
    require(policies.may_sign_baseline(by, baseline))
    if agreed_for(baseline.task) is None:
        raise WrongState(_("The first baseline is signed with the agreement."))
    return _agree(baseline, by=by)


@transaction.atomic
def sign_baseline_with(task: Task, *, supplier: User, buyer: User) -> Baseline:
    """With the second signature under the agreement its baseline is agreed as well. Called inside that service."""
    baseline = task.baselines.filter(state=BaselineState.DRAWN).first()
    if baseline is None:
        raise RuleBroken(_("An agreement needs a baseline: draw it up first."))
    baseline = _locked_baseline(baseline)
    now = db_now()
    signed: dict[str, Any] = {"supplier_by": supplier, "buyer_by": buyer, "supplier_at": now, "buyer_at": now}
    move(baseline, "agree", by=buyer, payload=_told(baseline), **signed)
    announce("benefit.baseline_agreed", baseline=baseline.pk, task=baseline.task_id)
    return baseline


def _locked_baseline(baseline: Baseline) -> Baseline:
    locked_task(baseline.task)
    return Baseline.objects.select_for_update(of=("self",)).select_related("task").get(pk=baseline.pk)


def _agree(baseline: Baseline, *, by: User) -> Baseline:
    now = db_now()
    signed: dict[str, Any] = (
        {"supplier_by": by, "supplier_at": now}
        if baseline.supplier_by_id is None
        else {"buyer_by": by, "buyer_at": now}
    )
    if old := baseline_of(baseline.task):
        move(old, "replace", by=by, reason=baseline.reason)
    move(baseline, "agree", by=by, reason=baseline.reason, payload=_told(baseline), **signed)
    announce("benefit.baseline_agreed", baseline=baseline.pk, task=baseline.task_id)
    return baseline


@transaction.atomic
def drop_baseline(baseline: Baseline, *, reason: str, by: User) -> Baseline:
    """It is drawn up anew, or not changed after all."""
    require(policies.may_drop_baseline(by, baseline))
    baseline = _locked_baseline(baseline)
    move(baseline, "drop", by=by, reason=reason.strip())
    return baseline


# Measuring ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def begin_measuring(task: Task, *, first: date, by: User) -> list[ShareYear]:
    """The new solution works since ``first``: the years of sharing are laid down, the first one is measured."""
    require(policies.may_begin_measuring(by))
    task = locked_task(task)
    undisputed(task)
    agreed, baseline = agreed_for(task), baseline_of(task)
    if agreed is None or baseline is None:
        raise WrongState(_("Only a task with a signed agreement and baseline is measured."))
    if first <= baseline.period_to:
        raise RuleBroken(_("The new solution works after the baseline ends."), field="first")
    if first > today():
        raise RuleBroken(_("The first day of the new solution is not in the future."), field="first")
    move(task, "begin_measuring", by=by, payload={"first": first, "years": agreed.years})
    years = [
        ShareYear(task=task, no=year.no, first=year.first, last=year.last, days=year.days)
        for year in sharing_years(first, agreed.years, by_calendar=agreed.by_calendar)
    ]
    for year in years:
        checked(year)
        year.save(force_insert=True)
    move(years[0], "open", by=by)
    announce("benefit.year_opened", year=years[0].pk, task=task.pk)
    return years


@transaction.atomic
def enter_measurement(year: ShareYear, *, by: User, files: Iterable[Any] = (), **values: Any) -> Measurement:
    """One side enters what was used, with evidence; the other confirms."""
    require(policies.may_take_part(by, year.task))
    task = locked_task(year.task)
    undisputed(task)
    year = ShareYear.objects.select_for_update(of=("self",)).get(pk=year.pk)
    baseline = baseline_of(task)
    if year.state != ShareState.OPEN or baseline is None:
        raise WrongState(_("This year is not open for measurement."))
    made = Measurement(task=task, year=year, baseline=baseline, entered_by=by, **values)
    checked(made)
    least = terms_for(task, today()).measure_months
    _time_fits(made, year, baseline, least)
    files = list(files)
    if not files:
        raise RuleBroken(_("Add the evidence: records of operation and use."), field="files")
    if task.soft and made.price_won != baseline.price_won:
        raise RuleBroken(
            _("A task without cash effect is valued by the agreed table: the value stays."), field="price_won"
        )
    made.save(force_insert=True)
    made.files.set(files)
    told = {
        name: str(getattr(made, name)) for name in ("period_from", "period_to", "driver_qty", "volume", "price_won")
    }
    record(made, "entered", by=by, payload={"year": year.no, **told})
    announce("benefit.measurement_entered", measurement=made.pk, task=task.pk)
    return made


def _time_fits(made: Measurement, year: ShareYear, baseline: Baseline, least: int) -> None:
    if made.period_from <= baseline.period_to:
        raise RuleBroken(_("A measurement begins after the baseline ends."), field="period_from")
    if made.period_from < year.first:
        raise RuleBroken(_("This year begins later: measure within it."), field="period_from")
    if made.period_to > min(year.last, today() - timedelta(days=1)):
        raise RuleBroken(_("Measure time that is over and lies within the year."), field="period_to")
    whole = made.period_from == year.first and made.period_to == year.last
    if not whole and months_covered(made.period_from, made.period_to) < least:
        words = _("Measure at least %(months)s months of representative operation.")
        raise RuleBroken(words % {"months": least}, field="period_to")


def _locked_measurement(measurement: Measurement) -> Measurement:
    locked_task(measurement.task)
    found = Measurement.objects.select_for_update(of=("self",)).select_related("task", "year", "baseline", "entered_by")
    return found.get(pk=measurement.pk)


@transaction.atomic
def confirm_measurement(measurement: Measurement, *, by: User) -> Measurement:
    """The other side has looked at the evidence and agrees."""
    require(policies.may_confirm(by, measurement))
    measurement = _locked_measurement(measurement)
    if has_dispute(measurement.task):
        raise WrongState(_("A dispute is open: it is decided first."))
    move(measurement, "confirm", by=by, confirmed_by=by)
    announce("benefit.measurement_confirmed", measurement=measurement.pk, task=measurement.task_id)
    return measurement


@transaction.atomic
def send_measurement_back(measurement: Measurement, *, reason: str, by: User) -> Measurement:
    """The other side, or the officer before the committee meets, says what is wrong; it is measured anew."""
    measurement = _locked_measurement(measurement)
    if measurement.state == MeasurementState.ENTERED:
        require(policies.may_confirm(by, measurement))
    else:
        require(policies.may_convene(by, measurement.task))
    if measurement.verifications.exclude(state="refused").exists():
        raise WrongState(_("It is before the committee: the committee decides."))
    if not reason.strip():
        raise RuleBroken(_("Say what is wrong."), field="reason")
    move(measurement, "send_back", by=by, reason=reason.strip())
    Measurement.objects.filter(pk=measurement.pk).update(reason=reason.strip())
    announce("benefit.measurement_sent_back", measurement=measurement.pk, task=measurement.task_id)
    return measurement


@transaction.atomic
def take_measurement_back(measurement: Measurement, *, by: User) -> Measurement:
    """Who entered it sees a mistake before the other side confirms."""
    require(policies.may_take_back(by, measurement))
    measurement = _locked_measurement(measurement)
    move(measurement, "take_back", by=by)
    return measurement
