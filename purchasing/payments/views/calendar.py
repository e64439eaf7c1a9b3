"""Doors: the payments of a month as a calendar, as a file, and as an address for one's own calendar program."""

from calendar import Calendar
from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.calendar import is_open
from portal.clock import SEOUL
from portal.display import day_text, money_short
from portal.exchange.queries.calendars import feed_of
from portal.feeds import absolute, unchanged_or
from portal.http import page, page_now, public, reads
from portal.icalendar import Moment, calendar_text
from portal.periods import after, month_of
from portal.policy import require
from purchasing.payments.policies import money as policies
from purchasing.payments.queries import money as queries
from purchasing.payments.queries.bank_days import bank_closed
from purchasing.payments.states import ObligationState
from purchasing.payments.views.money import today_of
from purchasing.payments.views.tracing_shown import STANDINGS

DAYS_BACK, DAYS_AHEAD = 30, 180
OPENS = time(9, 0)


@reads
def calendar(request: HttpRequest) -> HttpResponse:
    """A month: what comes and goes on each day."""
    require(policies.may_see_money(request.user))
    today = today_of(request)
    month = month_of(request.GET.get("month", "")) or today.replace(day=1)
    last = after(month, 1) - timedelta(days=1)
    entries = queries.entries_between(request.user, month, last, today)
    by_day: dict[date, list[queries.Entry]] = {}
    for entry in entries:
        by_day.setdefault(entry.day, []).append(entry)
    closed = bank_closed()  # with the days that were confirmed here since the calendar was made
    context = {
        "trail": [(_("Payments"), reverse("payments:money")), (_("Calendar"), "")],
        "month": month,
        "before": after(month, -1),
        "after": after(month, 1),
        "weeks": [
            [_day(day, month, today, by_day, closed) for day in week]
            for week in Calendar(firstweekday=6).monthdatescalendar(month.year, month.month)
        ],
        "weekdays": [_("Sun"), _("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat")],
        "listed": [_listed(request, each, today) for each in queries.listed_on(request.user, month, last)],
        "staff": request.user.is_internal,
    }
    return page(request, "payments/calendar.html", context)


def _day(day: date, month: date, today: date, by_day: dict, closed: Collection[date]) -> dict[str, Any]:
    found = by_day.get(day, []) if day.month == month.month else []
    return {
        "day": day,
        "number": day.day,
        "outside": day.month != month.month,
        "today": day == today,
        "closed": not is_open(day, closed),
        "entries": [
            {
                "out": entry.side == "out",
                "words": str(money_short(entry.amount))
                if entry.currency == "KRW"
                else f"{entry.currency} {entry.amount:,.0f}",
                "count": entry.count,
                "tone": "late" if entry.late else "paid" if entry.paid else "due",
            }
            for entry in found
        ],
    }


def _listed(request: HttpRequest, owed, today: date) -> dict[str, Any]:
    incoming = owed.payee_id == request.user.company_id
    where = queries.rules.standing(owed.state, due_on=owed.due_on, today=today)
    kind, words = STANDINGS[where]
    return {
        "day": owed.paid_on or owed.pay_on,
        "incoming": incoming,
        "other": (owed.payer if incoming else owed.payee).name,
        "number": owed.number,
        "amount": owed.amount - owed.credited,
        "currency": owed.currency,
        "method": owed.get_method_display(),
        "kind": kind,
        "words": words(),
    }


# For other programs --------------------------------------------------------------------------------------------------
@reads
def calendar_file(request: HttpRequest) -> HttpResponse:
    """The coming half year as a file to take over once."""
    require(policies.may_see_money(request.user))
    return _ics(request, request.user)


@public
@reads
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Addresses given out here in earlier times go on: calendar programs follow to the place of all addresses."""
    if feed_of(token) is None:
        raise Http404
    return HttpResponsePermanentRedirect(reverse("exchange:calendar-feed", args=[token]))


def payment_moments(person, now: datetime) -> list[Moment]:
    """One entry for each day and side, without amounts or names: they would lie on foreign servers."""
    today = now.astimezone(SEOUL).date()
    found = queries.listed_on(person, today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD))
    days: dict[tuple[date, bool], list] = {}
    for owed in found:
        days.setdefault((owed.paid_on or owed.pay_on, owed.payee_id == person.company_id), []).append(owed)
    return [_moment(person, day, incoming, group) for (day, incoming), group in sorted(days.items())]


def _ics(request: HttpRequest, person) -> HttpResponse:
    moments = payment_moments(person, page_now(request))

    def make() -> HttpResponse:
        name = _("Payments")
        text = calendar_text(f"{name} · {settings.PORTAL_NAME}", "-//Together//Payments//KO", moments)
        response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="payments.ics"'
        response["X-Robots-Tag"] = "noindex"
        return response

    return unchanged_or(request, [repr(moment) for moment in moments], None, make)


def _moment(person, day: date, incoming: bool, group: list) -> Moment:
    count = len(group)
    if incoming:
        title = ngettext("%(count)d payment comes in", "%(count)d payments come in", count)
    else:
        title = ngettext("%(count)d payment goes out", "%(count)d payments go out", count)
    url = absolute(f"{reverse('payments:calendar')}?month={day:%Y-%m}")
    paid = all(owed.state == ObligationState.PAID for owed in group)
    numbers = ", ".join(owed.number for owed in group[:20])
    return Moment(
        uid=f"{person.company.uid}-{day:%Y%m%d}-{'in' if incoming else 'out'}@payments.together",
        at=datetime.combine(day, OPENS, SEOUL),
        title=title % {"count": count},
        text=f"{numbers}\n{day_text(day)}\n{url}",
        url=url,
        changed_at=max(owed.created_at for owed in group),
        remind_hours=0 if paid else 24,
    )
