"""DO: check people in and out, confirm their hours, certify them. Source: domain 10, FRD-01."""

import hashlib
import json
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import SEOUL, db_now
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.friends.models import Activity, Attendance, HoursCertificate, Participation, terms_on
from sharedgrowth.friends.policies import activities as policies
from sharedgrowth.friends.queries import activities as queries
from sharedgrowth.friends.rules.hours import hours_of
from sharedgrowth.friends.states import ActivityState, ParticipationState
from sharedgrowth.friends.states.activities import AT_WORK

P = ParticipationState
EARLY = timedelta(hours=2)  # before it begins and after it ends people may check in and out
DEVICE = timedelta(hours=24)  # how old a time may be that a device sends when the line is back


def _held(place: Participation) -> Participation:
    rows = Participation.objects.select_for_update(of=("self",)).select_related("activity", "guest", "person")
    return rows.get(pk=place.pk)


def _moment(activity: Activity, told: datetime | None) -> tuple[datetime, bool]:
    """The moment that counts: the portal's, or that of a device that had no line; and whether it was the device's."""
    now = db_now()
    if activity.state not in AT_WORK:
        raise WrongState(_("People check in while the activity takes place."))
    at, late = (told, True) if told is not None and told < now - timedelta(minutes=2) else (now, False)
    if at < now - DEVICE:
        raise RuleBroken(_("This time lies too far back: who leads the activity enters it."))
    if not activity.begins_at - EARLY <= at <= activity.ends_at + EARLY:
        raise RuleBroken(_("People check in from two hours before the activity until two hours after it."))
    return at, late


@transaction.atomic
def check_in(place: Participation, *, told: datetime | None = None, by: User | None) -> Attendance:
    """The person is there. Sent twice it is one check-in; ``told``: the device's time, when the line was away."""
    place = _held(place)
    _may_tick(place, by)
    if place.state != P.SIGNED_UP:
        raise WrongState(_("Only who is signed up checks in."))
    at, late = _moment(place.activity, told)
    day = at.astimezone(SEOUL).date()
    if there := place.days.filter(day=day).first():
        return there
    if queries.is_elsewhere(place, at):
        raise RuleBroken(_("You are checked in at another activity: check out there first."))
    made = Attendance.objects.create(participation=place, day=day, check_in=at, late=late, by=by)
    record(place, "checked_in", by=by, payload={"day": day})
    return made


@transaction.atomic
def check_out(place: Participation, *, told: datetime | None = None, by: User | None) -> Attendance:
    """The person leaves. Without a check-in before, or before it, there is none."""
    place = _held(place)
    _may_tick(place, by)
    at, late = _moment(place.activity, told)
    day = at.astimezone(SEOUL).date()
    there = place.days.select_for_update(of=("self",)).filter(day=day).first()
    if there is None:
        there = place.days.select_for_update(of=("self",)).filter(day=day - timedelta(days=1), check_out=None).first()
    if there is None:
        raise RuleBroken(_("Nobody checks out who has not checked in: check in first, or ask who leads the activity."))
    if there.check_out is not None:
        return there
    if at <= there.check_in:
        raise RuleBroken(_("Leaving lies before coming. Nothing was changed."))
    if queries.was_elsewhere(place, there.check_in, at):
        raise RuleBroken(_("In this time the person was at another activity: who leads this one enters the times."))
    midnight = datetime.combine(day, time(), tzinfo=SEOUL)
    there.check_out, there.late = at if there.day == day else midnight, there.late or late
    there.save(update_fields=["check_out", "late"])
    if there.day < day and at > midnight:  # over midnight: each day by itself
        there = Attendance.objects.create(
            participation=place, day=day, check_in=midnight, check_out=at, late=late, by=by
        )
    record(place, "checked_out", by=by, payload={"day": day})
    return there


def _may_tick(place: Participation, by: User | None) -> None:
    """The person, or who keeps the roster; ``by`` None is a guest with the own link."""
    if by is not None and by.pk != place.person_id:
        require(policies.may_keep_roster(by, place.activity))


@transaction.atomic
def enter_times(place: Participation, *, came: datetime, left: datetime, reason: str, by: User) -> Attendance:
    """Who leads enters or corrects the times of a day, with a reason; the trail keeps what stood before."""
    require(policies.may_confirm_hours(by, place))
    place = _held(place)
    if place.state != P.SIGNED_UP:
        raise WrongState(_("These hours are confirmed already."))
    if left <= came:
        raise RuleBroken(_("Leaving lies before coming. Nothing was changed."), field="left")
    activity = place.activity
    if came < activity.begins_at - EARLY or left > activity.ends_at + EARLY:
        raise RuleBroken(_("The times lie outside of the activity."), field="came")
    if left > db_now():
        raise RuleBroken(_("This time is still to come."), field="left")
    day = came.astimezone(SEOUL).date()
    if (left - timedelta(microseconds=1)).astimezone(SEOUL).date() != day:
        raise RuleBroken(_("Each day is entered by itself."), field="left")
    if queries.was_elsewhere(place, came, left):
        raise RuleBroken(_("In this time the person was at another activity."), field="came")
    before = place.days.select_for_update(of=("self",)).filter(day=day).first()
    told = {"day": day, "before": f"{before.check_in} {before.check_out}" if before else ""}
    entry = before or Attendance(participation=place, day=day)
    entry.check_in, entry.check_out, entry.by = came, left, by
    entry.save()
    record(place, "times_entered", by=by, reason=reason, payload=told)
    return entry


@transaction.atomic
def confirm_hours(place: Participation, *, by: User) -> Participation:
    """The hours of all days, at most eight a day over all activities; never by the person (FRD-01)."""
    require(policies.may_confirm_hours(by, place))
    place = _held(place)
    require(policies.may_confirm_hours(by, place))
    if place.activity.state != ActivityState.HELD:
        raise WrongState(_("Hours are confirmed once the activity was held."))
    if place.person_id:  # one person at a time: two leads at once must not both count the same day
        User.objects.select_for_update(of=("self",)).get(pk=place.person_id)
    days = list(place.days.select_for_update(of=("self",)).order_by("day"))
    times = [(entry, entry.check_out) for entry in days if entry.check_out is not None]
    if not days or len(times) < len(days):
        raise RuleBroken(_("Times are missing: enter when the person came and left, or note that nobody came."))
    total = Decimal(0)
    for entry, left in times:
        if queries.was_elsewhere(place, entry.check_in, left, confirmed=True):
            raise RuleBroken(_("Hours of the same time are confirmed at another activity: correct the times first."))
        most = terms_on(entry.day).most_hours_a_day
        had = queries.hours_had(place, entry.day)
        entry.hours = hours_of(entry.check_in, left, most=most, had=had)
        entry.save(update_fields=["hours"])
        total += entry.hours
    move(place, "confirm", by=by, payload={"hours": total}, hours=total, confirmed_by=by, confirmed_at=db_now())
    announce("friends.hours_confirmed", participation=place.pk)
    return place


@transaction.atomic
def note_absent(place: Participation, *, by: User) -> Participation:
    """Did not come; that has no drawback for anybody."""
    require(policies.may_confirm_hours(by, place))
    place = _held(place)
    if place.activity.state != ActivityState.HELD:
        raise WrongState(_("Hours are confirmed once the activity was held."))
    if place.days.exists():
        raise RuleBroken(_("This person was checked in: enter the times instead."))
    move(place, "miss", by=by)
    return place


@transaction.atomic
def issue_certificate(*, begins_on: date, ends_on: date, by: User) -> HoursCertificate:
    """For the person's own verified hours, as a snapshot."""
    require(policies.may_take_part(by))
    if ends_on < begins_on:
        raise RuleBroken(_("It ends after it begins."), field="ends_on")
    places = list(queries.hours_verified(by, begins_on, ends_on))
    if not places:
        raise RuleBroken(_("There are no verified hours in this time."))
    lines = [
        {
            "number": place.activity.number,
            "on": place.activity.begins_at.astimezone(SEOUL).date().isoformat(),
            "title_ko": place.activity.title_ko,
            "title_en": place.activity.title_en,
            "hours": f"{place.hours}",
        }
        for place in places
    ]
    hours = sum((place.hours or Decimal(0) for place in places), Decimal(0))
    number = next_number("HRS")
    told = json.dumps([number, by.name, str(begins_on), str(ends_on), str(hours), lines], ensure_ascii=False)
    made = HoursCertificate.objects.create(
        number=number,
        person=by,
        begins_on=begins_on,
        ends_on=ends_on,
        hours=hours,
        lines=lines,
        sha256=hashlib.sha256(told.encode()).hexdigest(),
    )
    record(made, "issued", by=by, payload={"hours": hours})
    return made
