"""Doors of the verification: committee, votes, finance; other forms of sharing; price cuts."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from portal.deciding import Decision, beside, decide, posted
from portal.display import money_full
from portal.errors import RuleBroken, WrongState
from portal.http import page, reads, see, writes
from portal.paging import Paginator
from portal.people.models import User
from portal.people.queries import buyer_people_with_role
from portal.policy import require
from sharedgrowth.benefit.forms.measurement import (
    ConveneForm,
    CutForm,
    FinanceForm,
    OtherFormForm,
    VerifierVoteForm,
)
from sharedgrowth.benefit.models import Task, Verification
from sharedgrowth.benefit.policies import measurement as policies
from sharedgrowth.benefit.queries import cuts
from sharedgrowth.benefit.queries import sharing as queries
from sharedgrowth.benefit.queries.counting import counted
from sharedgrowth.benefit.services import sharing as sharing_services
from sharedgrowth.benefit.services import verification as services
from sharedgrowth.benefit.states import CutState
from sharedgrowth.benefit.views.money import at, trail, year_or_404

PER_PAGE = 30


def _independent(task: Task):
    """People who may sit on the committee of this task."""
    fitting = [user.pk for user in buyer_people_with_role(*policies.VERIFIERS) if policies.may_verify(user, task)]
    return User.objects.filter(pk__in=fitting).order_by("name", "pk")


@writes(shows_form=True)
def verification_convene(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Lay a confirmed measurement before a committee."""
    found = get_object_or_404(queries.measurements_visible_to(request.user), uid=uid)
    require(policies.may_convene(request.user, found.task))
    form = ConveneForm(posted(request), people=_independent(found.task))
    status = 200
    if request.method == "POST":
        if form.is_valid():
            given = form.cleaned_data
            try:
                services.convene(
                    found,
                    members=list(given["members"]),
                    adjustment_won=given["adjustment_won"],
                    adjustment_reason=given["adjustment_reason"],
                    by=request.user,
                )
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("Convened. Each member is told and votes."))
                return see(request, at("settlement-detail", found.year.uid))
        status = 422
    result = counted(found)
    context = {
        "trail": trail(found.task, _("Verification committee"), at("settlement-detail", found.year.uid)),
        "title": _("Convene the verification committee"),
        "docno": found.task.number,
        "heading": found.task.title,
        "text": _(
            "The formula counts a net benefit of %(won)s. More than half of all members decide; large benefits go"
            " to finance afterwards."
        )
        % {"won": money_full(result.net_won)},
        "verb": _("Convene"),
        "back": at("settlement-detail", found.year.uid),
        "form": form,
    }
    return page(request, "benefit/money_form.html", context, status=status)


def _verification(request: HttpRequest, uid: UUID) -> Verification:
    return get_object_or_404(queries.verifications_visible_to(request.user), uid=uid)


def _about(found: Verification) -> dict:
    task, year = found.measurement.task, found.measurement.year
    facts = [
        {"label": _("Sharing year"), "value": str(year.no)},
        {"label": _("By the formula"), "value": money_full(found.counted_won)},
        {"label": _("Adjustment"), "value": money_full(found.adjustment_won), "note": found.adjustment_reason},
        {"label": _("Net benefit"), "value": money_full(found.net_won)},
    ]
    return {
        "back": at("settlement-detail", year.uid),
        "trail": trail(task, "", at("settlement-detail", year.uid)),
        "docno": task.number,
        "heading": task.title,
        "facts": facts,
    }


@writes(shows_form=True)
def verification_vote(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A member votes."""
    found = _verification(request, uid)
    decision = Decision(
        title=_("Vote on the verified benefit"),
        text=_(
            "You declare that you have no stake in the suppliers and no part in proposal, feasibility or "
            "measurement. A vote is not changed afterwards."
        ),
        verb=_("Vote"),
        done=_("Your vote is in."),
        allowed=policies.may_vote(request.user, found),
        do=lambda given: services.vote(found, by=request.user, **given),
        **_about(found),
    )
    return decide(request, decision, VerifierVoteForm(posted(request)))


@writes(shows_form=True)
def verification_finance(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Finance looks at what is large."""
    found = _verification(request, uid)
    decision = Decision(
        title=_("Verify as finance"),
        text=_(
            "Compare use, prices and extra cost with the books. If you agree, the benefit is verified and the "
            "compensation is owed."
        ),
        verb=_("Decide"),
        done=_("Decided."),
        allowed=policies.may_verify_as_finance(request.user, found),
        do=lambda given: services.decide_as_finance(found, by=request.user, **given),
        **_about(found),
    )
    return decide(request, decision, FinanceForm(posted(request)))


@writes(shows_form=True)
def other_form_value(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What a supplier was given otherwise than in cash."""
    year = year_or_404(request, uid)
    decision = Decision(
        title=_("Value another form of sharing"),
        text=_("For the reports alone: nothing of it is paid. A contract right and a joint patent have no amount."),
        verb=_("Enter"),
        done=_("Entered."),
        allowed=policies.may_value(request.user),
        do=lambda given: sharing_services.value_other_form(year, by=request.user, **given),
        back=at("settlement-detail", year.uid),
        trail=trail(year.task, "", at("settlement-detail", year.uid)),
        docno=year.task.number,
        heading=year.task.title,
    )
    suppliers = year.task.suppliers.select_related("company")
    return decide(request, decision, OtherFormForm(posted(request), suppliers=suppliers))


@reads
def cut_list(request: HttpRequest) -> HttpResponse:
    """Contracts below the agreed price of a task's item."""
    require(policies.may_read_settlements(request.user))
    rows = cuts.cuts_visible_to(request.user)
    context = {
        "trail": trail(None, _("Price cuts")),
        "results": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "may_decide": bool(policies.may_decide_cut(request.user)),
        "found": CutState.FOUND,
    }
    return page(request, "benefit/cut_list.html", context)


@writes(shows_form=True)
def cut_decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What became of a lower price."""
    cut = get_object_or_404(cuts.cuts_visible_to(request.user), uid=uid)
    decision = Decision(
        title=_("Decide on a lower price"),
        text=_(
            "While it shares a benefit, a supplier's price is not cut because of the task: else the benefit is "
            "counted twice. No year of the task is verified before this is decided."
        ),
        verb=_("Decide"),
        done=_("Decided."),
        allowed=policies.may_decide_cut(request.user),
        do=lambda given: sharing_services.decide_cut(cut, by=request.user, **given),
        back=at("cut-list"),
        trail=[*trail(None, "x")[:1], (_("Price cuts"), at("cut-list"))],
        docno=cut.task.number,
        heading=cut.line.description,
        facts=[
            {"label": _("Contract"), "value": cut.line.contract.number},
            {"label": _("Agreed price"), "value": money_full(cut.agreed_won)},
            {"label": _("Price found"), "value": money_full(cut.found_won)},
        ],
    )
    return decide(request, decision, CutForm(posted(request)))
