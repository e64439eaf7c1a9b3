"""DO: an activity from the proposal to the verified report. Source: domain 10, FRD-01."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import SEOUL, db_now, today
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce, once
from portal.people.models import User
from portal.policy import require
from sharedgrowth.friends.models import Activity, Impact, Participation, RiskForm, terms_on
from sharedgrowth.friends.policies import activities as policies
from sharedgrowth.friends.queries import activities as queries
from sharedgrowth.friends.rules.codes import names_a_person
from sharedgrowth.friends.rules.hours import carbon_kg
from sharedgrowth.friends.services.places import fill_free_places, forget_guest
from sharedgrowth.friends.states import ActivityState, ParticipationState

A, P = ActivityState, ParticipationState


def locked(activity: Activity) -> Activity:
    """Its row as it is now, held until the end of the transaction."""
    return Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)


def _refuse_personal(fields: dict[str, Any], *names: str) -> None:
    for name in names:
        if names_a_person(str(fields.get(name, ""))):
            raise RuleBroken(_("No numbers of persons are entered here."), field=name)


@transaction.atomic
def propose(activity: Activity | None = None, *, by: User, **fields: Any) -> Activity:
    """A plan; or the plan changed before it is approved, or more places later."""
    require(policies.may_propose_type(by, fields["type"]))
    _refuse_personal(fields, "summary_ko", "summary_en", "place")
    if activity is None:
        activity = Activity(number=next_number("FRD"), proposed_by=by, company=by.company)
    else:
        activity = locked(activity)
        require(policies.may_edit(by, activity))
        if activity.state != A.PROPOSED:
            raise WrongState(_("The activity is approved: it is no longer changed. Cancel it and propose another one."))
    for name, value in fields.items():
        setattr(activity, name, value)
    if not (able := policies.may_lead(activity.lead, activity.type)):
        raise RuleBroken(able.reason, field="lead")
    if activity.begins_at <= db_now():
        raise RuleBroken(_("An activity is planned for a time to come."), field="begins_at")
    checked(activity, but=("round",))
    activity.save()
    record(activity, "proposed", by=by, payload={"type": activity.type})
    announce("friends.activity_proposed", activity=activity.pk)
    return activity


@transaction.atomic
def fill_risk_form(activity: Activity, *, by: User, **fields: Any) -> RiskForm:
    """What may harm and what protects. Written anew when something changes."""
    activity = locked(activity)
    require(policies.may_write_risks(by, activity))
    if activity.state not in (A.PROPOSED, A.APPROVED, A.OPEN, A.CLOSED):
        raise WrongState(_("The activity is over."))
    form = RiskForm(activity=activity, by=by, **fields)
    checked(form)
    form.save()
    record(activity, "risks_written", by=by)
    return form


def _as_seen(activity: Activity, seen: str) -> None:
    """A press approves what stood on the page, if the page said which edition that was."""
    if seen and seen != queries.edition_of(activity):
        raise WrongState(_("It was changed since you opened the page: read it anew."))


@transaction.atomic
def approve(activity: Activity, *, seen: str = "", by: User) -> Activity:
    """By a second person, with the risk form read. ``seen``: the edition on the person's page."""
    activity = locked(activity)
    require(policies.may_approve(by, activity))
    _as_seen(activity, seen)
    if not activity.risk_forms.exists():
        raise RuleBroken(_("Without a risk form nothing is approved."))
    move(activity, "approve", by=by, approved_by=by)
    announce("friends.activity_approved", activity=activity.pk)
    return activity


@transaction.atomic
def open_signup(activity: Activity, *, by: User) -> Activity:
    """Everybody reads it; people sign up."""
    require(policies.may_run(by, activity))
    activity = locked(activity)
    if activity.closes_at < db_now():
        raise RuleBroken(_("The last moment to sign up has passed."))
    move(activity, "open", by=by)
    announce("friends.activity_opened", activity=activity.pk)
    return activity


@transaction.atomic
def close_signup(activity: Activity, *, by: User | None) -> Activity:
    """By hand, or by the clock. Guests who did not consent give their place to the list."""
    if by is not None:
        require(policies.may_run(by, activity))
    activity = locked(activity)
    for place in activity.participations.filter(state=P.INVITED).select_related("guest"):
        move(place, "cancel", by=by)
        forget_guest(place)
    fill_free_places(activity, by=by)
    move(activity, "close", by=by)
    announce("friends.activity_closed", activity=activity.pk)
    return activity


@transaction.atomic
def hold(activity: Activity, *, by: User) -> Activity:
    """It took place; from now on hours are confirmed and the report is written."""
    require(policies.may_run(by, activity))
    activity = locked(activity)
    if activity.begins_at > db_now():
        raise RuleBroken(_("It has not begun yet."))
    move(activity, "hold", by=by)
    announce("friends.activity_held", activity=activity.pk)
    return activity


@transaction.atomic
def cancel(activity: Activity, *, reason: str, by: User) -> Activity:
    """Everybody who signed up is told why."""
    require(policies.may_run(by, activity) or policies.may_edit(by, activity))
    activity = locked(activity)
    move(activity, "cancel", by=by, reason=reason)
    Activity.objects.filter(pk=activity.pk).update(reason=reason)
    announce("friends.activity_cancelled", activity=activity.pk)
    return activity


@transaction.atomic
def hand_in_report(
    activity: Activity,
    *,
    report_ko: str,
    report_en: str,
    beneficiaries: int | None,
    trees: int | None,
    by: User,
    metrics: Iterable[tuple[str, Decimal, str]] = (),
) -> Activity:
    """What was done and what came of it. Trees become an estimate of carbon, marked as one."""
    require(policies.may_report(by, activity))
    _refuse_personal({"report_ko": report_ko, "report_en": report_en}, "report_ko", "report_en")
    activity = locked(activity)
    if activity.participations.filter(state=P.SIGNED_UP).exists():
        raise RuleBroken(_("Confirm the hours of everybody, or say who did not come, before the report."))
    move(activity, "report", by=by, report_ko=report_ko, report_en=report_en, reported_by=by)
    found: list[tuple[str, Decimal, str]] = list(metrics)
    if beneficiaries:
        found.append(("beneficiaries", Decimal(beneficiaries), "people"))
    if trees:
        found.append(("trees", Decimal(trees), "trees"))
    activity.impacts.all().delete()  # of a report that was sent back
    rows = [Impact(activity=activity, metric=metric, value=value, unit=unit, by=by) for metric, value, unit in found]
    if trees:
        kilograms = terms_on(activity.begins_at.astimezone(SEOUL).date()).tree_kg
        rows.append(
            Impact(
                activity=activity,
                metric="carbon",
                value=carbon_kg(trees, kg_a_tree=kilograms),
                unit="kgCO2",
                estimate=True,
                method=f"{trees} × {kilograms} kg",
                by=by,
            )
        )
    for row in rows:
        checked(row)
        row.save()
    announce("friends.activity_reported", activity=activity.pk)
    return activity


@transaction.atomic
def send_back(activity: Activity, *, reason: str, by: User) -> Activity:
    """The report says too little, or something else than the lists."""
    require(policies.may_verify(by, activity))
    activity = locked(activity)
    move(activity, "send_back", by=by, reason=reason)
    Activity.objects.filter(pk=activity.pk).update(reason=reason)
    announce("friends.activity_sent_back", activity=activity.pk)
    return activity


@transaction.atomic
def verify(activity: Activity, *, seen: str = "", by: User) -> Activity:
    """Report, lists and pictures agree. From now on it counts. Announces ``friends.activity_verified{activity}``."""
    require(policies.may_verify(by, activity))
    activity = locked(activity)
    require(policies.may_verify(by, activity))
    _as_seen(activity, seen)
    move(activity, "verify", by=by, verified_by=by, verified_on=today(), reason="")
    announce("friends.activity_verified", activity=activity.pk)
    return activity


@transaction.atomic
def new_code(activity: Activity, *, by: User) -> Activity:
    """The code on the site becomes a new one: an old picture of it opens nothing any more."""
    require(policies.may_keep_roster(by, activity))
    activity = locked(activity)
    activity.round += 1
    activity.save(update_fields=["round"])
    record(activity, "code_renewed", by=by)
    return activity


def run_activity_clock() -> int:
    """Often: sign-up that has ended is closed, each in a transaction of its own."""
    over = Activity.objects.filter(state=A.OPEN, closes_at__lt=db_now()).order_by("pk")
    closed = 0
    for activity in over:
        with transaction.atomic():
            if once("friends.close", f"{activity.pk} {activity.closes_at:%Y%m%d%H%M}"):
                close_signup(activity, by=None)
                closed += 1
    return closed


def cancelled_places(activity: Activity) -> Iterable[Participation]:
    """Who is told of a cancelled activity."""
    return activity.participations.exclude(state=P.CANCELLED).select_related("person", "guest")
