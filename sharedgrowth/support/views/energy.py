"""Doors of energy audits: the list, one audit inside its project, what the company decides, what was saved."""

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.deciding import Decision, Deed, decide, posted
from portal.display import day_text, money_full
from portal.http import page, reads, writes
from portal.paging import Paginator
from sharedgrowth.support.forms import energy as forms
from sharedgrowth.support.models import EnergyAudit, EnergyMeasure
from sharedgrowth.support.policies import energy as policies
from sharedgrowth.support.queries import energy as queries
from sharedgrowth.support.services import energy as services
from sharedgrowth.support.states.energy import AuditState, MeasureState
from sharedgrowth.support.views.energy_charts import savings_chart
from sharedgrowth.support.views.projects import project_or_404

PER_PAGE = 20
A = AuditState


def trail() -> list[tuple[object, str]]:
    """Where the pages stand."""
    return [(_("Energy audits"), reverse("support:audit-list"))]


def audit_at(number: str, name: str = "audit-detail", *more: Any) -> str:
    """The address of one of its pages."""
    return reverse(f"support:{name}", args=[number, *more])


def audit_or_404(request: HttpRequest, number: str) -> EnergyAudit:
    """The audit of a project, if the person may see it."""
    return get_object_or_404(queries.audits_visible_to(request.user), project__number=number.upper()[:20])


def measure_or_404(audit: EnergyAudit, uid: Any) -> EnergyMeasure:
    """One of its measures."""
    found = get_object_or_404(audit.measures.select_related("factor"), uid=uid)
    found.audit = audit
    return found


@reads
def audit_list(request: HttpRequest) -> HttpResponse:
    """Audits: one's own, or those that one deals with."""
    form = forms.AuditFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    results = Paginator(queries.audits_listed_for(request.user, **given), PER_PAGE).get_page(request.GET.get("page"))
    saved = queries.saved_of(results.object_list)
    context = {
        "filter": form,
        "filtered": bool(given),
        "results": results,
        "rows": [(audit, saved.get(audit.pk)) for audit in results.object_list],
        "is_staff": request.user.is_internal,
    }
    return page(request, "support/audit_list.html", context, part="support/_audit_results.html")


@reads
def audit_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One audit: baseline, measures in their order with what each is worth, what was saved in fact."""
    project = project_or_404(request, number)
    audit = queries.audits_visible_to(request.user).filter(project=project).first()
    if audit is None:
        return _none_yet(request, project)
    user = request.user
    audit.project = project
    uses, measures = queries.uses_of(audit), queries.measures_of(audit)
    plan = queries.plan_of(audit, uses, measures)
    drawing = bool(policies.may_audit(user, project))
    context = {
        "project": project,
        "audit": audit,
        "trail": [*trail(), (project.number, "")],
        "facts": _facts(audit, plan.total),
        "deeds": _deeds(user, audit, bool(measures)),
        "uses": uses,
        "lines": [(line, _measure_deeds(user, audit, line.measure, len(measures))) for line in plan.lines],
        "total": plan.total,
        "fault": plan.fault,
        "drafting": drawing and audit.state == A.DRAFT,
        "measured": audit.state in (A.MEASURED, A.VERIFIED),
        "saved": _saved(uses),
        "chart": savings_chart(audit, uses) if audit.state in (A.MEASURED, A.VERIFIED) else "",
        "entries": timeline_of(audit)[:20],
    }
    return page(request, "support/audit_detail.html", context)


def _none_yet(request: HttpRequest, project: Any) -> HttpResponse:
    """The project has none: who may begin it is led to the baseline; to whom it is closed, it is not there."""
    if not queries.takes_audit(project):
        raise Http404
    begins = bool(policies.may_audit(request.user, project))
    if not begins and not (request.user.is_supplier and request.user.company_id == project.company_id):
        raise Http404
    context = {"project": project, "trail": [*trail(), (project.number, "")], "may_begin": begins}
    return page(request, "support/audit_none.html", context)


def _facts(audit: EnergyAudit, total: queries.Total) -> list[dict[str, Any]]:
    days = f"{day_text(audit.base_from, 'day')} – {day_text(audit.base_to, 'day')}"
    output = f"{audit.base_output:,f}".rstrip("0").rstrip(".")
    payback = _("Pays back after %(years)s years") % {"years": total.payback} if total.payback is not None else ""
    return [
        {"label": _("Company"), "value": audit.project.company.name, "note": audit.project.number},
        {"label": _("Baseline period"), "value": days, "note": f"{output} {audit.output_unit}"},
        {"label": _("Measures, in a year"), "value": money_full(total.won), "note": payback},
        {"label": _("Investment"), "value": money_full(total.capex), "note": ""},
        {
            "label": _("Energy and carbon"),
            "value": f"{total.toe:,.3f} toe",
            "note": f"{total.tco2:,.3f} tCO₂",
        },
    ]


def _saved(uses: list[Any]) -> dict[str, Decimal]:
    counted = [use for use in uses if use.saving is not None]
    return {name: sum((getattr(use, name) for use in counted), Decimal(0)) for name in ("toe", "tco2", "won")}


def _deeds(user: Any, audit: EnergyAudit, has_measures: bool) -> list[Deed]:
    number, found = audit.project.number, []
    if audit.state in (A.DRAFT, A.REPORTED) and policies.may_audit(user, audit.project):
        if audit.state == A.DRAFT:
            found.append(Deed(_("Add a measure"), audit_at(number, "measure-add"), "plus", primary=not has_measures))
            found.append(Deed(_("Change the baseline"), audit_at(number, "audit-baseline"), "pencil"))
            if has_measures:
                found.append(Deed(_("Hand the report over"), audit_at(number, "audit-report"), "send", primary=True))
        else:
            found.append(Deed(_("Measure the saving"), audit_at(number, "audit-measure"), "ruler-2", primary=True))
            found.append(
                Deed(_("Take the report of the audit back"), audit_at(number, "audit-revise"), "arrow-back-up")
            )
    if audit.state == A.MEASURED and policies.may_verify_saving(user, audit):
        found.append(Deed(_("Verify the saving"), audit_at(number, "audit-verify"), "circle-check", primary=True))
        found.append(Deed(_("Send back"), audit_at(number, "audit-send-back"), "arrow-back-up"))
    return found


def _measure_deeds(user: Any, audit: EnergyAudit, measure: EnergyMeasure, count: int) -> list[Deed]:
    number, uid = audit.project.number, measure.uid
    if audit.state == A.DRAFT and policies.may_audit(user, audit.project):
        moves = []
        if measure.no > 1:
            moves.append(Deed(_("Move up"), audit_at(number, "measure-move", uid, "up"), "arrow-up", post=True))
        if measure.no < count:
            moves.append(Deed(_("Move down"), audit_at(number, "measure-move", uid, "down"), "arrow-down", post=True))
        return [
            *moves,
            Deed(_("Change"), audit_at(number, "measure-edit", uid), "pencil"),
            Deed(_("Remove"), audit_at(number, "measure-remove", uid), "trash", post=True),
        ]
    if audit.state != A.REPORTED or not policies.may_decide_measures(user, audit):
        return []
    accept = Deed(
        pgettext("energy measure", "Accept"), audit_at(number, "measure-accept", uid), "circle-check", post=True
    )
    decline = Deed(pgettext("energy measure", "Decline"), audit_at(number, "measure-decline", uid), "circle-x")
    done = Deed(_("It is in place"), audit_at(number, "measure-done", uid), "checklist", primary=True)
    return {
        MeasureState.PROPOSED: [accept, decline],
        MeasureState.ACCEPTED: [done, decline],
        MeasureState.DECLINED: [accept],
    }.get(MeasureState(measure.state), [])


def audit_decision(audit: EnergyAudit, **told) -> Decision:
    """A decision on the audit, that comes back to its page."""
    number = audit.project.number
    return Decision(back=audit_at(number), trail=[*trail(), (number, audit_at(number))], docno=number, **told)


@writes(shows_form=True)
def audit_start(request: HttpRequest, number: str) -> HttpResponse:
    """The baseline."""
    project = project_or_404(request, number)
    if not queries.takes_audit(project):
        raise Http404
    told = Decision(
        title=_("Baseline of the audit"),
        text=_("A year before the work: what was produced, and what each energy carrier used and cost."),
        verb=_("Keep the baseline"),
        done=_("The baseline is kept. Now add the measures."),
        allowed=policies.may_audit(request.user, project),
        do=lambda given: services.start_audit(project, **given, by=request.user),
        back=audit_at(project.number),
        trail=[*trail(), (project.number, audit_at(project.number))],
        docno=project.number,
    )
    return decide(request, told, forms.BaselineForm(posted(request)))


@writes(shows_form=True)
def audit_baseline(request: HttpRequest, number: str) -> HttpResponse:
    """Another baseline."""
    audit = audit_or_404(request, number)
    told = audit_decision(
        audit,
        title=_("Change the baseline"),
        text=_("All savings are counted against it. Once the report is handed over it stays as it is."),
        verb=_("Keep the baseline"),
        done=_("The baseline is changed."),
        allowed=policies.may_audit(request.user, audit.project),
        do=lambda given: services.change_baseline(audit, **given, by=request.user),
    )
    return decide(request, told, forms.BaselineForm(posted(request), audit=audit, uses=queries.uses_of(audit)))


@writes(shows_form=True)
def audit_report(request: HttpRequest, number: str) -> HttpResponse:
    """Hand it over."""
    audit = audit_or_404(request, number)
    year = audit.factor_year
    told = audit_decision(
        audit,
        title=_("Hand the report over"),
        text=_("What each measure saves is kept with the energy factors of %(year)s. The company then decides on each.")
        % {"year": year},
        verb=_("Hand over"),
        done=_("The report is handed over. The company is told."),
        allowed=policies.may_audit(request.user, audit.project),
        do=lambda given: services.report_audit(audit, by=request.user),
    )
    return decide(request, told, forms.forms.Form(posted(request)))


@writes(shows_form=True)
def audit_revise(request: HttpRequest, number: str) -> HttpResponse:
    """Take it back."""
    audit = audit_or_404(request, number)
    told = audit_decision(
        audit,
        title=_("Take the report of the audit back"),
        text=_("Possible as long as the company has decided on no measure."),
        verb=_("Take back"),
        done=_("The report is taken back."),
        allowed=policies.may_audit(request.user, audit.project),
        do=lambda given: services.revise_audit(audit, by=request.user),
    )
    return decide(request, told, forms.forms.Form(posted(request)))


@writes(shows_form=True)
def audit_measure(request: HttpRequest, number: str) -> HttpResponse:
    """What was used since."""
    audit = audit_or_404(request, number)
    told = audit_decision(
        audit,
        title=_("Measure the saving"),
        text=_("Saved is what today's output would have used before, less what was used. Another person verifies it."),
        verb=_("Keep the measurement"),
        done=_("Measured. Finance or another officer verifies it."),
        allowed=policies.may_audit(request.user, audit.project),
        do=lambda given: services.measure_saving(audit, **given, by=request.user),
    )
    return decide(request, told, forms.SavingForm(posted(request), audit=audit, uses=queries.uses_of(audit)))


@writes(shows_form=True)
def audit_verify(request: HttpRequest, number: str) -> HttpResponse:
    """The second person."""
    audit = audit_or_404(request, number)
    saved = _saved(queries.uses_of(audit))
    told = audit_decision(
        audit,
        title=_("Verify the saving"),
        text=_("Read the meters and the output. Verified: %(won)s, %(tco2)s tCO₂.")
        % {"won": money_full(saved["won"]), "tco2": f"{saved['tco2']:,.3f}"},
        verb=pgettext("energy", "Verify"),
        done=_("Verified. The company is told."),
        allowed=policies.may_verify_saving(request.user, audit),
        do=lambda given: services.verify_saving(audit, by=request.user),
    )
    return decide(request, told, forms.forms.Form(posted(request)))


@writes(shows_form=True)
def audit_send_back(request: HttpRequest, number: str) -> HttpResponse:
    """Measured again."""
    audit = audit_or_404(request, number)
    told = audit_decision(
        audit,
        title=_("Send back"),
        text=_("The saving is measured again. The expert reads the reason."),
        verb=_("Send back"),
        done=_("Sent back."),
        allowed=policies.may_verify_saving(request.user, audit),
        do=lambda given: services.send_back(audit, **given, by=request.user),
    )
    return decide(request, told, forms.DeclineForm(posted(request)))
