"""Doors after a decision to award: debrief, objections, taking back, lapsing, the contract."""

from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from portal.audit.queries import timeline_of
from portal.display import day_text, money_full
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies, queries, services
from purchasing.bidding.forms import ContractForm, LapseForm, ObjectionDecisionForm, ObjectionForm, TakeBackForm
from purchasing.bidding.models import AwardDecision, Objection, Tender
from purchasing.bidding.states import ObjectionState, TenderState
from purchasing.bidding.views.decisions import Decision, _data, _decide
from purchasing.bidding.views.finding import beside, tender_or_404, trail
from purchasing.bidding.views.ladder import verdicts
from purchasing.bidding.views.papers import papers_of
from purchasing.bidding.views.shown import address, shown

S = TenderState


# Debrief -------------------------------------------------------------------------------------------------------------
@reads
def debrief(request: HttpRequest, key: str) -> HttpResponse:
    """What a company that has bid learns: where its bid stood, why, what would have helped; and the way to object."""
    tender = tender_or_404(request, key)
    if not policies.may_see_debrief(request.user, tender):
        raise Http404
    found = queries.debrief_for(request.user, tender)
    if found is None:
        raise Http404
    result = verdicts(queries.result_for(request.user, tender), request.user)
    context = {
        **result,
        "debrief": found,
        "head": shown(tender, page_now(request)),
        "trail": trail(tender, _("Debrief")),
        "facts": _debrief_facts(found),
        **objecting(request, tender),
        "papers": papers_of(request.user, tender),
    }
    return page(request, "bidding/debrief.html", context)


def _debrief_facts(found) -> list[dict[str, Any]]:
    own = found.own.ruling
    facts = [
        {"label": _("Own bid"), "value": money_full(own.price_won) if own.price_won is not None else "—", "note": ""},
        {
            "label": _("Rank"),
            "value": own.rank or "—",
            "note": _("of %(count)s valid bids") % {"count": found.valid_count},
        },
    ]
    if found.winner is not None:
        facts.append(
            {
                "label": _("Winner's price") if not found.is_winner else _("Award price"),
                "value": money_full(found.winner.ruling.price_won),
                "note": found.winner.name,
            }
        )
    if found.gap_won is not None and found.gap_won >= 0:
        facts.append(
            {
                "label": _("Difference"),
                "value": money_full(found.gap_won),
                "note": _("%(pct)s%% of the winner's price") % {"pct": f"{found.gap_pct:.1f}"},
            }
        )
    if found.calc is not None and found.calc.limit_won is not None:
        note = _floor_distance(found.to_floor_won)
        facts.append({"label": _("Price floor"), "value": money_full(found.calc.limit_won), "note": note})
    return facts


def _floor_distance(above_won: Decimal | None) -> str:
    """On which side of the floor the own price lies, and how far."""
    if above_won is None:
        return ""
    if above_won == 0:
        return _("the own price is the floor")
    words = _("the own price lies %(gap)s above it") if above_won > 0 else _("the own price lies %(gap)s below it")
    return words % {"gap": money_full(abs(above_won))}


def objecting(request: HttpRequest, tender: Tender) -> dict[str, Any]:
    """What a page says of the standstill and of objections to this reader."""
    standstill = queries.running_standstill(tender) if tender.state == S.STANDSTILL else None
    now = page_now(request)
    user = request.user
    signed_in = user.is_authenticated
    allowed = policies.may_lodge_objection(user, tender) if signed_in and standstill else None
    objections = list(queries.objections_visible_to(user, tender)) if signed_in else []
    waiting = allowed and any(each.state == ObjectionState.LODGED for each in objections)  # their own: one at a time
    return {
        "standstill": standstill,
        "object_until": day_text(standstill.last_day, "short") if standstill else "",
        "standstill_over": standstill is not None and now >= standstill.ends_at,
        "stopped": standstill is not None and queries.has_open_objection(tender),
        "may_object": bool(allowed) and not waiting and standstill is not None and now < standstill.ends_at,
        "objections": objections,
        "objections_told": queries.objections_told(tender) if queries.shows_result(user, tender) else [],
    }


# Objections ----------------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def objection_lodge(request: HttpRequest, key: str) -> HttpResponse:
    """A bidder objects to the intended award."""
    tender = tender_or_404(request, key)
    require(policies.may_lodge_objection(request.user, tender))
    standstill = queries.running_standstill(tender)
    if standstill is None:
        raise WrongState(_("Objections are taken while the standstill runs, until the end of its last day."))
    open_one = queries.objections_visible_to(request.user, tender).filter(state=ObjectionState.LODGED).first()
    if open_one is not None and request.method != "POST":
        messages.info(request, _("An objection of your company is already being looked at."))
        return see(request, address(tender, "objection-detail", open_one.uid))
    form = ObjectionForm(_data(request), initial={"key": uuid4().hex})
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                objection = services.lodge_objection(tender, **form.cleaned_data, by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("The objection is in. The award waits for its decision."))
                return see(request, address(tender, "objection-detail", objection.uid))
        status = 422
    context = {
        "tender": tender,
        "head": shown(tender, page_now(request)),
        "trail": trail(tender, _("Object to the award")),
        "standstill": standstill,
        "form": form,
        "back_url": address(tender, "debrief"),
    }
    return page(request, "bidding/objection_form.html", context, status=status)


def _objection_or_404(request: HttpRequest, tender: Tender, uid: UUID) -> Objection:
    return get_object_or_404(queries.objections_visible_to(request.user, tender), uid=uid)


@reads
def objection_detail(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """An objection: what it says, what it stops, and its decision; for the company that lodged it and for staff."""
    tender = tender_or_404(request, key)
    objection = _objection_or_404(request, tender, uid)
    user = request.user
    open_one = objection.state == ObjectionState.LODGED
    context = {
        "tender": tender,
        "head": shown(tender, page_now(request), inside=user.is_internal),
        "trail": trail(tender, objection.number),
        "objection": objection,
        "kind": objection.badges[objection.state],
        "facts": _objection_facts(objection, inside=user.is_internal),
        "open": open_one,
        "may_decide": policies.may_decide_objection(user, objection) if open_one and user.is_internal else None,
        "may_withdraw": open_one and bool(policies.may_withdraw_objection(user, objection)),
        "entries": timeline_of(objection) if user.is_internal else [],
    }
    return page(request, "bidding/objection_detail.html", context)


def _objection_facts(objection: Objection, *, inside: bool) -> list[dict[str, Any]]:
    facts = [
        {"label": _("Objection"), "value": objection.number, "note": objection.get_ground_display()},
        {
            "label": _("Lodged"),
            "value": day_text(objection.lodged_at, "short"),
            "note": objection.company.name if inside else objection.lodged_by.name,
        },
        {
            "label": _("Decision due"),
            "value": day_text(objection.answer_by, "day"),
            "note": _("nothing is awarded before it") if objection.state == ObjectionState.LODGED else "",
        },
    ]
    if objection.decided_at:
        facts.append(
            {
                "label": objection.get_state_display(),
                "value": day_text(objection.decided_at, "short"),
                "note": objection.decided_by.name if inside and objection.decided_by else "",
            }
        )
    return facts


@writes
def objection_withdraw(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """The company takes its objection back."""
    tender = tender_or_404(request, key)
    services.withdraw_objection(_objection_or_404(request, tender, uid), by=request.user)
    messages.success(request, _("The objection is withdrawn."))
    return see(request, address(tender, "objection-detail", uid))


@writes(shows_form=True)
def objection_decide(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """Somebody who took no part upholds or rejects it."""
    tender = tender_or_404(request, key)
    objection = _objection_or_404(request, tender, uid)
    decision = Decision(
        title=_("Decide on objection %(number)s") % {"number": objection.number},
        text=objection.text,
        verb=_("Decide"),
        done=_("The objection is decided. The company and the officer are told."),
        allowed=policies.may_decide_objection(request.user, objection),
        do=lambda given: services.decide_objection(
            objection,
            upheld=given["upheld"] == "yes",
            answer=given["answer"],
            remedy=given["remedy"],
            no_conflict=given["no_conflict"],
            by=request.user,
        ),
        back=address(tender, "objection-detail", uid),
    )
    return _decide(request, tender, decision, ObjectionDecisionForm(_data(request)))


# The award goes back, lapses, or becomes a contract ------------------------------------------------------------------
@writes(shows_form=True)
def award_take_back(request: HttpRequest, key: str) -> HttpResponse:
    """An approver takes an award back while its standstill runs."""
    tender = tender_or_404(request, key)
    decision = Decision(
        title=_("Take the award back"),
        text=_("The tender goes back to its evaluation and is decided again. Every bidder is told, with your reason."),
        verb=_("Take it back"),
        done=_("The award is taken back."),
        allowed=policies.may_take_back_award(request.user, tender),
        do=lambda given: services.take_back_award(tender, reason=given["reason"], by=request.user),
        danger=True,
    )
    return _decide(request, tender, decision, TakeBackForm(_data(request)))


@writes(shows_form=True)
def award_lapse(request: HttpRequest, key: str) -> HttpResponse:
    """No contract is made with the winner: the next in line may be proposed."""
    tender = tender_or_404(request, key)
    due = queries.sign_by(tender)
    decision = Decision(
        title=_("Let the award lapse"),
        text=_(
            "The winner leaves the ranking, and the next in line may be proposed, with its own approval and "
            "standstill. The winner may sign until %(day)s."
        )
        % {"day": day_text(due) if due else "—"},
        verb=_("Let it lapse"),
        done=_("The award has lapsed. The next in line may be proposed."),
        allowed=policies.may_lapse_award(request.user, tender),
        do=lambda given: services.lapse_award(tender, **given, by=request.user),
        danger=True,
    )
    return _decide(request, tender, decision, LapseForm(_data(request)))


@writes(shows_form=True)
def contract_record(request: HttpRequest, key: str) -> HttpResponse:
    """The signed contract, at the award price."""
    tender = tender_or_404(request, key)
    if not queries.reads_opened_bids(request.user, tender):
        raise Http404
    award = queries.decision_in_force(tender)
    decision = Decision(
        title=_("Record the contract"),
        text=_(
            "Both sides have signed. From here on the contract is kept with the award, which no longer changes. "
            "Its lines and its amount go over into “Contracts”: there you complete how it is paid, and the supplier "
            "confirms it."
        ),
        verb=_("Record the contract"),
        done=_("The contract is recorded, and drawn up under “Contracts”. The winner and the reserve are told."),
        allowed=policies.may_record_contract(request.user, tender),
        do=lambda given: services.record_contract(tender, **given, by=request.user),
    )
    differs = policies.may_record_contract(request.user, tender, at_another_amount=True)
    initial = {"amount_won": f"{award.price_won:,}"} if award else {}
    form = ContractForm(_data(request), initial=initial, differs=bool(differs))
    if award and tender.state == S.AWARDED and decision.allowed:
        _mark_faults(form, tender, award, request.user)
    return _decide(request, tender, decision, form)


def _mark_faults(form: ContractForm, tender: Tender, award: AwardDecision, user: User) -> None:
    """Everything that forbids the contract, each beside its field: nothing that was typed is lost."""
    if not form.is_bound:
        return
    form.full_clean()
    given = form.cleaned_data
    faults = services.contract_faults(
        tender,
        award,
        amount_won=given.get("amount_won"),
        signed_on=given.get("signed_on"),
        difference=given.get("difference", ""),
        difference_reason=given.get("difference_reason", ""),
        by=user,
    )
    for field, message in faults:
        form.add_error(field, message)
