"""Doors of the evaluation: proposals side by side, the shortlist, adoption."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from catalog.forms.sourcing import ReasonForm
from catalog.forms.trials import TrialForm
from catalog.models import Proposal
from catalog.policies import sourcing as may
from catalog.queries import sourcing as queries
from catalog.queries.offers import comparison_of_proposals, landed_of, rates_for, saving_of
from catalog.rules.values import number_text
from catalog.services import evaluation as services
from catalog.states import REQUEST_UNSEALED, ProposalState, RequestState
from catalog.views.sourcing import beside, posted, request_or_404
from catalog.views.sourcing_shown import address, deeds_for, facts_of_request, saving_facts, shown, steps_of, trail_to
from catalog.views.sourcing_steps import Decision, decide
from portal.audit.queries import timeline_of
from portal.display import money_full
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.people.queries import buyer_people_with_role
from portal.policy import require

R, P = RequestState, ProposalState


@reads
def sourcing_evaluation(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Proposals by attributes, scores explained, landed cost, trials: for the staff who decide."""
    thing = request_or_404(request, uid)
    require(may.may_read_sourcing(request.user))
    if thing.state not in REQUEST_UNSEALED:
        raise Http404
    user = request.user
    asked = queries.requirements_of(thing)
    compared = comparison_of_proposals(user, thing, asked)
    evaluates = bool(may.may_evaluate_request(user, thing)) and thing.state in (R.EVALUATING, R.TRIAL)
    adopts = bool(may.may_adopt(user, thing)) and thing.state == R.TRIAL
    trials = list(queries.trials_visible_to(user).filter(proposal__request=thing))
    passed = {trial.proposal_id for trial in trials if trial.verdict in ("pass", "conditional")}
    context = {
        "thing": thing,
        "head": shown(thing, page_now(request), inside=True),
        "trail": trail_to(thing, _("Evaluation")),
        "facts": facts_of_request(user, thing),
        "steps": steps_of(thing),
        "compared": compared,
        "table": _table(asked, compared),
        "costs": [_costs(row, thing) for row in compared],
        "knows_price": queries.reads_current_price(user, thing),
        "evaluates": evaluates,
        "why_not": "" if evaluates or thing.state not in (R.EVALUATING, R.TRIAL) else (
            may.may_evaluate_request(user, thing).reason
        ),
        "adopts": adopts,
        "trials": trials,
        "passed": passed,
        "saving": saving_facts(user, thing),
        "deeds": [deed for deed in deeds_for(user, thing, page_now(request)) if deed.name != "evaluation"],
        "entries": timeline_of(thing),
    }  # fmt: skip
    return page(request, "catalog/sourcing_evaluation.html", context)


def _table(asked, compared) -> list[dict[str, Any]]:
    """A row for each attribute, a cell for each proposal."""
    return [{"asked": row, "cells": [each.match.lines[place] for each in compared]} for place, row in enumerate(asked)]


def _costs(row, thing) -> dict[str, Any]:
    """Landed cost of a proposal in its parts, and what it would save."""
    proposal, landed = row.proposal, row.landed
    return {
        "row": row,
        "price": money_full(proposal.price, proposal.currency),
        "rate": number_text(row.rate.won) if row.rate is not None else "",
        "unit": number_text((landed.total_won / thing.annual_qty).quantize(Decimal("0.01"))) if landed else "",
    }


def proposal_or_404(request: HttpRequest, uid: UUID) -> Proposal:
    """A proposal that this member of the staff may read."""
    found = Proposal.objects.select_related("request__class_node", "company", "product", "version__class_node")
    proposal = get_object_or_404(found, uid=uid)
    thing = get_object_or_404(queries.requests_visible_to(request.user), pk=proposal.request_id)
    if not queries.reads_sourcing(request.user) or thing.state not in REQUEST_UNSEALED:
        raise Http404
    return proposal


@writes
def proposal_shortlist(request: HttpRequest, uid: UUID) -> HttpResponse:
    """On the shortlist."""
    proposal = proposal_or_404(request, uid)
    try:
        services.shortlist_proposal(proposal, by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(product)s is on the shortlist.") % {"product": proposal.product.number})
    return see(request, address(proposal.request, "sourcing-evaluation"))


@writes
def proposal_unlist(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Off the shortlist."""
    proposal = services.unlist_proposal(proposal_or_404(request, uid), by=request.user)
    messages.success(request, _("%(product)s is off the shortlist.") % {"product": proposal.product.number})
    return see(request, address(proposal.request, "sourcing-evaluation"))


@writes(shows_form=True)
def trial_plan(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Plan a trial of a shortlisted proposal."""
    proposal = proposal_or_404(request, uid)
    require(may.may_plan_trial(request.user, proposal.request))
    people = buyer_people_with_role("RQ", "EV", "PO").order_by("name", "pk")
    form = TrialForm(posted(request), people=people)
    if request.method == "POST" and form.is_valid():
        try:
            trial = services.plan_trial(proposal, by=request.user, **form.cleaned_data)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("The trial is planned. %(name)s runs it.") % {"name": trial.runner})
            return see(request, address(proposal.request, "sourcing-evaluation"))
    context = {
        "thing": proposal.request,
        "proposal": proposal,
        "form": form,
        "trail": trail_to(proposal.request, _("Plan a trial")),
        "back_url": address(proposal.request, "sourcing-evaluation"),
    }
    return page(request, "catalog/trial_form.html", context, status=422 if form.errors else 200)


@writes(shows_form=True)
def proposal_adopt(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Adopt what has passed its trial; the saving is computed and shown before."""
    proposal = proposal_or_404(request, uid)
    thing = proposal.request
    _rate, landed = landed_of(proposal, thing, rates_for(thing))
    text = _("All other proposers are told that another alternative was adopted. This cannot be undone.")
    if landed is not None and thing.current_price_won is not None and thing.annual_qty:
        words = {
            "old": money_full(thing.current_price_won),
            "total": money_full(landed.total_won),
            "qty": number_text(thing.annual_qty),
            "saved": money_full(saving_of(thing, landed).saved_won),
        }
        text = (
            _("Saved in a year: %(old)s × %(qty)s − %(total)s (landed) = %(saved)s.") % words + " " + text
            if queries.reads_current_price(request.user, thing)
            else text
        )
    decision = Decision(
        title=_("Adopt %(product)s") % {"product": proposal.version.name},
        text=text,
        verb=_("Adopt"),
        done=_("%(product)s is adopted.") % {"product": proposal.version.name},
        allowed=may.may_adopt(request.user, thing),
        do=lambda given: services.adopt_proposal(proposal, reason=given["reason"], by=request.user),
        back=address(thing),
        number=thing.number,
        heading=thing.title,
        trail=trail_to(thing, _("Adopt")),
    )
    return decide(request, decision, ReasonForm(posted(request)))
