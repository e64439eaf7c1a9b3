"""Doors of bookings: the list, one booking with what can be done, the report with its consent, its calendar entry."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.deciding import Decision, Deed, decide, posted
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.feeds import absolute
from portal.http import page, page_now, reads, see, writes
from portal.icalendar import Moment
from portal.paging import Paginator
from portal.policy import Verdict
from sharedgrowth.support.forms.labs import BookingFilter, ConfirmForm, ReasonForm, ReportForm
from sharedgrowth.support.models import LabBooking
from sharedgrowth.support.policies import labs as policies
from sharedgrowth.support.queries import labs as queries
from sharedgrowth.support.rules import labs as rules
from sharedgrowth.support.services import labs as services
from sharedgrowth.support.states.labs import BookingState, Hazard
from sharedgrowth.support.views.labs import calendar_answer, labs_home

PER_PAGE = 20


def _booking(request: HttpRequest, number: str) -> LabBooking:
    return get_object_or_404(queries.bookings_visible_to(request.user).exclude(company=None), number=number)


def _at(booking: LabBooking) -> str:
    return reverse("support:booking-detail", args=[booking.number])


def _trail() -> list[tuple[object, str]]:
    return [labs_home(), (_("Bookings"), reverse("support:booking-list"))]


@reads
def booking_list(request: HttpRequest) -> HttpResponse:
    """Own ones; for the laboratory those of its equipment."""
    form = BookingFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    found = queries.bookings_listed_for(request.user, **given)
    results = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "trail": [labs_home(), (_("Bookings"), "")],
        "filter": form,
        "filtered": bool(given),
        "inside": request.user.is_internal,
        "results": results,
        "rows": [(each, queries.sees_contents(request.user, each)) for each in results.object_list],
    }
    return page(request, "support/booking_list.html", context, part="support/_booking_results.html")


@reads
def booking_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One booking: when, what, the report, who has opened it, what can be done now."""
    booking = _booking(request, number)
    user = request.user
    own = user.company_id == booking.company_id
    sees = queries.sees_contents(user, booking)
    reports = queries.reports_of(booking) if sees else []
    context = {
        "trail": [*_trail(), (booking.number, "")],
        "booking": booking,
        "own": own,
        "sees": sees,
        "hazards": [Hazard(code).label for code in booking.hazards],
        "reports": reports,
        "accesses": queries.accesses_of(booking) if own or user.has_role("AU") else None,
        "consented": booking.consent_at is not None,
        "deeds": _deeds(request, booking, reports),
        "cancel_hours": rules.CANCEL_HOURS,
        "entries": timeline_of(booking) if own or user.has_role("AU") else None,
    }
    return page(request, "support/booking_detail.html", context)


def _deeds(request: HttpRequest, booking: LabBooking, reports: list) -> list[Deed]:
    user, state, now = request.user, booking.state, page_now(request)
    at = lambda name: reverse(f"support:booking-{name}", args=[booking.number])  # noqa: E731
    may_answer, may_test = bool(policies.may_answer(user, booking)), bool(policies.may_test(user, booking))
    own = user.company_id == booking.company_id
    deeds = []
    if state == BookingState.REQUESTED and may_answer:
        deeds += [
            Deed(pgettext("lab booking", "Confirm"), at("confirm"), "circle-check", primary=True),
            Deed(pgettext("support", "Refuse"), at("refuse"), "circle-x", danger=True),
        ]
    if state == BookingState.CONFIRMED and may_test:
        deeds.append(Deed(_("Sample received"), at("receive"), "package", post=True, primary=True))
        if booking.ends_at <= now:
            deeds.append(Deed(_("Nobody came"), at("miss"), "circle-x", post=True))
    if state == BookingState.RECEIVED and may_test:
        deeds.append(Deed(_("Release the report"), at("report"), "file-check", primary=True))
    if state == BookingState.REPORTED and may_test:
        deeds.append(Deed(_("Release a corrected report"), at("report"), "file-check"))
    if reports and own and policies.may_consent(user, booking):
        if booking.consent_at is not None:
            deeds.append(Deed(_("Take the consent back"), at("consent-withdraw"), "lock", post=True))
        elif queries.has_been_read_by_company(booking):
            deeds.append(Deed(_("Let purchasing read it"), at("consent"), "eye"))
    if state == BookingState.REPORTED and policies.may_cancel(user, booking):
        deeds.append(Deed(pgettext("lab booking", "Close"), at("close"), "circle-check", post=True))
    if state in (BookingState.REQUESTED, BookingState.CONFIRMED) and policies.may_cancel(user, booking):
        late = own and state == BookingState.CONFIRMED and not rules.may_be_cancelled(booking.begins_at, now)
        if not late:
            deeds.append(Deed(_("Cancel the booking"), at("cancel"), "circle-x", danger=True))
    return deeds


def _decision(
    request: HttpRequest,
    number: str,
    form: Any,
    *,
    title: object,
    text: object,
    verb: object,
    done: object,
    allowed: Callable[..., Verdict],
    do: Callable[..., object],
    danger: bool = False,
) -> HttpResponse:
    booking = _booking(request, number)
    what = Decision(
        title=title,
        text=text,
        verb=verb,
        done=done,
        allowed=allowed(request.user, booking),
        do=lambda given: do(booking, **given, by=request.user),
        back=_at(booking),
        trail=[*_trail(), (booking.number, _at(booking))],
        docno=booking.number,
        danger=danger,
        facts=[
            {"label": _("Equipment"), "value": booking.equipment.name},
            {"label": pgettext("laboratory", "Begins"), "value": day_text(booking.begins_at)},
            {"label": _("Company"), "value": booking.company.name if booking.company else ""},
        ],
    )
    return decide(request, what, form)


@writes(shows_form=True)
def booking_confirm(request: HttpRequest, number: str) -> HttpResponse:
    """The laboratory takes it."""
    return _decision(
        request,
        number,
        ConfirmForm(posted(request)),
        title=_("Confirm the booking"),
        text=_("The company is told and brings or sends its sample. The safety form is on the page of the booking."),
        verb=pgettext("lab booking", "Confirm"),
        done=_("Confirmed. The company is told."),
        allowed=policies.may_answer,
        do=services.confirm_booking,
    )


@writes(shows_form=True)
def booking_refuse(request: HttpRequest, number: str) -> HttpResponse:
    """Not this time."""
    return _decision(
        request,
        number,
        ReasonForm(posted(request)),
        title=_("Refuse the booking"),
        text=_("The time is free again. The company is told the reason."),
        verb=pgettext("support", "Refuse"),
        done=_("Refused. The company is told."),
        allowed=policies.may_answer,
        do=services.refuse_booking,
        danger=True,
    )


@writes(shows_form=True)
def booking_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Give the time back."""
    return _decision(
        request,
        number,
        ReasonForm(posted(request)),
        title=_("Cancel the booking"),
        text=_("The time is free again for others. The other side is told the reason."),
        verb=_("Cancel the booking"),
        done=_("Cancelled. The time is free again."),
        allowed=policies.may_cancel,
        do=services.cancel_booking,
        danger=True,
    )


@writes(shows_form=True)
def booking_report(request: HttpRequest, number: str) -> HttpResponse:
    """The report goes to the company."""
    form = ReportForm(request.POST, request.FILES) if request.method == "POST" else ReportForm()
    return _decision(
        request,
        number,
        form,
        title=_("Release the report"),
        text=_(
            "It goes to the company alone. Purchasing sees nothing of it unless the company consents after reading."
        ),
        verb=_("Release the report"),
        done=_("Released. The company is told."),
        allowed=policies.may_test,
        do=services.release_report,
    )


@writes(shows_form=True)
def booking_consent(request: HttpRequest, number: str) -> HttpResponse:
    """Let purchasing read the report."""
    return _decision(
        request,
        number,
        forms.Form(posted(request)),
        title=_("Let purchasing read the report"),
        text=_(
            "Purchasing officers can open this report from now on. Each opening is shown here. You can take it back."
        ),
        verb=_("Let purchasing read it"),
        done=_("Purchasing can read the report now."),
        allowed=policies.may_consent,
        do=services.give_consent,
    )


def _step(request: HttpRequest, number: str, do: Callable[..., object], done: object) -> HttpResponse:
    booking = _booking(request, number)
    try:
        do(booking, by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, str(done))
    return see(request, _at(booking))


@writes
def booking_consent_withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """No longer."""
    return _step(request, number, services.withdraw_consent, _("Purchasing can no longer read the report."))


@writes
def booking_receive(request: HttpRequest, number: str) -> HttpResponse:
    """The sample is there."""
    return _step(request, number, services.receive_sample, _("The sample is noted as received."))


@writes
def booking_miss(request: HttpRequest, number: str) -> HttpResponse:
    """Nobody came."""
    return _step(request, number, services.miss_booking, _("Noted as missed."))


@writes
def booking_close(request: HttpRequest, number: str) -> HttpResponse:
    """It is done."""
    return _step(request, number, services.close_booking, pgettext("lab booking", "Closed."))


@writes
def booking_open(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """Open a report: who and when is written down, then its file is sent."""
    booking = _booking(request, number)
    report = get_object_or_404(booking.reports.select_related("booking__equipment", "file"), version=version)
    services.open_report(report, by=request.user)
    return see(request, report.file.url)


@reads
def booking_calendar(request: HttpRequest, number: str) -> HttpResponse:
    """The booking as an entry for one's own calendar."""
    booking = _booking(request, number)
    url = absolute(_at(booking))
    moment = Moment(
        uid=f"{booking.uid}@labs.together",
        begins_at=booking.begins_at,
        at=booking.ends_at,
        title=f"{booking.number} {booking.equipment.name}",
        text=f"{booking.get_state_display()}\n{url}",
        url=url,
        changed_at=booking.changed_at,
        cancelled=booking.state in (BookingState.CANCELLED, BookingState.REFUSED),
        place=booking.equipment.lab,
    )
    return calendar_answer(request, booking.number, [moment], f"{booking.number}.ics")
