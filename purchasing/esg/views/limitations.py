"""Doors of supply limitations: the list, one limitation with its due process, its letters."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.clock import SEOUL
from portal.deciding import Deed
from portal.display import day_text, money_full
from portal.http import page, page_now, reads
from portal.paging import Paginator
from portal.pdf import pdf_response, typeset
from purchasing.esg.forms.limitations import LimitationFilter
from purchasing.esg.models import Limitation
from purchasing.esg.policies import limitations as policies
from purchasing.esg.queries import limitations as queries
from purchasing.esg.queries.actions import actions_behind
from purchasing.esg.queries.letters import letters_of, paper_of
from purchasing.esg.rules.limitations import tally
from purchasing.esg.states import LIMITING, LimitationState

PER_PAGE = 20
L = LimitationState
STEPS = (L.PROPOSED, L.NOTIFIED, L.ANSWERED, L.COMMITTEE, L.IN_FORCE)


def trail() -> list[tuple[object, str]]:
    """Where the pages stand."""
    return [(_("Supply limitations"), reverse("esg:limitation-list"))]


def address(limitation: Limitation, name: str = "limitation-detail", *args) -> str:
    """The address of a page of the limitation."""
    return reverse(f"esg:{name}", args=[limitation.number, *args])


def limitation_or_404(request: HttpRequest, number: str) -> Limitation:
    """The limitation, if the person may see it."""
    return get_object_or_404(queries.limitations_visible_to(request.user), number=number.upper()[:20])


@reads
def limitation_list(request: HttpRequest) -> HttpResponse:
    """What runs, what is in force, what is over; for a supplier also what it carries of a sister company."""
    user = request.user
    form = LimitationFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    if not user.is_internal:
        form.fields.pop("words")
    found = queries.limitations_listed_for(user, **given)
    context = {
        "filter": form,
        "filtered": bool(given),
        "results": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "may_propose": policies.may_propose_limitation(user),
        "is_staff": user.is_internal,
        "carried": queries.carried_seen_by(user),
    }
    return page(request, "esg/limitation_list.html", context, part="esg/_limitation_results.html")


def facts(limitation: Limitation) -> list[dict[str, Any]]:
    """Who, which level, since when, until when an answer or an appeal is possible."""
    rows = [
        {"label": _("Company"), "value": limitation.company.name, "note": limitation.company.id_display},
        {
            "label": pgettext("limitation", "Level"),
            "value": _("Level %(level)s") % {"level": limitation.level},
            "note": limitation.get_level_display(),
        },
    ]
    if limitation.from_on:
        until = limitation.until_on
        note = _("until %(day)s") % {"day": day_text(until, "day")} if until else _("until it is lifted")
        rows.append(
            {"label": pgettext("limitation", "From"), "value": day_text(limitation.from_on, "day"), "note": note}
        )
    elif limitation.answer_due:
        note = _("notice of %(day)s") % {"day": day_text(limitation.notified_at, "day")}
        rows.append({"label": _("Answer by"), "value": day_text(limitation.answer_due, "day"), "note": note})
    if limitation.appeal_until:
        note = _("appealed") if limitation.appealed_at else _("to other people than before")
        rows.append({"label": _("Appeal until"), "value": day_text(limitation.appeal_until, "day"), "note": note})
    if limitation.cap_won is not None:
        note = _("70%% of %(base)s ordered in the year before") % {"base": money_full(limitation.base_won or 0)}
        rows.append({"label": _("Most orders in a year"), "value": money_full(limitation.cap_won), "note": note})
    return rows


def steps(limitation: Limitation) -> list[dict[str, Any]]:
    """The due process, with its dates."""
    dates = {
        L.PROPOSED: limitation.proposed_at,
        L.NOTIFIED: limitation.notified_at,
        L.ANSWERED: limitation.answered_at,
        L.IN_FORCE: limitation.decided_on,
    }
    labels = {
        L.PROPOSED: pgettext("limitation", "Proposed"),
        L.NOTIFIED: _("Notice with the facts"),
        L.ANSWERED: _("Answer and hearing"),
        L.COMMITTEE: _("Committee"),
        L.IN_FORCE: _("Decision"),
    }
    over = limitation.state not in STEPS[:-1]
    place = len(STEPS) - 1 if over else STEPS.index(L(limitation.state))
    return [
        {
            "label": labels[step],
            "state": "done" if over or at < place else "now" if at == place else "later",
            "url": "",
            "note": day_text(dates[step], "day") if dates.get(step) else "",
        }
        for at, step in enumerate(STEPS)
    ]


@reads
def limitation_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One limitation: facts, answer, votes, decision, appeal, lifting, letters."""
    limitation = limitation_or_404(request, number)
    user = request.user
    votes, appeal_votes = queries.votes_of(limitation), queries.votes_of(limitation, on_appeal=True)
    context = {
        "limitation": limitation,
        "trail": [*trail(), (limitation.number, "")],
        "facts": facts(limitation),
        "steps": steps(limitation),
        "deeds": deeds(user, limitation, on=page_now(request).astimezone(SEOUL).date()),
        "votes": votes if user.is_internal else [],
        "appeal_votes": appeal_votes if user.is_internal else [],
        "tally": tally([(vote.bench, vote.in_favour) for vote in votes]),
        "appeal_tally": tally([(vote.bench, vote.in_favour) for vote in appeal_votes]),
        "carried": queries.carried_of(limitation) if user.is_internal else [],
        "may_end_carried": user.is_internal and user.has_role("EC"),
        "actions": list(actions_behind(limitation).select_related("company")[:20]),
        "letters": letters_of(limitation),
        "entries": list(queries.entries_seen_by(user, limitation)),
        "is_staff": user.is_internal,
        "limiting": limitation.state in LIMITING,
    }
    return page(request, "esg/limitation_detail.html", context)


def deeds(user, limitation: Limitation, *, on) -> list[Deed]:
    """What this person can do now."""
    if user.is_internal:
        return [*_running(user, limitation), *_deciding(user, limitation)]
    return _own(user, limitation, on=on)


def _own(user, limitation: Limitation, *, on) -> list[Deed]:
    found = []
    if limitation.state == L.NOTIFIED and policies.may_answer_limitation(user, limitation):
        text = _("Answer the facts, and ask to be heard if you wish. The committee meets after that.")
        found.append(Deed(_("Answer"), address(limitation, "limitation-answer"), "pencil", text, primary=True))
    last = limitation.appeal_until if limitation.appealed_at is None else None
    if limitation.state == L.IN_FORCE and last and on <= last and policies.may_appeal_limitation(user, limitation):
        text = _("Until the end of %(day)s other people decide anew. The limitation stays in force meanwhile.")
        words = text % {"day": day_text(last, "day")}
        found.append(Deed(_("Appeal"), address(limitation, "limitation-appeal"), "scale", words))
    return found + _asking(user, limitation)


def _asking(user, limitation: Limitation) -> list[Deed]:
    if limitation.state not in LIMITING or limitation.lift_asked_at is not None:
        return []
    if not policies.may_ask_lifting(user, limitation):
        return []
    text = _("When the corrective actions are verified, the committee lifts it.")
    return [Deed(_("Ask for the lifting"), address(limitation, "limitation-ask-lifting"), "lock-open", text)]


def _running(user, limitation: Limitation) -> list[Deed]:
    found, state = [], limitation.state
    if policies.may_notify_limitation(user, limitation):
        if state == L.PROPOSED:
            text = _("The supplier reads the facts and has ten business days to answer.")
            url = address(limitation, "limitation-notify")
            found.append(Deed(_("Send the notice"), url, "send", text, post=True, primary=True))
        if state == L.ANSWERED and limitation.hearing and limitation.hearing_on is None:
            text = _("The supplier asked to be heard: the committee meets after the hearing.")
            url = address(limitation, "limitation-hearing")
            found.append(Deed(_("Write down the hearing"), url, "pencil", text, primary=True))
        elif state == L.ANSWERED:
            text = _("The answer is in: the committee votes.")
            url = address(limitation, "limitation-convene")
            found.append(Deed(_("Convene the committee"), url, "users", text, post=True, primary=True))
        if state in (L.PROPOSED, L.NOTIFIED, L.ANSWERED):
            found.append(Deed(_("Do not pursue it"), address(limitation, "limitation-drop"), "circle-x"))
    if state in queries.RUNNING and not limitation.interim and policies.may_order_interim(user, limitation):
        url = address(limitation, "limitation-interim")
        found.append(Deed(_("Suspend at once: danger to life"), url, "ban", danger=True))
    return found + _asking(user, limitation)


def _deciding(user, limitation: Limitation) -> list[Deed]:
    found, state = [], limitation.state
    voted = limitation.votes.filter(member=user).exists() if queries.bench_of(user) else True
    if state == L.COMMITTEE and not voted and policies.may_vote_on_limitation(user, limitation):
        text = _("ESG, purchasing and legal vote; it needs two thirds.")
        found.append(Deed(_("Vote"), address(limitation, "limitation-vote"), "checklist", text, primary=True))
    if state == L.COMMITTEE and policies.may_decide_limitation(user, limitation):
        text = _("When every function has voted: write down what the votes decide, with reasons.")
        found.append(Deed(_("Record the decision"), address(limitation, "limitation-decide"), "gavel", text))
    if state == L.APPEALED and not voted and policies.may_vote_on_appeal(user, limitation):
        text = _("You took no part before: vote on the appeal.")
        found.append(Deed(_("Vote"), address(limitation, "limitation-vote"), "checklist", text, primary=True))
    if state == L.APPEALED and policies.may_decide_appeal(user, limitation):
        url = address(limitation, "limitation-decide-appeal")
        found.append(Deed(_("Record the decision on the appeal"), url, "gavel"))
    if state in LIMITING and limitation.lift_asked_at and policies.may_lift_limitation(user, limitation):
        text = _("The lifting is asked for: %(reason)s") % {"reason": limitation.lift_reason}
        found.append(Deed(_("Lift it"), address(limitation, "limitation-lift"), "lock-open", text, primary=True))
        found.append(Deed(_("Not yet"), address(limitation, "limitation-refuse-lifting"), "arrow-back-up"))
    return found


@reads
def limitation_letter(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """A letter of the due process as PDF, in the reader's language."""
    limitation = limitation_or_404(request, number)
    if kind not in [letter.kind for letter in letters_of(limitation)]:
        raise Http404
    return pdf_response(
        typeset("esg/limitation_letter.typ", paper_of(limitation, kind)), f"{kind}-{limitation.number}.pdf"
    )
