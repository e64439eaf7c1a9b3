"""DO: a match from the trainee's consent on: released papers, refusals, ends. Source: domain 9.3, 9.4."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce, once
from portal.people.models import User
from portal.policy import require
from portal.privacy.models import Consent
from portal.privacy.services import consents, looks
from sharedgrowth.jobs.models import Match, Offer, Release, Round, Trainee, Vacancy
from sharedgrowth.jobs.policies import matching as policies
from sharedgrowth.jobs.queries import matching as queries
from sharedgrowth.jobs.queries.matching import RELEASE
from sharedgrowth.jobs.queries.vacancies import firm_on, vacancies_with_seats
from sharedgrowth.jobs.services.cohorts import locked
from sharedgrowth.jobs.states import CohortState
from sharedgrowth.jobs.states.interviews import TO_COME, OfferState
from sharedgrowth.jobs.states.matching import OPEN_MATCHES, MatchSource, MatchState, RoundState

PAPER_FIELDS = ["name", "phone", "e-mail", "education", "certificates", "training record"]


def held(match: Match) -> Match:
    """The row, locked: two answers at once wait for each other."""
    rows = Match.objects.select_for_update(of=("self",)).select_related(
        "vacancy__company", "trainee__application__user", "trainee__cohort__terms"
    )
    return rows.get(pk=match.pk)


@transaction.atomic
def consent(match: Match, *, agreed: bool, by: User) -> Match:
    """The trainee lets this one firm read the papers, for a time. Nothing is released without the ticked box."""
    require(policies.may_answer_match(by, match))
    match = held(match)
    if not agreed:
        raise RuleBroken(_("Tick the box, or decline the match: the firm can only invite whom it may read about."))
    if match.state != MatchState.SUGGESTED:
        raise WrongState(_("This match is no longer waiting for your consent."))
    if firm_on(match.vacancy.company, today()).is_barred:
        raise WrongState(_("This firm may not offer jobs at present: your papers are not released to it."))
    given = consents.give(RELEASE, by=by, about=match.about)
    now = db_now()
    days = queries.terms_of(match.trainee.cohort).release_days
    Release.objects.create(match=match, consent=given, released_at=now, expires_at=now + timedelta(days=days))
    move(match, "consent", by=by)
    announce("jobs.match_consented", match=match.pk)
    return match


@transaction.atomic
def read_papers(match: Match, *, by: User) -> dict[str, Any]:
    """What the firm may read now; each time is on record, with the fields (PII-08)."""
    require(policies.may_read_papers(by, match))
    own = policies.is_own(by, match)
    if not own:
        match = held(match)
        if queries.released(match, db_now()) is None:
            raise WrongState(_("These papers are not released, or no longer. Ask the trainee through the operator."))
        looks.look(
            reader=by,
            subject=match.trainee.application.user,
            fields=PAPER_FIELDS,
            why=_("papers of match %(number)s") % {"number": match.number},
            about=match.about,
        )
    return queries.papers_of(match)


@transaction.atomic
def decline(match: Match, *, reason: str, by: User) -> Match:
    """The trainee says no; papers are taken back. An offer turned down counts."""
    require(policies.may_answer_match(by, match))
    match = held(match)
    _settle_offer(match, "decline", by=by, reason=reason)
    move(match, "decline", by=by)
    _close(match, reason=reason, by=by)
    announce("jobs.match_declined", match=match.pk)
    return match


@transaction.atomic
def refuse(match: Match, *, reason: str, by: User) -> Match:
    """The firm says no after reading or meeting; the trainee is told. The papers are taken back."""
    require(policies.may_act_on_match(by, match))
    match = held(match)
    move(match, "refuse", by=by)
    _close(match, reason=reason, by=by)
    announce("jobs.match_refused", match=match.pk)
    return match


@transaction.atomic
def take_back(match: Match, *, by: User) -> Match:
    """The trainee takes the consent back: at once nobody at the firm can read the papers, and the match ends."""
    require(policies.may_answer_match(by, match))
    consents.withdraw_purpose(RELEASE, by=by, about=match.about)
    return end(match, reason=_("The trainee took the consent back."), by=by)


@transaction.atomic
def end(match: Match, *, reason: str, by: User | None) -> Match:
    """Ended for a reason outside of it; already over: nothing happens."""
    match = held(match)
    if match.state not in OPEN_MATCHES:
        return match
    _settle_offer(match, "void", by=by, reason=reason)
    move(match, "end", by=by)
    _close(match, reason=reason, by=by)
    announce("jobs.match_ended", match=match.pk)
    return match


@transaction.atomic
def end_by_operator(match: Match, *, reason: str, by: User) -> Match:
    """Who runs the matching ends what nobody carries on: the seat is free, the trainee joins the next round."""
    require(policies.may_end_match(by, match))
    if not reason.strip():
        raise RuleBroken(_("Say why: everybody reads it."), field="reason")
    match = held(match)
    require(policies.may_end_match(by, match))
    return end(match, reason=reason.strip(), by=by)


@transaction.atomic
def run_match_clock(on: date) -> int:
    """Once a day: matches that the trainee did not answer in time, or whose firm let the time of the papers pass."""
    if not once("jobs.matches", on.isoformat()):
        return 0
    by_trainee, by_firm = queries.matches_silent(on, db_now())
    for match in by_trainee:
        end(match, reason=_("The match was not answered in time."), by=None)
    for match in by_firm:
        end(match, reason=_("The time in which the firm could read the papers has passed."), by=None)
    return len(by_trainee) + len(by_firm)


def _settle_offer(match: Match, step: str, *, by: User | None, reason: str) -> None:
    offer = getattr(match, "offer", None)
    if offer is not None and offer.state in (OfferState.MADE, OfferState.ACCEPTED):
        move(offer, step, by=by, answered_at=db_now())
        Offer.objects.filter(pk=offer.pk).update(reason=reason)  # beside it, not in the trail: it may tell of a person


def _close(match: Match, *, reason: str, by: User | None) -> None:
    """Papers back, interviews off, the reason kept beside the match."""
    Release.objects.filter(match=match, revoked_at=None).update(revoked_at=db_now())
    for interview in match.interviews.filter(state__in=sorted(TO_COME)):
        move(interview, "cancel", by=by, version=interview.version + 1, changed_at=db_now())
    Match.objects.filter(pk=match.pk).update(reason=reason)
    match.reason = reason


@transaction.atomic
def end_by_consent(consent: Consent) -> int:
    """The consent was taken back on the page of one's own data: the match it was for ends."""
    ended = 0
    for release in Release.objects.filter(consent=consent).select_related("match"):
        if release.match.state in OPEN_MATCHES:
            end(release.match, reason=_("The trainee took the consent back."), by=consent.person)
            ended += 1
    return ended


@transaction.atomic
def end_of_trainee(trainee: Trainee, *, reason: str, by: User | None) -> int:
    """Every open match of somebody who has left."""
    found = list(trainee.matches.filter(state__in=sorted(OPEN_MATCHES)))
    for match in found:
        end(match, reason=reason, by=by)
    return len(found)


@transaction.atomic
def end_of_round(round: Round, *, reason: str, by: User | None) -> int:
    """Every open match of a round whose cohort is no more."""
    found = list(round.matches.filter(state__in=sorted(OPEN_MATCHES)))
    for match in found:
        end(match, reason=reason, by=by)
    return len(found)


@transaction.atomic
def match_by_hand(round: Round, trainee: Trainee, vacancy: Vacancy, *, reason: str, by: User) -> Match:
    """After the publication, for somebody without a match: with the reason, and only to a free place."""
    require(policies.may_match_by_hand(by, vacancy.company))
    if locked(round.cohort).state != CohortState.MATCHING:
        raise WrongState(_("This cohort is not being matched."))
    round = Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    if round.state != RoundState.PUBLISHED:
        raise WrongState(_("Before the publication the outcome itself is changed by hand."))
    if not queries.trainees_to_match(round.cohort).filter(pk=trainee.pk).exists():
        raise RuleBroken(_("This trainee has an open match or a job, or has left."), field="trainee")
    Vacancy.objects.select_for_update(of=("self",)).get(pk=vacancy.pk)
    if not any(each.pk == vacancy.pk for each in vacancies_with_seats(today())):
        raise RuleBroken(_("This vacancy has no place left."), field="vacancy")
    match = Match.objects.create(
        number=next_number("YDM"),
        round=round,
        trainee=trainee,
        vacancy=vacancy,
        source=MatchSource.MANUAL,
        made_by=by,
        reason=reason,
    )
    record(match, "made", by=by)
    announce("jobs.matched", match=match.pk)
    return match
