"""Doors of the screens: what was noticed in a tender beside what is usual, and the auditor's case."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal import charts
from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from purchasing.bidding import policies, services
from purchasing.bidding.forms.screens import FindingForm, ReopenForm, ScreenFilter
from purchasing.bidding.models import ScreenCase, Tender
from purchasing.bidding.queries import procedure_flags as noticed
from purchasing.bidding.queries import screens as seen
from purchasing.bidding.rules.screen_flags import Flag
from purchasing.bidding.rules.spread_gap import gap_of
from purchasing.bidding.states.screens import CaseState
from purchasing.bidding.views import screen_words as words
from purchasing.bidding.views.finding import beside
from purchasing.bidding.views.shown import address, shown

PER_PAGE, BINS = 25, 8


def _trail(*more: tuple[object, str]) -> list[tuple[object, str]]:
    return [
        (_("Tenders"), reverse("bidding:tender-list")),
        (_("Screens and risk flags"), reverse("bidding:screen-list") if more else ""),
        *more,
    ]


@reads
def screen_list(request: HttpRequest) -> HttpResponse:
    """The opened tenders with what was noticed; each flag with its rule and how often it is raised."""
    if not seen.reads_screens(request.user):
        raise Http404
    form = ScreenFilter(request.GET or None, flags=words.choices())
    given = form.given() if form.is_bound else {}
    now = page_now(request)
    among = noticed.opened_between(request.user, since_of(given.get("period", ""), now), now)
    found = noticed.find_opened(among, case=given.get("case", ""), flag=given.get("flag", ""))
    results = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    tenders = seen.screened_visible_to(request.user).prefetch_related(None).in_bulk([each.pk for each in results])
    counts = sorted((noticed.usual(flag, among) for flag in words.FLAGS), key=lambda usual: -usual.times)
    context = {
        "filter": form,
        "results": results,
        "rows": [_listed(tenders[each.pk], each) for each in results],
        "flags": [words.counted(usual) for usual in counts] if among else [],
        "period": words.PERIODS[given.get("period", "")],
        "trail": _trail(),
    }
    return page(request, "bidding/screen_list.html", context, part="bidding/_screened.html")


def since_of(period: str, now: datetime) -> datetime | None:
    """When the period of the list begins; None: with the first tender."""
    if period == "year":
        return now.astimezone(SEOUL).replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    return None if period == "all" else now - seen.A_YEAR


def _listed(tender: Tender, each: noticed.Opened) -> dict[str, Any]:
    return {
        "tender": tender,
        "case": getattr(tender, "screen_case", None),
        "flags": [words.told(flag, {}) for flag in each.flags],
        "ran_at": each.ran_at,
        "url": address(tender, "screen-detail"),
    }


@reads
def screen_detail(request: HttpRequest, key: str) -> HttpResponse:
    """The figures of one tender, each beside its history; what was noticed; the case."""
    tender = _tender_or_404(request, key)
    return page(request, "bidding/screen_detail.html", _detail(request, tender))


def _tender_or_404(request: HttpRequest, key: str) -> Tender:
    return get_object_or_404(seen.screened_visible_to(request.user), number=key)


def _detail(request: HttpRequest, tender: Tender, **forms_in: Any) -> dict[str, Any]:
    runs = list(tender.screenings.all())
    opened, among = noticed.opened_beside(request.user, tender, page_now(request))
    flags, gap = opened.flags, gap_of([each.price_won for each in seen.asked_in(tender)])
    case = ScreenCase.objects.select_related("auditor", "tender").filter(tender=tender).first()
    names = seen.names_of(number for flag in flags for number in flag["bidders"])
    may_look = policies.may_look_at_case(request.user, case) if case else None
    context: dict[str, Any] = {
        "tender": tender,
        "shown": shown(tender, page_now(request)),
        "trail": _trail((tender.number, "")),
        "runs": runs,
        "flags": [words.told(flag, names, gap, noticed.usual(Flag(flag["flag"]), among)) for flag in flags],
        "files": next((run.figures for run in runs if "files_read" in run.figures), None),
        "rows": [_row(run, each) for run in runs for each in seen.compared(run)],
        "case": case,
        "may_look": may_look,
        "entries": timeline_of(case) if case else [],
        "evaluation_url": address(tender, "evaluation-detail")
        if policies.may_see_evaluation(request.user, tender)
        else "",
    }
    if case and may_look:
        open_case = case.state in (CaseState.OPEN, CaseState.TAKEN_UP)
        context["finding"] = forms_in.get("finding") or (FindingForm() if open_case else None)
        context["again"] = forms_in.get("again") or (None if open_case else ReopenForm())
        context["may_take_up"] = case.state == CaseState.OPEN
    return context


def _row(run, each: seen.Compared) -> dict[str, Any]:
    quartiles = each.quartiles
    return {
        "name": words.MEASURES[each.measure][0],
        "explained": words.MEASURES[each.measure][1],
        "moment": run.get_moment_display(),
        "value": words.figure(each.measure, each.value),
        "usual": [words.figure(each.measure, value) for value in quartiles] if quartiles else [],
        "count": len(each.history),
        "below_pct": each.below_pct,
        "flagged": any(flag["flag"] in words.OF_MEASURE[each.measure] for flag in run.flags),
        "chart": _distribution(each) if len(each.history) >= BINS else "",
    }


def _distribution(each: seen.Compared) -> SafeString:
    """How the earlier tenders are spread, with this one marked."""
    low, high = min([*each.history, each.value]), max([*each.history, each.value])
    step = (high - low) / BINS or Decimal(1)

    def place(value: Decimal) -> int:
        return min(int((value - low) / step), BINS - 1)

    counts: list[list[int]] = [[0, 0] for _bin in range(BINS)]
    for value in each.history:
        counts[place(value)][0] += 1
    counts[place(each.value)][1] += 1
    borders = [words.figure(each.measure, low + step * number) for number in range(BINS)]
    name = words.MEASURES[each.measure][0]
    return charts.figure(
        title=name,
        basis=_("Number of tenders · from the value under each column on · %(count)s earlier tenders")
        % {"count": len(each.history)},
        finding=_("%(name)s here: %(value)s; %(below)s of 100 earlier tenders lie below.")
        % {"name": name, "value": words.figure(each.measure, each.value), "below": each.below_pct},
        draw=charts.columns(
            [charts.Column(border, count) for border, count in zip(borders, counts, strict=True)],
            ["f5", "fpri"],
            write=lambda value: f"{value:,}",
        ),
        keys=[charts.Key("f5", _("Earlier tenders")), charts.Key("fpri", _("This tender"))],
        table=charts.Table(
            [pgettext("amounts", "From"), _("Earlier tenders"), _("This tender")],
            [(border, *map(str, count)) for border, count in zip(borders, counts, strict=True)],
            _("Show as a table"),
        ),
    )


@writes
def case_take_up(request: HttpRequest, key: str) -> HttpResponse:
    """The case is one's own from now on."""
    return _deed(request, key, lambda case: services.take_up_case(case, by=request.user), _("The case is yours."))


@writes
def case_settle(request: HttpRequest, key: str) -> HttpResponse:
    """Close it with a finding."""
    form = FindingForm(request.POST)
    return _deed(
        request,
        key,
        lambda case: services.settle_case(case, by=request.user, **form.cleaned_data),
        _("The case is closed."),
        finding=form,
    )


@writes
def case_reopen(request: HttpRequest, key: str) -> HttpResponse:
    """Look again."""
    form = ReopenForm(request.POST)
    return _deed(
        request,
        key,
        lambda case: services.reopen_case(case, by=request.user, **form.cleaned_data),
        _("The case is open again."),
        again=form,
    )


def _deed(request: HttpRequest, key: str, act, done: str, **form_in: forms.Form) -> HttpResponse:
    tender = _tender_or_404(request, key)
    case = get_object_or_404(ScreenCase.objects.select_related("tender"), tender=tender)
    form = next(iter(form_in.values()), None)
    if form is None or form.is_valid():
        try:
            act(case)
        except WrongState as refusal:
            if form is None:
                messages.error(request, str(refusal))
                return see(request, address(tender, "screen-detail"))
            form.add_error(None, str(refusal))
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, done)
            return see(request, address(tender, "screen-detail"))
    return page(request, "bidding/screen_detail.html", _detail(request, tender, **form_in), status=422)
