"""Doors of the due process: each step that a person takes. Imposing and lifting ask once more who it is."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.clock import SEOUL, today
from portal.deciding import Decision, decide, posted
from portal.display import day_text
from portal.fresh import fresh
from portal.http import page_now, see, writes
from purchasing.esg.forms import limitations as forms
from purchasing.esg.models import Limitation
from purchasing.esg.policies import limitations as policies
from purchasing.esg.queries import limitations as queries
from purchasing.esg.services import appeals, carrying
from purchasing.esg.services import limitations as services
from purchasing.esg.states import LimitationState
from purchasing.esg.views.limitations import address, facts, limitation_or_404, trail


def _decision(limitation: Limitation, **words: Any) -> Decision:
    return Decision(
        docno=limitation.number,
        heading=limitation.company.name,
        facts=facts(limitation),
        quote=words.pop("quote", limitation.facts),
        quote_title=words.pop("quote_title", _("Facts")),
        back=address(limitation),
        trail=[*trail(), (limitation.number, address(limitation))],
        **words,
    )


@writes(shows_form=True)
def limitation_propose(request: HttpRequest) -> HttpResponse:
    """A reviewer, or compliance, proposes a level."""
    decision = Decision(
        title=_("Propose a supply limitation"),
        text=_("Nothing follows from a proposal: the supplier first gets the facts, answers, and a committee decides."),
        verb=_("Propose it"),
        done=_("Proposed. Send the notice with its facts."),
        allowed=policies.may_propose_limitation(request.user),
        do=lambda given: services.propose_limitation(**given | {"level": int(given["level"])}, by=request.user),
        back=reverse("esg:limitation-list"),
        trail=trail(),
        after=address,
    )
    asked = {name: request.GET.get(name, "")[:100] for name in ("company", "assessment")}
    return decide(request, decision, forms.ProposalForm(posted(request), initial=asked))


@writes
def limitation_notify(request: HttpRequest, number: str) -> HttpResponse:
    """The notice goes out."""
    limitation = services.notify_limitation(limitation_or_404(request, number), by=request.user)
    messages.success(
        request,
        _("The notice is sent. The supplier may answer until the end of %(day)s.")
        % {"day": day_text(limitation.answer_due, "day")},
    )
    return see(request, address(limitation))


@writes
def limitation_convene(request: HttpRequest, number: str) -> HttpResponse:
    """To the committee."""
    limitation = services.convene_committee(limitation_or_404(request, number), by=request.user)
    messages.success(request, _("The committee has it. Its members are told."))
    return see(request, address(limitation))


@writes(shows_form=True)
def limitation_drop(request: HttpRequest, number: str) -> HttpResponse:
    """The proposal is not pursued."""
    limitation = limitation_or_404(request, number)
    decision = _decision(
        limitation,
        title=_("Do not pursue the proposal"),
        text=_("It ends here. The supplier is told, if it knows of it."),
        verb=_("Do not pursue it"),
        done=_("The proposal is not pursued."),
        allowed=policies.may_drop_limitation(request.user, limitation),
        do=lambda given: services.drop_limitation(limitation, reason=given["reason"], by=request.user),
    )
    return decide(request, decision, forms.DecisionWordsForm(posted(request), label=_("Reason")))


@writes(shows_form=True)
def limitation_answer(request: HttpRequest, number: str) -> HttpResponse:
    """The supplier answers the facts."""
    limitation = limitation_or_404(request, number)
    decision = _decision(
        limitation,
        title=_("Answer the notice"),
        text=_("Say what is wrong or missing in the facts, and what you have done since. It is answered once."),
        verb=_("Send the answer"),
        done=_("The answer is in. The committee reads it before it votes."),
        allowed=policies.may_answer_limitation(request.user, limitation),
        do=lambda given: services.answer_limitation(limitation, **given, by=request.user),
    )
    return decide(request, decision, forms.LimitationAnswerForm(posted(request)))


@writes(shows_form=True)
def limitation_hearing(request: HttpRequest, number: str) -> HttpResponse:
    """What was said at the hearing."""
    limitation = limitation_or_404(request, number)
    on_day = page_now(request).astimezone(SEOUL).date()
    decision = _decision(
        limitation,
        title=_("Write down the hearing"),
        text=_("The committee and the supplier read it."),
        quote=limitation.answer,
        quote_title=_("Answer of the supplier"),
        verb=_("Write it down"),
        done=_("The hearing is written down."),
        allowed=policies.may_note_hearing(request.user, limitation),
        do=lambda given: services.note_hearing(limitation, **given, by=request.user),
    )
    return decide(request, decision, forms.HearingForm(posted(request), initial={"on": on_day}))


@writes(shows_form=True)
@fresh
def limitation_interim(request: HttpRequest, number: str) -> HttpResponse:
    """New orders are suspended at once."""
    limitation = limitation_or_404(request, number)
    decision = _decision(
        limitation,
        title=_("Suspend new orders at once"),
        text=_("Level 4 while the due process runs: only for an imminent danger to life. What was ordered is paid."),
        verb=_("Suspend new orders"),
        done=_("New orders are suspended. The supplier is told."),
        allowed=policies.may_order_interim(request.user, limitation),
        do=lambda given: services.order_interim(limitation, **given, by=request.user),
        danger=True,
    )
    return decide(request, decision, forms.InterimForm(posted(request)))


@writes(shows_form=True)
def limitation_vote(request: HttpRequest, number: str) -> HttpResponse:
    """A member of the committee, or of the panel, votes."""
    limitation = limitation_or_404(request, number)
    on_appeal = limitation.state == LimitationState.APPEALED
    may = policies.may_vote_on_appeal if on_appeal else policies.may_vote_on_limitation
    bench = queries.bench_of(request.user)
    words = limitation.appeal if on_appeal else limitation.answer
    decision = _decision(
        limitation,
        title=_("Vote on the appeal") if on_appeal else _("Vote"),
        text=_("You speak for %(bench)s. A vote is not changed.") % {"bench": bench.label if bench else ""},
        quote=words or limitation.facts,
        quote_title=_("Appeal") if on_appeal else _("Answer of the supplier") if words else _("Facts"),
        verb=_("Vote"),
        done=_("Your vote is in."),
        allowed=may(request.user, limitation),
        do=lambda given: services.cast_vote(
            limitation,
            bench=str(bench),
            in_favour=given["in_favour"] == "yes",
            words=given["words"],
            on_appeal=on_appeal,
            by=request.user,
        ),
    )
    return decide(request, decision, forms.VoteForm(posted(request), on_appeal=on_appeal))


@writes(shows_form=True)
@fresh
def limitation_decide(request: HttpRequest, number: str) -> HttpResponse:
    """The committee's decision is written down."""
    limitation = limitation_or_404(request, number)
    votes = queries.votes_of(limitation)
    yes = sum(vote.in_favour for vote in votes)
    text = _("%(yes)s of %(all)s votes are for it. With two thirds it is imposed, else it is not.")
    decision = _decision(
        limitation,
        title=_("Record the decision"),
        text=text % {"yes": yes, "all": len(votes)},
        quote=limitation.answer or limitation.facts,
        quote_title=_("Answer of the supplier") if limitation.answer else _("Facts"),
        verb=_("Record the decision"),
        done=_("The decision is recorded. The supplier is told, with its reasons and the days to appeal."),
        allowed=policies.may_decide_limitation(request.user, limitation),
        do=lambda given: services.decide_limitation(limitation, **given, by=request.user),
        danger=True,
    )
    levels = queries.levels_to_choose(limitation, today())
    form = forms.CommitteeForm(posted(request), levels=levels, initial={"level": limitation.level})
    return decide(request, decision, form)


@writes(shows_form=True)
def limitation_appeal(request: HttpRequest, number: str) -> HttpResponse:
    """The supplier appeals."""
    limitation = limitation_or_404(request, number)
    decision = _decision(
        limitation,
        title=_("Appeal"),
        text=_("Other people than before decide. The limitation stays in force until then."),
        quote=limitation.reason,
        quote_title=_("Decision and reasons"),
        verb=_("Appeal"),
        done=_("The appeal is in. Other people decide."),
        allowed=policies.may_appeal_limitation(request.user, limitation),
        do=lambda given: appeals.appeal_limitation(limitation, text=given["text"], by=request.user),
    )
    return decide(request, decision, forms.AppealForm(posted(request)))


@writes(shows_form=True)
@fresh
def limitation_decide_appeal(request: HttpRequest, number: str) -> HttpResponse:
    """The panel's decision is written down."""
    limitation = limitation_or_404(request, number)
    votes = queries.votes_of(limitation, on_appeal=True)
    yes = sum(vote.in_favour for vote in votes)
    text = _("%(yes)s of %(all)s votes let it stand. Without two thirds it is overturned, and ends at once.")
    decision = _decision(
        limitation,
        title=_("Record the decision on the appeal"),
        text=text % {"yes": yes, "all": len(votes)},
        quote=limitation.appeal,
        quote_title=_("Appeal"),
        verb=_("Record the decision"),
        done=_("The decision is recorded. The supplier is told."),
        allowed=policies.may_decide_appeal(request.user, limitation),
        do=lambda given: appeals.decide_appeal(limitation, decision=given["decision"], by=request.user),
    )
    return decide(request, decision, forms.DecisionWordsForm(posted(request), name="decision"))


@writes(shows_form=True)
def limitation_ask_lifting(request: HttpRequest, number: str) -> HttpResponse:
    """The supplier, or a reviewer, asks for the lifting."""
    limitation = limitation_or_404(request, number)
    decision = _decision(
        limitation,
        title=_("Ask for the lifting"),
        text=_("It needs verified corrective actions. A member of the committee decides."),
        quote=limitation.reason,
        quote_title=_("Decision and reasons"),
        verb=_("Ask for it"),
        done=_("Asked for. The committee decides."),
        allowed=policies.may_ask_lifting(request.user, limitation),
        do=lambda given: appeals.ask_lifting(limitation, reason=given["reason"], by=request.user),
    )
    return decide(request, decision, forms.DecisionWordsForm(posted(request), label=_("What has changed")))


@writes(shows_form=True)
@fresh
def limitation_lift(request: HttpRequest, number: str) -> HttpResponse:
    """A member of the committee lifts it."""
    limitation = limitation_or_404(request, number)
    decision = _decision(
        limitation,
        title=_("Lift the limitation"),
        text=_("From now on the company may bid and be ordered from as before."),
        quote=limitation.lift_reason,
        quote_title=_("What has changed"),
        verb=_("Lift it"),
        done=_("Lifted. The supplier is told."),
        allowed=policies.may_lift_limitation(request.user, limitation),
        do=lambda given: appeals.lift_limitation(limitation, reason=given["reason"], by=request.user),
    )
    return decide(request, decision, forms.DecisionWordsForm(posted(request)))


@writes(shows_form=True)
def limitation_refuse_lifting(request: HttpRequest, number: str) -> HttpResponse:
    """It stays; what is missing is said."""
    limitation = limitation_or_404(request, number)
    decision = _decision(
        limitation,
        title=_("Do not lift it yet"),
        text=_("It stays in force. The supplier reads what is missing and can ask again."),
        quote=limitation.lift_reason,
        quote_title=_("What has changed"),
        verb=_("Not yet"),
        done=_("The supplier is told."),
        allowed=policies.may_lift_limitation(request.user, limitation),
        do=lambda given: appeals.refuse_lifting(limitation, reason=given["reason"], by=request.user),
    )
    return decide(request, decision, forms.DecisionWordsForm(posted(request), label=_("What is missing")))


@writes(shows_form=True)
@fresh
def carried_end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A sister company no longer carries it."""
    carried = get_object_or_404(queries.carried_seen_by(request.user), uid=uid)
    limitation = carried.limitation
    back = address(limitation) if request.user.is_internal else reverse("esg:limitation-list")
    decision = Decision(
        title=_("End what the company carries"),
        text=_("%(name)s carries %(number)s: %(link)s. It ends when the tie is gone.")
        % {"name": carried.company.name, "number": limitation.number, "link": carried.get_link_display()},
        verb=_("End it"),
        done=_("The company no longer carries it, and is told."),
        allowed=policies.may_end_carried(request.user, carried),
        do=lambda given: carrying.end_carried(carried, reason=given["reason"], by=request.user),
        back=back,
        trail=[*trail(), (limitation.number, back)],
        docno=limitation.number,
        heading=carried.company.name,
    )
    return decide(request, decision, forms.DecisionWordsForm(posted(request), label=_("Reason")))
