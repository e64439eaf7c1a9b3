"""Doors that are open to everybody: programmes, their calls, the finder, the calendar, the feed."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal.clock import SEOUL
from portal.display import day_text
from portal.feeds import Item, absolute, feed_answer, unchanged_or
from portal.http import page, page_now, public, reads
from portal.icalendar import Moment, calendar_text
from portal.throttles import throttled
from sharedgrowth.support.forms.public import FinderForm, ProgrammeFilter
from sharedgrowth.support.models import Call
from sharedgrowth.support.policies import applications as policies
from sharedgrowth.support.queries import public as queries
from sharedgrowth.support.queries.applicants import applicant_of
from sharedgrowth.support.queries.calls import calls_visible_to, programme_of
from sharedgrowth.support.registry import Applicant, Programme, Reason, programmes
from sharedgrowth.support.states import CallState, takes_applications

PRODUCTIVITY = ("qss", "smart_factory", "energy", "industrial_innovation")
PILLARS = {"smart": "value", "esg": "care", "energy": "care", "technology": "value"}


def direction_name(key: str) -> str:
    """One of the four directions of the support group. Source: domain 8."""
    return {
        "smart": pgettext("direction", "Smart factory and productivity"),
        "esg": pgettext("direction", "Resolving ESG issues"),
        "energy": pgettext("direction", "Energy and equipment"),
        "technology": pgettext("direction", "New technologies"),
    }.get(key, "")


def shown_programme(programme: Programme) -> dict[str, Any]:
    """What templates say of a programme."""
    return {
        "slug": programme.slug,
        "title": programme.title,
        "summary": programme.summary,
        "gives": programme.gives,
        "icon": programme.icon or "star",
        "direction": direction_name(programme.direction),
        "pillar": PILLARS.get(programme.direction, "fair"),
        "url": reverse("support:programme-detail", args=[programme.slug]),
    }


def shown_reasons(reasons: Any) -> list[dict[str, Any]]:
    """Reasons, each with where its remedy is done, if that page is there and needs no more to be known."""
    return [{"text": each.text, "remedy": each.remedy, "url": _url_of(each)} for each in reasons]


def _url_of(reason: Reason) -> str:
    if not reason.url_name:
        return ""
    try:
        return reverse(reason.url_name)
    except NoReverseMatch:
        return ""


def own_applicant(request: HttpRequest) -> Applicant | None:
    """The signed-in supplier as the portal knows it."""
    user = request.user
    if not getattr(user, "is_supplier", False):
        return None
    return applicant_of(user.company, page_now(request).astimezone(SEOUL).date())


@public
@reads
def programme_list(request: HttpRequest) -> HttpResponse:
    """All programmes, what is open now, what the portal has counted."""
    return _directory(request, (), _("Support programmes"), "")


@public
@reads
def programme_productivity(request: HttpRequest) -> HttpResponse:
    """The programmes of productivity innovation."""
    intro = _("First the way of working, then machines and data: QSS, smart factory, energy, industrial innovation.")
    return _directory(request, PRODUCTIVITY, _("Productivity Innovation"), intro)


def _directory(request: HttpRequest, slugs: tuple[str, ...], title: str, intro: str) -> HttpResponse:
    now = page_now(request)
    entries = queries.directory(now, slugs=slugs)
    context = {
        "title": title,
        "intro": intro,
        "all": not slugs,
        "entries": [{**shown_programme(each.programme), "open": each.open, "coming": each.coming} for each in entries],
        "open_calls": [call for each in entries for call in each.open],
        "coming_calls": [call for each in entries for call in each.coming],
        "titles": {each.programme.slug: each.programme.title for each in entries},
        "own": queries.own_figures() if not slugs else None,
        "now": now,
        "may_write_calls": bool(policies.may_write_calls(request.user)),
        "own_company": getattr(request.user, "is_supplier", False),
    }
    return page(request, "support/programme_list.html", context)


@public
@reads
def programme_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One programme: what it gives, for whom, how it goes, its calls, its figures."""
    programme = programmes.get(slug)
    if programme is None:
        return _gone(request, slug)
    now = page_now(request)
    applicant = own_applicant(request)
    calls = queries.calls_of(slug)
    context = {
        "trail": [(_("Support programmes"), reverse("support:programme-list")), (programme.title, "")],
        "programme": programme,
        "shown": shown_programme(programme),
        "steps": steps_of(programme),
        "applicant": applicant,
        "reasons": shown_reasons(programme.eligible(applicant)) if applicant else [],
        "calls": calls,
        "open_calls": [each for each in calls if is_open(each, now)],
        "own": queries.own_figures(slug),
        "historical": programme.historical,
        "weeks": sum(each.weeks for each in programme.phases),
        "now": now,
    }
    return page(request, "support/programme_detail.html", context)


def _gone(request: HttpRequest, slug: str) -> HttpResponse:
    """A programme that is no longer carried out, though it had calls: said plainly, its calls stay readable."""
    calls = queries.calls_of(slug)
    if not calls:
        raise Http404
    context = {
        "trail": [(_("Support programmes"), reverse("support:programme-list")), (slug, "")],
        "slug": slug,
        "calls": calls,
    }
    return page(request, "support/programme_gone.html", context, status=410)


def is_open(call: Call, now: datetime) -> bool:
    """Whether the call takes applications; never when its programme is gone."""
    known = programme_of(call) is not None
    return known and takes_applications(call.state, call.opens_at, call.closes_at, now)


def steps_of(programme: Programme) -> list[dict[str, Any]]:
    """The way from the application to the last follow-up, with the days that are promised."""
    stages = programme.stages
    days = _("%(days)s business days")
    steps: list[tuple[Any, Any]] = [(pgettext("step", "Application"), "")]
    steps.append((pgettext("step", "Screening"), days % {"days": stages.screen_days}))
    if stages.scored:
        steps.append((pgettext("step", "Review"), days % {"days": stages.review_days}))
    if stages.investigation:
        steps.append((pgettext("step", "Joint investigation"), days % {"days": stages.investigate_days}))
    steps.append((pgettext("step", "Selection"), days % {"days": stages.select_days}))
    steps.append((pgettext("step", "Agreement"), days % {"days": stages.agree_days}))
    if stages.diagnosis:
        steps.append((pgettext("step", "Diagnosis"), _("%(weeks)s weeks") % {"weeks": stages.diagnose_weeks}))
    weeks = sum(each.weeks for each in programme.phases)
    steps.append((pgettext("step", "Project"), _("%(weeks)s weeks") % {"weeks": weeks} if weeks else ""))
    later = _("%(months)s months later")
    steps.append((pgettext("step", "Measurement"), later % {"months": stages.measured_after_months}))
    return [{"label": label, "note": note} for label, note in steps]


@public
@reads
@throttled("search")
def finder(request: HttpRequest) -> HttpResponse:
    """Which programme fits? Nothing is kept; the answers stand in the address."""
    asked = "size" in request.GET or "needs" in request.GET or "find" in request.GET
    applicant = own_applicant(request)
    form = FinderForm(request.GET if asked else None, initial=_known(applicant))
    found: list[dict[str, Any]] | None = None
    if asked and form.is_valid():
        given = form.cleaned_data
        certificate = given["certificate"] == "yes"
        supposed = queries.supposed(
            size=given["size"],
            employees=given["employees"],
            certificate=certificate,
            recent=given["recent"],
            known=applicant,
        )
        found = [
            {
                **shown_programme(fit.programme),
                "fit": fit,
                "reasons": shown_reasons(fit.blocks),
                "open": entry.open,
                "coming": entry.coming,
            }
            for fit, entry in queries.found_for(supposed, given["needs"], page_now(request))
        ]
    context = {
        "trail": [(_("Support programmes"), reverse("support:programme-list")), (_("Finder"), "")],
        "form": form,
        "found": found,
        "fitting": sum(1 for each in found or [] if each["fit"].open),
        "applicant": applicant,
        "company": request.user.company if applicant else None,
    }
    return page(request, "support/finder.html", context, status=422 if asked and form.errors else 200)


def _known(applicant: Applicant | None) -> dict[str, Any]:
    if applicant is None:
        return {}
    return {
        "size": applicant.size,
        "employees": applicant.employees,
        "certificate": "yes" if applicant.sme_certificate_until else "no",
        "recent": sorted(applicant.recent),
    }


@public
@reads
@throttled("search")
def call_feed(request: HttpRequest, kind: str) -> HttpResponse:
    """The newest calls, for feed readers."""
    titles = {each.slug: each.title for each in programmes}
    items = [
        Item(
            f"urn:uuid:{call.uid}",
            f"{call.number} {call.title}",
            _("%(programme)s, applications until %(until)s")
            % {"programme": titles.get(call.programme, call.programme), "until": until_text(call)},
            reverse("support:call-detail", args=[call.number]),
            call.published_at,
            str(titles.get(call.programme, call.programme)),
        )
        for call in queries.newest_calls(request.GET.get("programme", "")[:30])
        if call.published_at is not None
    ]
    page_url = reverse("support:call-list")
    return feed_answer(request, kind, _("Calls"), page_url, items, description=_("New calls of support programmes."))


def until_text(call: Call) -> str:
    """When it closes, in words."""
    return day_text(call.closes_at, "short") if call.closes_at else _("always open")


@public
@reads
def calendar(request: HttpRequest) -> HttpResponse:
    """What opens, closes and is told, by month."""
    now = page_now(request)
    form = ProgrammeFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    found = queries.calendar_of(now, given.get("programme", ""))
    months: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for entry in found:
        day = entry.at.astimezone(SEOUL)
        words = {
            "opens": pgettext("calendar", "Applications open"),
            "closes": pgettext("calendar", "Applications close"),
            "results": pgettext("calendar", "Results are told"),
        }[entry.what]
        row = {"call": entry.call, "at": entry.at, "timed": entry.timed, "words": words, "past": entry.at < now}
        months.setdefault((day.year, day.month), []).append(row)
    context = {
        "trail": [(_("Support programmes"), reverse("support:programme-list")), (_("Calendar of calls"), "")],
        "filter": form,
        "months": [{"first": date(year, month, 1), "rows": rows} for (year, month), rows in sorted(months.items())],
        "titles": {each.slug: each.title for each in programmes},
        "programme": given.get("programme", ""),
    }
    return page(request, "support/calendar.html", context)


@public
@reads
@throttled("search")
def call_calendar(request: HttpRequest) -> HttpResponse:
    """The last moments of calls, for a calendar that asks again by itself."""
    found = queries.dated_calls(page_now(request), request.GET.get("programme", "")[:30])
    return _calendar(request, _("Calls of support programmes"), found, "calls.ics")


@public
@reads
def call_deadline(request: HttpRequest, number: str) -> HttpResponse:
    """The last moment of one call."""
    call = get_object_or_404(calls_visible_to(request.user), number=number, published_at__isnull=False)
    return _calendar(request, call.number, [call] if call.closes_at else [], f"{call.number}.ics")


def _calendar(request: HttpRequest, name: str, calls: list[Call], filename: str) -> HttpResponse:
    moments = [
        Moment(
            uid=f"{call.uid}-closes@together",
            at=call.closes_at,
            title=_("Applications close: %(title)s") % {"title": call.title},
            text=f"{call.number} {call.title}\n{absolute(reverse('support:call-detail', args=[call.number]))}",
            url=absolute(reverse("support:call-detail", args=[call.number])),
            changed_at=call.changed_at or call.published_at,
            cancelled=call.state == CallState.CANCELLED,
            version=call.extended,
        )
        for call in calls
        if call.closes_at is not None and call.published_at is not None
    ]
    facts = [(get_language() or "ko"), *(repr(moment) for moment in moments)]

    def make() -> HttpResponse:
        text = calendar_text(f"{name} · {settings.PORTAL_NAME}", "-//Together//Programmes//KO", moments)
        response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
        response["Content-Disposition"] = f'inline; filename="{filename}"'
        return response

    return unchanged_or(request, facts, max((moment.changed_at for moment in moments), default=None), make)
