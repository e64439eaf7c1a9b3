"""Doors of the laboratories for everybody: equipment, free times, calendars; and for those who keep it."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from portal.audit.queries import staff_timeline_of
from portal.clock import SEOUL
from portal.deciding import Decision, beside, decide, posted
from portal.errors import RuleBroken, WrongState
from portal.feeds import absolute, unchanged_or
from portal.http import page, page_now, public, reads, see, writes
from portal.icalendar import Moment, calendar_text
from portal.paging import Paginator
from portal.policy import require
from portal.throttles import throttled
from sharedgrowth.support.forms.labs import BookingForm, CloseTimesForm, EquipmentForm, LabFilter
from sharedgrowth.support.models import LabBooking, LabEquipment
from sharedgrowth.support.policies import labs as policies
from sharedgrowth.support.queries import labs as queries
from sharedgrowth.support.rules import labs as rules
from sharedgrowth.support.services import labs as services
from sharedgrowth.support.states.labs import Hazard

PER_PAGE = 20
PRODUCT = "-//Together//Laboratories//KO"
WEEKS_AHEAD = 12


def today_of(request: HttpRequest) -> date:
    """The day of the page in Korea."""
    return page_now(request).astimezone(SEOUL).date()


def labs_home() -> tuple[object, str]:
    """The first step of the trail."""
    return (_("Laboratories"), reverse("support:lab-list"))


def equipment_or_404(request: HttpRequest, code: str) -> LabEquipment:
    """What this reader may see."""
    return get_object_or_404(queries.equipment_visible_to(request.user), code=code)


@public
@reads
def lab_list(request: HttpRequest) -> HttpResponse:
    """All equipment, with the free slots of the coming two weeks."""
    form = LabFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    found = queries.equipment_found(request.user, **given)
    results = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    free = queries.free_counts(results.object_list, today_of(request))
    user = request.user
    context = {
        "filter": form,
        "filtered": bool(given),
        "results": results,
        "free": {thing.pk: free.get(thing.pk, 0) for thing in results.object_list},
        "rows": [(thing, free.get(thing.pk, 0)) for thing in results.object_list],
        "may_keep": user.is_authenticated and bool(policies.may_keep_equipment(user)),
        "has_bookings": user.is_authenticated and (user.is_supplier or user.is_internal),
    }
    return page(request, "support/lab_list.html", context, part="support/_lab_results.html")


def _week(request: HttpRequest) -> date:
    """The Monday of the week that is shown: this one, or the one asked for within three months."""
    today = today_of(request)
    this = today - timedelta(days=today.weekday())
    asked = None
    if raw := request.GET.get("week", ""):
        try:
            asked = parse_date(raw)
        except ValueError:
            asked = None
    if asked is None:
        return this if today.weekday() < 4 else this + timedelta(days=7)
    monday = asked - timedelta(days=asked.weekday())
    return min(max(monday, this), this + timedelta(weeks=WEEKS_AHEAD))


def _grid(equipment: LabEquipment, monday: date, today: date, now: datetime) -> list[dict[str, Any]]:
    """Rows of the week: a slot a row, a day a cell."""
    days = [monday + timedelta(days=n) for n in range(5)]
    taken = list(queries.bookings_between([equipment], days[0], days[-1]))
    first, last = queries.bookable_days(equipment, today)
    columns = [queries.slots_on(equipment, day) for day in days]
    height = max((len(column) for column in columns), default=0)
    model = next((column for column in columns if column), [])
    rows = []
    for place in range(height):
        cells = []
        for day, column in zip(days, columns, strict=True):
            cells.append(_cell(day, column[place] if column else None, taken, first, last, now))
        rows.append({"begins": model[place].begins_at, "ends": model[place].ends_at, "cells": cells})
    return rows


def _cell(day: date, slot: rules.Slot | None, taken: list[LabBooking], first: date, last: date, now) -> dict[str, Any]:
    if slot is None:
        return {"kind": "holiday"}
    for booking in taken:
        if slot.overlaps(booking.begins_at, booking.ends_at):
            return {"kind": "blocked" if booking.company_id is None else "taken", "booking": booking}
    if slot.begins_at <= now:
        return {"kind": "past"}
    if not rules.is_bookable(day, first=first, last=last, open_day=True):
        return {"kind": "away"}
    return {"kind": "free", "key": slot.begins_at.isoformat()}


@public
@reads
def lab_detail(request: HttpRequest, code: str) -> HttpResponse:
    """One piece of equipment: what it shows, its hours, a week of its calendar."""
    equipment = equipment_or_404(request, code)
    user, today, monday = request.user, today_of(request), _week(request)
    signed_in = user.is_authenticated
    context = {
        "trail": [labs_home(), (equipment.name, "")],
        "equipment": equipment,
        "refuses": [Hazard(code).label for code in equipment.refuses],
        "days": [monday + timedelta(days=n) for n in range(5)],
        "grid": _grid(equipment, monday, today, page_now(request)),
        "monday": monday,
        "before": monday - timedelta(days=7) if monday > today - timedelta(days=today.weekday()) else None,
        "after": monday + timedelta(days=7),
        "today": today,
        "may_book": signed_in and bool(policies.may_book(user)) and equipment.active,
        "may_keep": signed_in and bool(policies.may_keep_equipment(user)),
        "may_close": signed_in and bool(policies.may_close_times(user, equipment)),
        "entries": staff_timeline_of(user, equipment),
        "own": list(queries.bookings_visible_to(user).filter(equipment=equipment).exclude(company=None)[:8])
        if signed_in
        else [],
    }
    return page(request, "support/lab_detail.html", context, part="support/_lab_week.html")


@public
@reads
@throttled("search")
def lab_calendar(request: HttpRequest, code: str) -> HttpResponse:
    """The taken times of the coming weeks, without names, for a calendar program that asks again by itself."""
    equipment = equipment_or_404(request, code)
    today = today_of(request)
    taken = queries.bookings_between([equipment], today - timedelta(days=7), today + timedelta(weeks=WEEKS_AHEAD))
    url = absolute(reverse("support:lab-detail", args=[equipment.code]))
    moments = [
        Moment(
            uid=f"{booking.uid}@labs.together",
            begins_at=booking.begins_at,
            at=booking.ends_at,
            title=f"{equipment.name}: {_('taken') if booking.company_id else _('closed by the laboratory')}",
            text=url,
            url=url,
            changed_at=booking.changed_at,
            remind_hours=0,
            place=equipment.lab,
        )
        for booking in taken
    ]
    return calendar_answer(request, f"{equipment.name} · {settings.PORTAL_NAME}", moments, f"lab-{equipment.code}.ics")


def calendar_answer(request: HttpRequest, name: str, moments: list[Moment], filename: str) -> HttpResponse:
    """The calendar, or 304 when the program has it."""

    def make() -> HttpResponse:
        response = HttpResponse(calendar_text(name, PRODUCT, moments), content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{filename}"'
        response["X-Robots-Tag"] = "noindex"
        return response

    latest = max((moment.changed_at for moment in moments), default=None)
    return unchanged_or(request, [repr(moment) for moment in moments], latest, make)


# Those who keep it ---------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def lab_create(request: HttpRequest) -> HttpResponse:
    """Enter a piece of equipment."""
    return _edit(request, None)


@writes(shows_form=True)
def lab_edit(request: HttpRequest, code: str) -> HttpResponse:
    """Change what is said of it."""
    return _edit(request, equipment_or_404(request, code))


def _edit(request: HttpRequest, equipment: LabEquipment | None) -> HttpResponse:
    form = EquipmentForm(posted(request), instance=equipment) if equipment else EquipmentForm(posted(request))
    what = Decision(
        title=_("Change equipment") if equipment else _("Enter equipment"),
        text=_("Everybody reads this on the list of laboratories. Bookings that stand are not touched."),
        verb=_("Save"),
        done=_("Saved."),
        allowed=policies.may_keep_equipment(request.user),
        do=lambda given: services.keep_equipment(equipment, **given, by=request.user),
        back=reverse("support:lab-detail", args=[equipment.code]) if equipment else reverse("support:lab-list"),
        trail=[labs_home()],
        docno=equipment.code if equipment else "",
        after=lambda made: reverse("support:lab-detail", args=[made.code]),
    )
    return decide(request, what, form)


@writes(shows_form=True)
def lab_close(request: HttpRequest, code: str) -> HttpResponse:
    """Close times for maintenance."""
    equipment = equipment_or_404(request, code)
    back = reverse("support:lab-detail", args=[equipment.code])
    what = Decision(
        title=_("Close times"),
        text=_("Nobody books in this time. A booking that stands in it has to be answered or cancelled first."),
        verb=_("Close this time"),
        done=_("Closed. The calendar shows it."),
        allowed=policies.may_close_times(request.user, equipment),
        do=lambda given: services.close_times(equipment, **given, by=request.user),
        back=back,
        trail=[labs_home(), (equipment.name, back)],
        docno=equipment.code,
    )
    return decide(request, what, CloseTimesForm(posted(request)))


# Booking -------------------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def lab_book(request: HttpRequest, code: str) -> HttpResponse:
    """Book a time, with the sample and its safety form."""
    require(policies.may_book(request.user))
    equipment = get_object_or_404(queries.equipment_offered(), code=code)
    today, now = today_of(request), page_now(request)
    first, last = queries.bookable_days(equipment, today)
    taken = [(b.begins_at, b.ends_at) for b in queries.bookings_between([equipment], first, last)]
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    slots = [slot for day in span for slot in queries.slots_on(equipment, day) if slot.begins_at > now]
    initial = {"slot": request.GET.get("slot", ""), "slots": 1, "samples": 1, "visitors": 0, "back": True}
    initial |= {"confidentiality": "normal"}
    form = BookingForm(posted(request), free=rules.free_slots(slots, taken), equipment=equipment, initial=initial)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            given = dict(form.cleaned_data)
            try:
                booking = services.book_equipment(equipment, begins_at=given.pop("slot"), **given, by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("Booked. The laboratory answers; the time is yours until then."))
                return see(request, reverse("support:booking-detail", args=[booking.number]))
        status = 422
    context = {
        "trail": [labs_home(), (equipment.name, reverse("support:lab-detail", args=[code])), (_("Book"), "")],
        "equipment": equipment,
        "form": form,
        "refuses": [Hazard(each).label for each in equipment.refuses],
    }
    return page(request, "support/lab_book.html", context, status=status)
