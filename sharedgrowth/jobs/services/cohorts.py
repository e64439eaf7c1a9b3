"""DO: a cohort: planned by one, published by another, closed by the clock, cancelled. Source: domain 9.3."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.jobs.models import Application, Cohort, terms_on
from sharedgrowth.jobs.policies import cohorts as policies
from sharedgrowth.jobs.services.questions import copy_questions
from sharedgrowth.jobs.states import ApplicationState, CohortState

MOST_DAYS = 366  # a training is shorter than a year


def locked(cohort: Cohort) -> Cohort:
    """The cohort as it is now."""
    return Cohort.objects.select_for_update(of=("self",)).get(pk=cohort.pk)


@transaction.atomic
def plan_cohort(*, by: User, **facts: Any) -> Cohort:
    """A plan; its form begins as that of the last cohort, or as the house's."""
    require(policies.may_plan(by))
    cohort = Cohort(number=next_number("YDC"), planned_by=by, **facts)
    _check_days(cohort)
    checked(cohort)
    last = Cohort.objects.order_by("-id").first()
    cohort.save(force_insert=True)
    copy_questions(last, cohort)
    record(cohort, "planned", by=by)
    return cohort


@transaction.atomic
def edit_cohort(cohort: Cohort, *, by: User, **facts: Any) -> Cohort:
    """Change a plan; another person publishes it."""
    held = locked(cohort)
    require(policies.may_edit(by, held))
    for name, value in facts.items():
        setattr(held, name, value)
    _check_days(held)
    checked(held)
    held.save()
    record(held, "edited", by=by)
    return held


def _check_days(cohort: Cohort) -> None:
    if cohort.apply_to <= cohort.apply_from:
        raise RuleBroken(_("The deadline lies after the beginning."), field="apply_to")
    if cohort.announce_on < cohort.apply_to.date():
        raise RuleBroken(_("Results come after the deadline."), field="announce_on")
    if cohort.starts_on < cohort.announce_on:
        raise RuleBroken(_("Training starts on the day of the results or later."), field="starts_on")
    if cohort.ends_on < cohort.starts_on:
        raise RuleBroken(_("Training ends after it starts."), field="ends_on")
    if (cohort.ends_on - cohort.starts_on).days > MOST_DAYS:
        raise RuleBroken(_("A training lasts a year at most."), field="ends_on")


@transaction.atomic
def publish_cohort(cohort: Cohort, *, by: User) -> Cohort:
    """Publish what another one planned; the terms of this day bind it from now on."""
    held = locked(cohort)
    require(policies.may_publish(by, held))
    now = db_now()
    if held.apply_to <= now:
        raise RuleBroken(_("The deadline has passed: choose a later one."), field="apply_to")
    if not held.questions.exists():
        raise RuleBroken(_("The form has no question yet."))
    move(held, "publish", by=by, terms=terms_on(today()), published_by=by, published_at=now)
    announce("jobs.cohort_published", cohort=held.pk)
    return held


@transaction.atomic
def extend_cohort(cohort: Cohort, *, apply_to: datetime, reason: str, by: User) -> Cohort:
    """A later deadline; who writes or has sent an application is told."""
    held = locked(cohort)
    require(policies.may_extend(by, held))
    if held.apply_to <= db_now():
        raise WrongState(_("The deadline has passed: it cannot be moved any more."))
    if apply_to <= held.apply_to:
        raise RuleBroken(_("A deadline only moves to a later time."), field="apply_to")
    if not reason.strip():
        raise RuleBroken(_("Say why: everybody reads it."), field="reason")
    before, held.apply_to = held.apply_to, apply_to
    _check_days(held)
    held.save(update_fields=["apply_to"])
    record(held, "extended", by=by, reason=reason.strip()[:500], payload={"before": before, "after": apply_to})
    announce("jobs.cohort_extended", cohort=held.pk)
    return held


def close_due_cohorts() -> int:
    """Sweep: cohorts whose deadline has passed are selected from; drafts lapse. Says how many."""
    closed = 0
    due = Cohort.objects.filter(state=CohortState.RECRUITING, apply_to__lt=db_now()).values_list("pk", flat=True)
    for pk in list(due):
        with transaction.atomic():
            held = Cohort.objects.select_for_update(of=("self",)).get(pk=pk)
            if held.state != CohortState.RECRUITING or held.apply_to >= db_now():
                continue
            move(held, "select", by=None)
            drafts = Application.objects.select_for_update(of=("self",)).filter(
                cohort=held, state=ApplicationState.DRAFT
            )
            for application in drafts.order_by("pk"):
                move(application, "lapse", by=None, decided_at=db_now())
                announce("jobs.application_lapsed", application=application.pk)
            announce("jobs.cohort_closed", cohort=held.pk)
            closed += 1
    return closed


@transaction.atomic
def cancel_cohort(cohort: Cohort, *, reason: str, by: User) -> Cohort:
    """Cancel it: applications and trainings end, everybody is told why; data goes by the rule of who was not chosen.

    All rows are locked first: an application that is being sent in this second is met as it was sent. Who completed
    the training keeps that.
    """
    require(policies.may_cancel(by, cohort))
    held = locked(cohort)
    require(policies.may_cancel(by, held))
    words = reason.strip()[:600]
    if not words:
        raise RuleBroken(_("Say why: everybody reads it."), field="reason")
    published = held.published_at is not None
    move(held, "cancel", by=by, reason=words, cancelled_on=today())
    Cohort.objects.filter(pk=held.pk).update(reason=words)
    for application in Application.objects.select_for_update(of=("self",)).filter(cohort=held).order_by("pk"):
        if application.flow.allows("cancel", application.state):
            move(application, "cancel", by=by, decided_at=db_now())
    if published:
        announce("jobs.cohort_cancelled", cohort=held.pk)
    return held


@transaction.atomic
def follow_up_cohort(cohort: Cohort, *, by: User) -> Cohort:
    """The matching is over; placements are followed up."""
    held = locked(cohort)
    require(policies.may_follow_up(by, held))
    move(held, "follow_up", by=by)
    announce("jobs.cohort_followed_up", cohort=held.pk)
    return held


@transaction.atomic
def close_cohort(cohort: Cohort, *, by: User) -> Cohort:
    """The follow-up is over."""
    held = locked(cohort)
    require(policies.may_close(by, held))
    move(held, "close", by=by)
    return held
