"""Doors of a match: consent, papers, interviews, the offer, the first day of work."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.deciding import Decision, Deed, decide, posted
from portal.display import day_text, money_full
from portal.errors import RuleBroken, WrongState
from portal.fresh import fresh
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from portal.privacy.queries import words_of
from portal.privacy.registry import purposes
from sharedgrowth.jobs.forms.interviews import InterviewForm, OfferForm, StartForm
from sharedgrowth.jobs.forms.matching import ConsentForm, DeclineForm, MatchFilter, ReasonForm
from sharedgrowth.jobs.models import Match, Offer
from sharedgrowth.jobs.policies import matching as policies
from sharedgrowth.jobs.queries import matching as queries
from sharedgrowth.jobs.queries.match_words import step_words
from sharedgrowth.jobs.queries.vacancies import is_overseer
from sharedgrowth.jobs.services import interviews, placements
from sharedgrowth.jobs.services import matches as services
from sharedgrowth.jobs.states.interviews import TO_COME
from sharedgrowth.jobs.states.matching import OPEN_MATCHES, MatchState

PER_PAGE = 20


def _home() -> tuple[object, str]:
    return (_("Matches"), reverse("jobs:match-list"))


def match_of(request: HttpRequest, number: str) -> Match:
    """A match that the reader may see."""
    return get_object_or_404(queries.matches_visible_to(request.user), number=number)


def at(match: Match) -> str:
    """Its page."""
    return reverse("jobs:match-detail", args=[match.number])


@reads
def match_list(request: HttpRequest) -> HttpResponse:
    """Those that concern the reader."""
    form = MatchFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    context = {
        "trail": [(_("Matches"), "")],
        "filter": form,
        "filtered": bool(given),
        "inside": is_overseer(request.user),
        "firm": request.user.is_supplier,
        "results": Paginator(queries.matches_listed_for(request.user, **given), PER_PAGE).get_page(
            request.GET.get("page")
        ),
    }
    return page(request, "jobs/match_list.html", context, part="jobs/_match_results.html")


@reads
def match_detail(request: HttpRequest, number: str) -> HttpResponse:
    """Where it stands, what to do now; for the trainee why this firm."""
    match, user = match_of(request, number), request.user
    own, now = policies.is_own(user, match), page_now(request)
    release = getattr(match, "release", None)
    context = {
        "trail": [_home(), (match.number, "")],
        "match": match,
        "own": own,
        "firm": user.is_supplier,
        "offer": getattr(match, "offer", None),
        "release": release,
        "answer_by": queries.answer_by(match) if own and match.state == MatchState.SUGGESTED else None,
        "readable": bool(release) and queries.released(match, now) is not None,
        "interviews": list(match.interviews.order_by("-begins_at", "-pk")),
        "placement": getattr(match, "placement", None),
        "told": _told(match) if own else [],
        "reason": match.reason if policies.may_read_reason(user, match) else "",
        "reads_words": policies.may_read_words(user, match),
        "entries": timeline_of(match) if is_overseer(user) else None,
        "deeds": _deeds(request, match),
    }
    return page(request, "jobs/match_detail.html", context)


def _told(match: Match) -> list[dict]:
    """Why this firm: what became of each wish."""
    steps = enumerate(queries.explained(match.round, match.trainee), 1)
    return [{"place": place, "vacancy": each, "words": step_words(step, place)} for place, (each, step) in steps]


def _deeds(request: HttpRequest, match: Match) -> list[Deed]:
    if policies.is_own(request.user, match):
        return _person_deeds(match)
    if request.user.is_supplier and policies.may_act_on_match(request.user, match):
        return _firm_deeds(request, match)
    if not policies.may_end_match(request.user, match):
        return []
    deeds = [Deed(_("End the match"), _to(match, "end"), "circle-x", danger=True)]
    if match.state == MatchState.ACCEPTED and policies.may_note_start(request.user, match):
        deeds.insert(0, Deed(_("Note the first day of work"), _to(match, "start"), "briefcase", primary=True))
    return deeds


def _to(match: Match, name: str) -> str:
    return reverse(f"jobs:match-{name}", args=[match.number])


def _person_deeds(match: Match) -> list[Deed]:
    state, deeds = match.state, []
    if state == MatchState.SUGGESTED:
        deeds.append(Deed(_("Let the firm read your papers"), _to(match, "consent"), "shield-check", primary=True))
    if state == MatchState.OFFER:
        deeds.append(Deed(_("Accept the job"), _to(match, "accept"), "circle-check", primary=True))
    if state in OPEN_MATCHES:
        deeds.append(Deed(pgettext("match", "Decline"), _to(match, "decline"), "circle-x", danger=True))
    if match.shows_papers:
        deeds.append(Deed(_("Take the papers back"), _to(match, "take-back"), "eye-off"))
    return deeds


def _firm_deeds(request: HttpRequest, match: Match) -> list[Deed]:
    state, deeds = match.state, []
    if queries.released(match, page_now(request)):
        deeds.append(Deed(_("Read the papers (PDF)"), _to(match, "papers"), "file-text", post=True))
    if state in (MatchState.CONSENTED, MatchState.INTERVIEW):
        if not match.interviews.filter(state__in=sorted(TO_COME)).exists():
            deeds.insert(0, Deed(_("Invite to an interview"), _to(match, "invite"), "calendar", primary=True))
        deeds.append(Deed(_("Offer the job"), _to(match, "offer"), "certificate"))
        deeds.append(Deed(_("Do not take"), _to(match, "refuse"), "circle-x", danger=True))
    if state == MatchState.ACCEPTED:
        deeds.append(Deed(_("Note the first day of work"), _to(match, "start"), "briefcase", primary=True))
    if state in (MatchState.OFFER, MatchState.ACCEPTED):
        deeds.append(Deed(_("Take the offer back"), _to(match, "cancel-offer"), "circle-x", danger=True))
    return deeds


def _facts(match: Match) -> list[dict[str, Any]]:
    return [
        {"label": _("Job"), "value": match.vacancy.title},
        {"label": _("Firm"), "value": match.vacancy.company.name},
        {"label": _("Trainee"), "value": match.trainee.application.code},
    ]


def _decide(request: HttpRequest, match: Match, form: Any, **words: Any) -> HttpResponse:
    what = Decision(
        back=at(match), trail=[_home(), (match.number, at(match))], docno=match.number, facts=_facts(match), **words
    )
    return decide(request, what, form)


# The trainee ----------------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def match_consent(request: HttpRequest, number: str) -> HttpResponse:
    """The consent with all its words, and one box that nobody has ticked."""
    match = match_of(request, number)
    require(policies.may_answer_match(request.user, match))
    form, status = ConsentForm(posted(request)), 200
    if request.method == "POST" and form.is_valid():
        try:
            services.consent(match, agreed=form.cleaned_data["agreed"], by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            form.add_error("agreed", str(refusal))
            status = 422
        else:
            messages.success(request, _("The firm may read your papers from now on. It answers with an invitation."))
            return see(request, at(match))
    context = {
        "trail": [_home(), (match.number, at(match)), (_("Consent"), "")],
        "match": match,
        "purpose": purposes.get(queries.RELEASE),
        "words": words_of(purposes.get(queries.RELEASE)),
        "form": form,
    }
    return page(request, "jobs/match_consent.html", context, status=status)


@writes(shows_form=True)
def match_decline(request: HttpRequest, number: str) -> HttpResponse:
    """The trainee says no."""
    match = match_of(request, number)
    most = queries.terms_of(match.trainee.cohort).declines_most
    return _decide(
        request,
        match,
        DeclineForm(posted(request)),
        title=pgettext("match", "Decline"),
        text=_(
            "The match ends and your papers are taken back. Of offers you may decline %(most)s; then you make no "
            "further list. Before an offer it has no consequence."
        )
        % {"most": most},
        verb=pgettext("match", "Decline"),
        done=pgettext("match", "Declined."),
        danger=True,
        allowed=policies.may_answer_match(request.user, match),
        do=lambda given: services.decline(match, **given, by=request.user),
    )


@writes(shows_form=True)
def match_take_back(request: HttpRequest, number: str) -> HttpResponse:
    """The consent is taken back."""
    match = match_of(request, number)
    return _decide(
        request,
        match,
        _Nothing(posted(request)),
        title=_("Take the papers back"),
        text=_("At once nobody at the firm can read your papers any more, and this match ends. It needs no reason."),
        verb=_("Take the papers back"),
        done=_("Taken back. The firm is told."),
        danger=True,
        allowed=policies.may_answer_match(request.user, match),
        do=lambda given: services.take_back(match, by=request.user),
    )


class _Nothing(DeclineForm):
    """A decision without words."""

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields.clear()


def _offer(match: Match) -> Offer:
    return get_object_or_404(Offer.objects.select_related("match__vacancy__company"), match=match)


def _offer_facts(offer: Offer) -> list[dict[str, Any]]:
    return [
        {"label": pgettext("job", "Offer"), "value": offer.number},
        {"label": _("Kind of employment"), "value": offer.get_employment_display()},
        {"label": _("Base pay a month"), "value": money_full(offer.wage_won)},
        {"label": _("Work begins on"), "value": day_text(offer.starts_on)},
        {"label": _("Answer by"), "value": day_text(offer.answer_by)},
    ]


@writes(shows_form=True)
@fresh
def match_accept(request: HttpRequest, number: str) -> HttpResponse:
    """The trainee accepts the job."""
    match = match_of(request, number)
    require(policies.may_answer_match(request.user, match))
    offer = _offer(match)
    what = Decision(
        title=_("Accept the job"),
        text=_(
            "The firm is told at once. It prepares the contract of employment; that is made between you and the firm."
        ),
        verb=_("Accept the job"),
        done=_("Accepted. The firm is told."),
        allowed=policies.may_answer_match(request.user, match),
        do=lambda given: interviews.accept_offer(offer, by=request.user),
        back=at(match),
        trail=[_home(), (match.number, at(match))],
        docno=match.number,
        facts=[*_facts(match)[:2], *_offer_facts(offer)],
        quote=offer.conditions,
        quote_title=_("Conditions of the offer"),
    )
    return decide(request, what, _Nothing(posted(request)))


# The firm -------------------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def match_invite(request: HttpRequest, number: str) -> HttpResponse:
    """To an interview."""
    match = match_of(request, number)
    return _decide(
        request,
        match,
        InterviewForm(posted(request), initial={"minutes": 40, "place": match.vacancy.place}),
        title=_("Invite to an interview"),
        text=_("The trainee confirms the time or says when else. Both can put it into their calendars."),
        verb=pgettext("job interview", "Invite"),
        done=_("Invited. The trainee is told."),
        allowed=policies.may_act_on_match(request.user, match),
        do=lambda given: interviews.invite(match, **given, by=request.user),
    )


@writes(shows_form=True)
def match_refuse(request: HttpRequest, number: str) -> HttpResponse:
    """The firm says no."""
    match = match_of(request, number)
    return _decide(
        request,
        match,
        ReasonForm(posted(request)),
        title=_("Do not take"),
        text=_("The trainee and the operator read the reason. The papers are taken back; destroy your copies."),
        verb=_("Do not take"),
        done=_("Noted. The trainee is told."),
        danger=True,
        allowed=policies.may_act_on_match(request.user, match),
        do=lambda given: services.refuse(match, **given, by=request.user),
    )


@writes(shows_form=True)
@fresh
def match_offer(request: HttpRequest, number: str) -> HttpResponse:
    """The firm offers the job."""
    match = match_of(request, number)
    initial = {"employment": match.vacancy.employment, "wage_won": match.vacancy.wage_from_won}
    days = queries.terms_of(match.trainee.cohort).offer_days
    return _decide(
        request,
        match,
        OfferForm(posted(request), initial=initial),
        title=_("Offer the job"),
        text=_(
            "The trainee has %(days)s days to answer. A firm that takes an offer back has no vacancies here for a time."
        )
        % {"days": days},
        verb=_("Offer the job"),
        done=_("Offered. The trainee is told."),
        allowed=policies.may_act_on_match(request.user, match),
        do=lambda given: interviews.make_offer(match, **given, by=request.user),
    )


@writes(shows_form=True)
def match_cancel_offer(request: HttpRequest, number: str) -> HttpResponse:
    """The firm takes its word back."""
    match = match_of(request, number)
    require(policies.may_act_on_match(request.user, match))
    offer = _offer(match)
    days = queries.terms_of(match.trainee.cohort).block_days
    return _decide(
        request,
        match,
        ReasonForm(posted(request)),
        title=_("Take the offer back"),
        text=_(
            "The match ends, all vacancies of your firm are closed, and it enters none for %(days)s days. The trainee "
            "and the operator read the reason."
        )
        % {"days": days},
        verb=_("Take the offer back"),
        done=_("Taken back. Your vacancies are closed."),
        danger=True,
        allowed=policies.may_act_on_match(request.user, match),
        do=lambda given: interviews.cancel_offer(offer, **given, by=request.user),
    )


@writes(shows_form=True)
def match_end(request: HttpRequest, number: str) -> HttpResponse:
    """Who runs the matching ends it."""
    match = match_of(request, number)
    return _decide(
        request,
        match,
        ReasonForm(posted(request)),
        title=_("End the match"),
        text=_("The place is free again and the trainee can take part in the next round. Both sides read the reason."),
        verb=_("End the match"),
        done=_("Ended. Both sides are told."),
        danger=True,
        allowed=policies.may_end_match(request.user, match),
        do=lambda given: services.end_by_operator(match, **given, by=request.user),
    )


@writes(shows_form=True)
def match_start(request: HttpRequest, number: str) -> HttpResponse:
    """The first day of work."""
    match = match_of(request, number)
    return _decide(
        request,
        match,
        StartForm(posted(request)),
        title=_("Note the first day of work"),
        text=_("After 1, 3, 6 and 12 months the firm is asked whether the person still works there."),
        verb=_("Note it"),
        done=_("Noted. Congratulations!"),
        allowed=policies.may_note_start(request.user, match),
        do=lambda given: placements.note_start(match, **given, by=request.user),
    )
