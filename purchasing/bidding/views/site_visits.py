"""Doors of the yearly site visits to certified companies: the sample, what was seen, what follows."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.audit.queries import timeline_of
from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.http import page, reads, see, writes
from portal.policy import require
from purchasing.bidding import policies, queries, services
from purchasing.bidding.forms.site_visits import RepeatVisitForm, VisitReportForm
from purchasing.bidding.models import SiteVisit
from purchasing.bidding.states.site_visits import SiteFinding, VisitState
from purchasing.bidding.views.finding import beside
from purchasing.bidding.views.shown import percent


def _trail(words: object = "") -> list[tuple[object, str]]:
    home = (_("Site visits"), reverse("bidding:site-visits") if words else "")
    steps = [
        (_("Tenders"), reverse("bidding:tender-list")),
        (_("Preferential purchase"), reverse("bidding:preference")),
    ]
    return [*steps, home] + ([(words, "")] if words else [])


@reads
def site_visits(request: HttpRequest) -> HttpResponse:
    """The sample of a year: how it was drawn, who is visited, what was found."""
    if not policies.may_see_preference(request.user):
        raise Http404
    samples = list(queries.site_samples())
    asked = request.GET.get("year", "")
    sample = next((each for each in samples if str(each.year) == asked), samples[0] if samples else None)
    visits = list(queries.site_visits_visible_to(request.user).filter(sample=sample).order_by("pk")) if sample else []
    context = {
        "trail": _trail(),
        "samples": samples,
        "sample": sample,
        "share_pct": percent(sample.share) if sample else "",
        "visits": visits,
        "names": _category_names(),
        "ended": sum(visit.state in queries.ENDED for visit in visits),
    }
    return page(request, "bidding/site_visits.html", context)


def _category_names() -> dict[str, str]:
    return {category.code: category.name for category in queries.social_categories()}


def _visit_or_404(request: HttpRequest, uid: UUID) -> SiteVisit:
    found = queries.site_visits_visible_to(request.user).filter(uid=uid).first()
    if found is None or not policies.may_see_preference(request.user):
        raise Http404
    return found


@reads
def site_visit(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One visit, with what this person may do."""
    return _show(request, _visit_or_404(request, uid))


def _show(request: HttpRequest, visit: SiteVisit, status: int = 200, **forms: Any) -> HttpResponse:
    user, names = request.user, _category_names()
    may_decide = policies.may_decide_visit(user, visit) if visit.state == VisitState.SEEN else None
    reports = visit.state == VisitState.DUE and policies.may_report_visit(user, visit)
    context = {
        "trail": _trail(visit.company.name),
        "visit": visit,
        "categories": [names.get(code, code) for code in visit.categories],
        "report_form": VisitReportForm(initial={"visited_on": today()}) if reports else None,
        "may_decide": may_decide,
        "revokes": visit.finding != SiteFinding.GENUINE,
        "repeat_form": RepeatVisitForm() if may_decide else None,
        "entries": timeline_of(visit),
    } | forms
    return page(request, "bidding/site_visit.html", context, status=status)


@writes
def site_visit_report(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What was seen."""
    visit = _visit_or_404(request, uid)
    require(policies.may_report_visit(request.user, visit))
    form = VisitReportForm(request.POST, request.FILES)
    if form.is_valid():
        given = dict(form.cleaned_data)
        try:
            given["evidence"] = store_upload(given["evidence"], company=request.user.company, by=request.user)
        except RuleBroken as refusal:
            form.add_error("evidence", str(refusal))
        else:
            try:
                services.report_visit(visit, **given, by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("The visit is reported. A second person decides."))
                return see(request, reverse("bidding:site-visit", args=[visit.uid]))
    return _show(request, visit, 422, report_form=form)


@writes
def site_visit_decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The finding takes effect."""
    visit = services.decide_visit(_visit_or_404(request, uid), by=request.user)
    if visit.state == VisitState.REVOKED:
        messages.success(request, _("The certificates are revoked. The company is told why."))
    else:
        messages.success(request, _("The certificate holds."))
    return see(request, reverse("bidding:site-visit", args=[visit.uid]))


@writes
def site_visit_repeat(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Back to who visits."""
    visit = _visit_or_404(request, uid)
    require(policies.may_decide_visit(request.user, visit))
    form = RepeatVisitForm(request.POST)
    if not form.is_valid():
        return _show(request, visit, 422, repeat_form=form)
    services.repeat_visit(visit, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("The company is visited again."))
    return see(request, reverse("bidding:site-visit", args=[visit.uid]))
