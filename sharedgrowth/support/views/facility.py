"""Doors of facility solutions: visits, their safety form, answers on a phone, faults from both sides."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import staff_timeline_of
from portal.deciding import Decision, Deed, beside, decide, posted
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.http import page, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from sharedgrowth.support.forms.facility import (
    AnswersForm,
    FaultForm,
    FixForm,
    InspectionFilter,
    JudgeForm,
    PlanInspectionForm,
    SafetyForm,
    SummaryForm,
)
from sharedgrowth.support.forms.labs import ReasonForm
from sharedgrowth.support.models import FacilityFault, FacilityInspection
from sharedgrowth.support.policies import facility as policies
from sharedgrowth.support.queries import facility as queries
from sharedgrowth.support.services import facility as services
from sharedgrowth.support.states.facility import FaultSeverity, FaultState, InspectionState, SiteHazard
from sharedgrowth.support.views.labs import today_of

PER_PAGE = 20
Trail = list[tuple[object, str]]


def _home() -> tuple[object, str]:
    return (_("Facility inspections"), reverse("support:inspection-list"))


def _inspection(request: HttpRequest, number: str) -> FacilityInspection:
    return get_object_or_404(queries.inspections_visible_to(request.user), number=number)


def _at(inspection: FacilityInspection) -> str:
    return reverse("support:inspection-detail", args=[inspection.number])


def _trail(inspection: FacilityInspection) -> Trail:
    return [_home(), (inspection.number, _at(inspection))]


@reads
def inspection_list(request: HttpRequest) -> HttpResponse:
    """Own visits; for shared growth all."""
    form = InspectionFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    found = queries.inspections_listed_for(request.user, **given)
    context = {
        "filter": form,
        "filtered": bool(given),
        "inside": request.user.is_internal,
        "results": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "may_plan": bool(policies.may_plan_inspection(request.user)),
    }
    return page(request, "support/inspection_list.html", context, part="support/_inspection_results.html")


@reads
def inspection_detail(request: HttpRequest, number: str) -> HttpResponse:
    """A visit: safety form, faults, answers, what can be done now."""
    inspection = _inspection(request, number)
    faults = queries.faults_of(inspection)
    for fault in faults:
        fault.inspection = inspection
    answers = queries.answers_of(inspection)
    items = list(inspection.checklist.items.order_by("no"))
    context = {
        "trail": [_home(), (inspection.number, "")],
        "inspection": inspection,
        "hazards": [SiteHazard(code).label for code in inspection.hazards],
        "faults": [(fault, _fault_deeds(request, fault)) for fault in faults],
        "open_count": sum(fault.state != FaultState.CLOSED for fault in faults),
        "stops": [fault for fault in faults if fault.severity == FaultSeverity.STOP and fault.state == FaultState.OPEN],
        "answers": [(item, answers.get(item.pk)) for item in items],
        "answered": len(answers),
        "in_order": queries.in_order_pct(inspection),
        "deeds": _deeds(request, inspection),
        "entries": staff_timeline_of(request.user, inspection),
        "today": today_of(request),
    }
    return page(request, "support/inspection_detail.html", context)


def _deeds(request: HttpRequest, inspection: FacilityInspection) -> list[Deed]:
    at = lambda name: reverse(f"support:inspection-{name}", args=[inspection.number])  # noqa: E731
    user, state, deeds = request.user, inspection.state, []
    inspects = bool(policies.may_inspect(user, inspection))
    if state == InspectionState.PLANNED and inspects:
        deeds.append(Deed(_("Begin with the safety form"), at("begin"), "shield-check", primary=True))
    if state == InspectionState.ON_SITE and inspects:
        deeds += [
            Deed(_("Answer the checklist"), at("answers"), "checklist", primary=True),
            Deed(_("Add a fault"), at("fault"), "plus"),
            Deed(_("Hand the report to the company"), at("report"), "send"),
        ]
    if state == InspectionState.PLANNED and policies.may_cancel_inspection(user, inspection):
        deeds.append(Deed(_("Cancel the visit"), at("cancel"), "circle-x", danger=True))
    return deeds


def _fault_deeds(request: HttpRequest, fault: FacilityFault) -> list[Deed]:
    at = lambda name: reverse(f"support:fault-{name}", args=[fault.uid])  # noqa: E731
    deeds = []
    if fault.state == FaultState.OPEN and policies.may_mend(request.user, fault):
        if fault.severity == FaultSeverity.STOP and fault.stop_seen_at is None:
            deeds.append(Deed(_("Confirm that work stands still"), at("stop"), "ban", post=True, primary=True))
        else:
            deeds.append(Deed(_("Say what was done"), at("fix"), "circle-check", primary=True))
    if fault.state == FaultState.FIXED and policies.may_judge(request.user, fault):
        deeds.append(Deed(pgettext("fault", "Look at it"), at("judge"), "eye", primary=True))
    return deeds


@writes(shows_form=True)
def inspection_create(request: HttpRequest) -> HttpResponse:
    """Plan a visit."""
    what = Decision(
        title=_("Plan an inspection"),
        text=_("The company and the inspector are told. The visit begins with a safety form."),
        verb=_("Plan it"),
        done=_("Planned. The company and the inspector are told."),
        allowed=policies.may_plan_inspection(request.user),
        do=lambda given: services.plan_inspection(given.pop("company"), **given, by=request.user),
        back=reverse("support:inspection-list"),
        trail=[_home()],
        after=_at,
    )
    return decide(request, what, PlanInspectionForm(posted(request)))


def _decide(request: HttpRequest, inspection: FacilityInspection, form: Any, **words: Any) -> HttpResponse:
    facts = [
        {"label": _("Company"), "value": inspection.company.name},
        {"label": pgettext("inspection", "Site"), "value": inspection.site},
        {"label": _("Day"), "value": day_text(inspection.planned_on)},
    ]
    what = Decision(back=_at(inspection), trail=_trail(inspection), docno=inspection.number, facts=facts, **words)
    return decide(request, what, form)


@writes(shows_form=True)
def inspection_begin(request: HttpRequest, number: str) -> HttpResponse:
    """The safety form."""
    inspection = _inspection(request, number)
    return _decide(
        request,
        inspection,
        SafetyForm(posted(request)),
        title=_("Safety form"),
        text=_("Filled in on site before anything else. Without it nothing can be answered."),
        verb=_("Begin the visit"),
        done=_("The visit has begun."),
        allowed=policies.may_inspect(request.user, inspection),
        do=lambda given: services.begin_inspection(inspection, **given, by=request.user),
        after=lambda _made: reverse("support:inspection-answers", args=[number]),
    )


@writes(shows_form=True)
def inspection_answers(request: HttpRequest, number: str) -> HttpResponse:
    """The checklist on a phone; it can be sent in parts and again."""
    inspection = _inspection(request, number)
    require(policies.may_inspect(request.user, inspection))
    items = list(inspection.checklist.items.order_by("no"))
    form = AnswersForm(
        posted(request),
        items=items,
        given=queries.answers_of(inspection),
        faults=[fault for fault in queries.faults_of(inspection) if fault.item_id],
    )
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                services.answer_items(inspection, form.answers, by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(
                    request, _("Saved: %(count)s of %(all)s items.") % {"count": len(form.answers), "all": len(items)}
                )
                return see(request, f"{_at(inspection)}?saved=1")
        status = 422
    context = {
        "trail": [*_trail(inspection), (_("Checklist"), "")],
        "inspection": inspection,
        "form": form,
        "closed": inspection.state != InspectionState.ON_SITE,
    }
    return page(request, "support/inspection_answers.html", context, status=status)


@writes(shows_form=True)
def inspection_fault(request: HttpRequest, number: str) -> HttpResponse:
    """A fault that no item asks about."""
    inspection = _inspection(request, number)
    form = FaultForm(request.POST, request.FILES) if request.method == "POST" else FaultForm()
    return _decide(
        request,
        inspection,
        form,
        title=_("Add a fault"),
        text=_("Stop work is told to the company, shared growth and compliance at once."),
        verb=_("Add it"),
        done=_("Added."),
        allowed=policies.may_inspect(request.user, inspection),
        do=lambda given: services.add_fault(inspection, **given, by=request.user),
    )


@writes(shows_form=True)
def inspection_report(request: HttpRequest, number: str) -> HttpResponse:
    """The company gets it."""
    inspection = _inspection(request, number)
    return _decide(
        request,
        inspection,
        SummaryForm(posted(request)),
        title=_("Hand the report to the company"),
        text=_("Answers can no longer be changed. The company mends the faults; you look at each."),
        verb=_("Hand it over"),
        done=_("Handed over. The company is told."),
        allowed=policies.may_inspect(request.user, inspection),
        do=lambda given: services.report_inspection(inspection, **given, by=request.user),
    )


@writes(shows_form=True)
def inspection_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """It does not take place."""
    inspection = _inspection(request, number)
    return _decide(
        request,
        inspection,
        ReasonForm(posted(request)),
        title=_("Cancel the visit"),
        text=_("The other side is told the reason."),
        verb=_("Cancel the visit"),
        done=pgettext("inspection", "Cancelled."),
        danger=True,
        allowed=policies.may_cancel_inspection(request.user, inspection),
        do=lambda given: services.cancel_inspection(inspection, **given, by=request.user),
    )


def _fault(request: HttpRequest, uid: UUID) -> FacilityFault:
    return get_object_or_404(queries.faults_visible_to(request.user), uid=uid)


@writes
def fault_stop(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The company confirms that work stands still."""
    fault = _fault(request, uid)
    services.confirm_stop(fault, by=request.user)
    messages.success(request, _("Confirmed. Shared growth sees it."))
    return see(request, _at(fault.inspection))


@writes(shows_form=True)
def fault_fix(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What was done."""
    fault = _fault(request, uid)
    form = FixForm(request.POST, request.FILES) if request.method == "POST" else FixForm()
    return _decide_fault(
        request,
        fault,
        form,
        title=_("Say what was done"),
        text=_("The inspector looks at it and closes the fault, or says what is missing."),
        verb=_("Hand in"),
        done=_("Handed in. The inspector is told."),
        allowed=policies.may_mend(request.user, fault),
        do=lambda given: services.fix_fault(fault, **given, by=request.user),
    )


@writes(shows_form=True)
def fault_judge(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Closed, or sent back."""
    fault = _fault(request, uid)
    return _decide_fault(
        request,
        fault,
        JudgeForm(posted(request)),
        title=_("Judge what was mended"),
        text=_("The company is told. The last fault closed closes the inspection."),
        verb=_("Decide"),
        done=_("Decided. The company is told."),
        quote=fault.fixed_text,
        quote_title=_("What was done"),
        allowed=policies.may_judge(request.user, fault),
        do=lambda given: services.judge_fault(fault, **given, by=request.user),
    )


def _decide_fault(request: HttpRequest, fault: FacilityFault, form: Any, **words: Any) -> HttpResponse:
    inspection = fault.inspection
    facts = [
        {"label": _("Fault"), "value": fault.text},
        {"label": _("Recommendation"), "value": fault.recommendation},
        {"label": pgettext("support", "Due"), "value": day_text(fault.due_on)},
    ]
    docno = f"{inspection.number}/{fault.no}"
    what = Decision(back=_at(inspection), trail=_trail(inspection), docno=docno, facts=facts, **words)
    return decide(request, what, form)
