"""Doors of amendments: the officer asks with what shall stand there, a second person decides over what changes."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, see, writes
from portal.policy import require
from purchasing.bidding import policies, queries, services
from purchasing.bidding.forms import AmendForm, ReasonForm
from purchasing.bidding.forms.methods import MethodFiguresForm
from purchasing.bidding.models import Amendment, Tender
from purchasing.bidding.services.amending import check_running
from purchasing.bidding.views.decisions import Decision, _data, _decide
from purchasing.bidding.views.drafting import (
    are_valid,
    criterion_rows,
    figures_of,
    initial_of,
    is_between,
    line_rows,
    part_of,
    tell,
)
from purchasing.bidding.views.finding import tender_or_404, trail
from purchasing.bidding.views.lines import Criteria, Lines
from purchasing.bidding.views.shown import address, shown


@writes(shows_form=True)
def tender_amend(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for an amendment."""
    tender = tender_or_404(request, key)
    require(policies.may_request_amendment(request.user, tender))
    check_running(tender)
    if queries.open_amendment(tender) is not None:
        raise WrongState(_("An amendment is already waiting for approval."))
    posted = request.method == "POST"
    lines = Lines.of(request, line_rows(tender))
    criteria = Criteria.of(request, criterion_rows(tender))
    facts = {"tender": tender, "in_force": queries.documents_of(tender)}
    form = AmendForm(request.POST, request.FILES, **facts) if posted else AmendForm(initial=initial_of(tender), **facts)
    figures = figures_of(request, tender)
    status = 200
    if not is_between(request, lines, criteria) and posted:
        status = 422
        if are_valid(form, lines, criteria, figures):
            try:
                _request(request, tender, form, lines, criteria, figures)
            except WrongState:
                raise
            except RuleBroken as refusal:
                tell(form, lines, criteria, figures, refusal)
            else:
                messages.success(request, _("The amendment waits for approval."))
                return see(request, address(tender))
    context = {
        "tender": tender,
        "head": shown(tender, page_now(request), inside=True),
        "trail": trail(tender, _("Amend the notice")),
        "form": form,
        "lines": lines,
        "formset": lines.formset,
        "criteria": criteria,
        "criterion_formset": criteria.formset,
        "method_form": figures,
        "pressed": lines.pressed or criteria.pressed or "show_figures" in request.POST,
        "action": request.path,
        "least": day_text(services.least_deadline(tender)),
    }
    return page(request, "bidding/amend_form.html", context, part=part_of(request, criteria), status=status)


def _request(
    request: HttpRequest,
    tender: Tender,
    form: AmendForm,
    lines: Lines,
    criteria: Criteria,
    figures: MethodFiguresForm,
) -> Amendment:
    wanted = services.AmendmentIn(
        facts=form.facts() | {"method_params": figures.answers()},
        lines=[services.LineIn(**row) for row in lines.formset.answers()],
        criteria=[services.CriterionIn(**row) for row in criteria.formset.answers()],
        documents=form.added(),
        withdrawn=list(form.cleaned_data.get("withdrawn") or []),
        invited=form.cleaned_data.get("invited") or (),
        closes_at=form.cleaned_data["closes_at"],
        bids_go_back=form.cleaned_data["bids_go_back"],
    )
    return services.request_amendment(tender, wanted, reason=form.cleaned_data["reason"], by=request.user)


@writes
def amendment_approve(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """A second person agrees."""
    tender = tender_or_404(request, key)
    amendment = get_object_or_404(tender.amendments.select_related("tender", "asked_by"), uid=uid)
    try:
        services.approve_amendment(amendment, by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The notice stands in its new version. Everybody it concerns is told."))
    return see(request, address(tender))


@writes(shows_form=True)
def amendment_decline(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """The notice stays as it is."""
    tender = tender_or_404(request, key)
    amendment = get_object_or_404(tender.amendments.select_related("tender", "asked_by"), uid=uid)
    decision = Decision(
        title=_("Decline the amendment"),
        text=_("The notice stays as it was published."),
        verb=_("Decline"),
        done=_("The notice stays as it is."),
        allowed=policies.may_decide_amendment(request.user, amendment),
        do=lambda given: services.decline_amendment(amendment, reason=given["reason"], by=request.user),
    )
    return _decide(request, tender, decision, ReasonForm(_data(request), label=_("Reason")))
