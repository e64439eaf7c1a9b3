"""Doors of the surveillance, and of newer versions of certified products."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import staff_timeline_of, timeline_of
from portal.clock import SEOUL
from portal.deciding import Decision, decide, posted
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from sharedgrowth.innovilt.forms.alliance import (
    AnswerForm,
    ChangeForm,
    DecideChangeForm,
    HoldForm,
    SurveillanceFilter,
)
from sharedgrowth.innovilt.forms.fields import ReasonForm
from sharedgrowth.innovilt.models import Finding, Surveillance, VersionChange
from sharedgrowth.innovilt.policies import alliance as policies
from sharedgrowth.innovilt.queries import alliance as queries
from sharedgrowth.innovilt.services import changes as change_services
from sharedgrowth.innovilt.services import surveillances as services
from sharedgrowth.innovilt.states import ChangeState, SurveillanceState

PER_PAGE = 30
S = SurveillanceState


def trail(surveillance: Surveillance | None = None) -> list[tuple[object, str]]:
    """Where the pages stand."""
    steps: list[tuple[object, str]] = [(_("Surveillance"), reverse("innovilt:surveillance-list"))]
    if surveillance is None:
        return steps
    return [*steps, (surveillance.certificate.number, at(surveillance))]


def at(surveillance: Surveillance, name: str = "surveillance-detail") -> str:
    """An address of a surveillance."""
    return reverse(f"innovilt:{name}", args=[surveillance.uid])


def _surveillance(request: HttpRequest, uid: UUID) -> Surveillance:
    return get_object_or_404(queries.surveillances_visible_to(request.user), uid=uid)


def _decision(surveillance: Surveillance, **told: Any) -> Decision:
    return Decision(
        back=at(surveillance),
        trail=trail(surveillance),
        docno=surveillance.certificate.number,
        heading=surveillance.certificate.company.name,
        **told,
    )


@reads
def surveillance_list(request: HttpRequest) -> HttpResponse:
    """What is planned, open, done."""
    form = SurveillanceFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    found = queries.surveillances_listed_for(request.user, **given)
    context = {
        "filter": form,
        "filtered": bool(given),
        "results": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "is_staff": request.user.is_internal,
    }
    return page(request, "innovilt/surveillance_list.html", context, part="innovilt/_surveillance_results.html")


@reads
def surveillance_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One surveillance: its sample, findings, answers."""
    surveillance, user = _surveillance(request, uid), request.user
    office = bool(policies.may_watch(user, surveillance))
    findings = queries.findings_of(surveillance)
    counted_on = surveillance.held_on or page_now(request).astimezone(SEOUL).date()
    shows_sample = user.is_internal or surveillance.state != S.PLANNED  # the member learns the sample on the day
    context = {
        "surveillance": surveillance,
        "certificate": surveillance.certificate,
        "trail": [*trail(), (surveillance.certificate.number, "")],
        "facts": [
            {"label": _("Member"), "value": surveillance.certificate.company.name, "note": ""},
            {"label": _("Occasion"), "value": surveillance.get_trigger_display(), "note": ""},
            {"label": _("Due on"), "value": day_text(surveillance.due_on, "day"), "note": ""},
            {
                "label": _("Held on"),
                "value": day_text(surveillance.held_on, "day") if surveillance.held_on else "—",
                "note": surveillance.inspector.name if surveillance.inspector and user.is_internal else "",
            },
        ],
        "counted": queries.balance_of(surveillance, on=counted_on),
        "sample": queries.sample_of(surveillance) if shows_sample else [],
        "findings": [
            {
                "finding": finding,
                "may_answer": finding.closed_at is None and bool(policies.may_answer(user, finding)),
                "may_close": finding.closed_at is None
                and finding.answered_at is not None
                and bool(policies.may_close_finding(user, finding)),
            }
            for finding in findings
        ],
        "may_hold": office and surveillance.state == S.PLANNED,
        "may_fail": office and surveillance.state in (S.PLANNED, S.FINDINGS),
        "entries": list(timeline_of(surveillance)) if user.is_internal else None,
    }
    return page(request, "innovilt/surveillance_detail.html", context)


@writes(shows_form=True)
def surveillance_hold(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What was seen at the plant."""
    surveillance = _surveillance(request, uid)
    told = _decision(
        surveillance,
        title=_("Keep the surveillance"),
        text=_(
            "Follow each heat of the sample from the coil to the product. A heat that is not traced is a major "
            "finding. Without findings the surveillance is passed."
        ),
        verb=pgettext("innovilt", "Keep it"),
        done=_("Kept. The member is told."),
        allowed=policies.may_watch(request.user, surveillance),
        do=lambda given: services.hold_surveillance(surveillance, **form.given(), by=request.user),
    )
    form = HoldForm(posted(request), sample=queries.sample_of(surveillance))
    return decide(request, told, form)


@writes(shows_form=True)
def surveillance_fail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It failed."""
    surveillance = _surveillance(request, uid)
    told = _decision(
        surveillance,
        title=_("The surveillance failed"),
        text=_("The suspension of the certificate is proposed; a colleague decides about it."),
        verb=pgettext("innovilt", "It failed"),
        done=_("Kept. The suspension waits for a colleague."),
        allowed=policies.may_watch(request.user, surveillance),
        do=lambda given: services.fail_surveillance(surveillance, reason=given["reason"], by=request.user),
        danger=True,
    )
    return decide(request, told, ReasonForm(posted(request)))


def _finding(request: HttpRequest, uid: UUID) -> Finding:
    seen = queries.surveillances_visible_to(request.user).values("pk")
    rows = Finding.objects.filter(surveillance__in=seen).select_related("surveillance__certificate__company")
    return get_object_or_404(rows, uid=uid)


@writes(shows_form=True)
def finding_answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What the member did about it."""
    finding = _finding(request, uid)
    told = _decision(
        finding.surveillance,
        title=_("Answer the finding"),
        text=_("The office reads it, and closes the finding or comes back to you."),
        quote=finding.text,
        quote_title=finding.get_severity_display(),
        verb=_("Send the answer"),
        done=_("Sent. Thank you."),
        allowed=policies.may_answer(request.user, finding),
        do=lambda given: services.answer_finding(finding, answer=given["answer"], by=request.user),
    )
    return decide(request, told, AnswerForm(posted(request), initial={"answer": finding.answer}))


@writes
def finding_close(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The answer is enough."""
    finding = _finding(request, uid)
    try:
        services.close_finding(finding, by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, pgettext("innovilt", "Closed."))
    return see(request, at(finding.surveillance))


# Newer versions ------------------------------------------------------------------------------------------------------
def _change(request: HttpRequest, uid: UUID) -> VersionChange:
    return get_object_or_404(queries.changes_visible_to(request.user), uid=uid)


@reads
def change_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A newer version of a certified product, and what is to be done about it."""
    change, user = _change(request, uid), request.user
    certificate = change.certificate
    covered = certificate.versions.select_related("version").order_by("pk")
    context = {
        "change": change,
        "certificate": certificate,
        "trail": [(_("INNOVILT Alliance"), reverse("innovilt:member-list")), (_("Changed version"), "")],
        "facts": [
            {"label": _("Certificate"), "value": certificate.number, "note": certificate.get_state_display()},
            {"label": _("Member"), "value": certificate.company.name, "note": ""},
            {
                "label": _("Versions it covers"),
                "value": ", ".join(str(row.version.no) for row in covered),
                "note": "",
            },
            {
                "label": _("New version"),
                "value": _("version %(no)s") % {"no": change.version.no},
                "note": change.version.change_note,
            },
        ],
        "may_state": change.state == ChangeState.OPEN and bool(policies.may_state_change(user, change)),
        "may_decide": change.state == ChangeState.OPEN and bool(policies.may_decide_change(user, change)),
        "may_apply": change.state == ChangeState.REVIEW and user.is_supplier,
        "is_staff": user.is_internal,
        "entries": staff_timeline_of(user, change),
    }
    return page(request, "innovilt/change_detail.html", context)


def _change_decision(change: VersionChange, **told: Any) -> Decision:
    back = reverse("innovilt:change-detail", args=[change.uid])
    return Decision(
        back=back,
        trail=[(_("Changed version"), back)],
        docno=change.certificate.number,
        heading=str(change.version),
        **told,
    )


@writes(shows_form=True)
def change_state(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The member says what has changed."""
    change = _change(request, uid)
    told = _change_decision(
        change,
        title=_("What has changed"),
        text=_("If steel or design changed, the version needs a new review. Until then it does not carry the mark."),
        verb=_("Send"),
        done=_("Sent."),
        allowed=policies.may_state_change(request.user, change),
        do=lambda given: change_services.state_change(change, **form.given(), by=request.user),
    )
    form = ChangeForm(posted(request))
    return decide(request, told, form)


@writes(shows_form=True)
def change_decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The office decides whether it is covered."""
    change = _change(request, uid)
    told = _change_decision(
        change,
        title=_("Is the version covered?"),
        text=_("Compare both versions in the catalogue with what the member stated."),
        quote=change.statement,
        quote_title=_("As the member states it"),
        verb=_("Decide"),
        done=_("Decided. The member is told."),
        allowed=policies.may_decide_change(request.user, change),
        do=lambda given: change_services.decide_change(
            change, covered=given["covered"] == "yes", reason=given["reason"], by=request.user
        ),
    )
    return decide(request, told, DecideChangeForm(posted(request)))
