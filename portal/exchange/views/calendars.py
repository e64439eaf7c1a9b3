"""Doors: the calendar addresses of a person and its company, and what a calendar program fetches."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.errors import RuleBroken
from portal.exchange.forms.calendars import CalendarForm
from portal.exchange.models import CalendarFeed
from portal.exchange.policies import calendars as policies
from portal.exchange.queries import calendars as queries
from portal.exchange.services import calendars as services
from portal.feeds import absolute, unchanged_or
from portal.http import page, page_now, public, reads, see, writes
from portal.icalendar import calendar_text
from portal.policy import require
from portal.throttles import throttled


@writes(shows_form=True)
def calendar_list(request: HttpRequest) -> HttpResponse:
    """All addresses, and the form for another; its answer shows the new one once: it is kept nowhere."""
    require(policies.may_have_calendar(request.user))
    offered = queries.calendars_for(request.user)
    wanted = [key for key, _calendar in offered if key in request.GET.getlist("kind")]
    form = CalendarForm(request.POST or None, offered=offered, initial={"kinds": wanted})
    if request.method == "POST" and form.is_valid():
        try:
            feed, token = services.make_calendar(**form.cleaned_data, by=request.user)
        except RuleBroken as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return _show(request, CalendarForm(offered=offered), new=feed, token=token)
    return _show(request, form, status=422 if form.is_bound else 200)


@writes
def calendar_renew(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Another secret for the same calendar."""
    feed = get_object_or_404(queries.feeds_visible_to(request.user), uid=uid)
    token = services.renew_calendar(feed, by=request.user)
    form = CalendarForm(offered=queries.calendars_for(request.user))
    return _show(request, form, new=feed, token=token)


@writes
def calendar_end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The address no longer works."""
    feed = get_object_or_404(queries.feeds_visible_to(request.user), uid=uid)
    services.end_calendar(feed, by=request.user)
    messages.success(request, _("The calendar address no longer works."))
    return see(request, reverse("exchange:calendar-list"))


@public
@reads
@throttled("search")
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """For a calendar program that asks again by itself; the secret in the address says whose it is."""
    feed = queries.feed_of(token)
    if feed is None:
        raise Http404
    services.note_use(feed)
    with override(feed.person.language):
        moments = queries.moments_of(feed, page_now(request))

        def make() -> HttpResponse:
            text = calendar_text(f"{feed.name} · {settings.PORTAL_NAME}", "-//Together//Calendar//KO", moments)
            response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
            response["Content-Disposition"] = 'inline; filename="calendar.ics"'
            response["X-Robots-Tag"] = "noindex"
            return response

        return unchanged_or(request, [feed.name, *(repr(moment) for moment in moments)], None, make)


def _show(
    request: HttpRequest, form: CalendarForm, *, new: CalendarFeed | None = None, token: str = "", status: int = 200
) -> HttpResponse:
    labels = {key: calendar.label for key, calendar in queries.calendars.items()}
    rows = [
        {
            "feed": feed,
            "kinds": [labels[key] for key in feed.kinds if key in labels],
            "mine": feed.person_id == request.user.pk,
            "may_renew": bool(policies.may_renew_calendar(request.user, feed)),
            "may_end": bool(policies.may_end_calendar(request.user, feed)),
        }
        for feed in queries.feeds_visible_to(request.user)[:200]
    ]
    context = {
        "form": form,
        "rows": rows,
        "others": any(not row["mine"] for row in rows),
        "companies": len({row["feed"].company_id for row in rows}) > 1,
        "new": new,
        "address": absolute(reverse("exchange:calendar-feed", args=[token])) if token else "",
    }
    return page(request, "exchange/calendar_list.html", context, status=status)
