"""DO: interviews with their times, offers, answers; a firm that takes an offer back. Source: domain 9.3, 9.4."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce, once
from portal.people.models import User
from portal.policy import require
from portal.privacy.services import looks
from sharedgrowth.jobs.models import FirmBlock, Interview, Match, Offer, Vacancy
from sharedgrowth.jobs.policies import matching as policies
from sharedgrowth.jobs.queries import matching as queries
from sharedgrowth.jobs.queries import vacancies as vacancy_queries
from sharedgrowth.jobs.queries.match_words import bar_words
from sharedgrowth.jobs.services.matches import end, held
from sharedgrowth.jobs.services.vacancies import close_vacancy
from sharedgrowth.jobs.states.interviews import TO_COME, OfferState
from sharedgrowth.jobs.states.matching import MatchState
from sharedgrowth.jobs.states.vacancies import VacancyState

NOTICE_HOURS = 24


def _held(interview: Interview) -> Interview:
    """The match before the interview, so that an end of the match and a change of the time wait for each other."""
    held(interview.match)
    rows = Interview.objects.select_for_update(of=("self",)).select_related(
        "match__vacancy__company", "match__trainee__application"
    )
    return rows.get(pk=interview.pk)


@transaction.atomic
def invite(
    match: Match, *, begins_at: datetime, minutes: int, place: str, contact: str, note: str = "", by: User
) -> Interview:
    """A time and a place; at least a day ahead. A second interview follows one that is over."""
    require(policies.may_act_on_match(by, match))
    match = held(match)
    if match.state not in (MatchState.CONSENTED, MatchState.INTERVIEW):
        raise WrongState(_("This match is not at the stage of interviews."))
    _check_time(begins_at)
    if match.interviews.filter(state__in=sorted(TO_COME)).exists():
        raise RuleBroken(_("An interview is planned already: change its time instead."))
    interview = Interview(
        match=match, begins_at=begins_at, minutes=minutes, place=place, contact=contact, note=note, made_by=by
    )
    checked(interview)
    interview.save()
    if match.state == MatchState.CONSENTED:
        move(match, "invite", by=by)
    record(interview, "proposed", by=by)
    announce("jobs.interview_proposed", interview=interview.pk)
    return interview


def _check_time(begins_at: datetime) -> None:
    if begins_at < db_now() + timedelta(hours=NOTICE_HOURS):
        raise RuleBroken(
            _("Leave at least %(hours)s hours until the interview.") % {"hours": NOTICE_HOURS}, field="begins_at"
        )


@transaction.atomic
def reschedule(
    interview: Interview, *, begins_at: datetime, minutes: int, place: str, contact: str, note: str = "", by: User
) -> Interview:
    """Another time or place; the trainee confirms anew."""
    require(policies.may_act_on_match(by, interview.match))
    interview = _held(interview)
    _check_time(begins_at)
    changes: dict[str, Any] = {
        "begins_at": begins_at,
        "minutes": minutes,
        "place": place,
        "contact": contact,
        "note": note,
    }
    for name, value in changes.items():
        setattr(interview, name, value)
    checked(interview)
    move(interview, "reschedule", by=by, version=interview.version + 1, changed_at=db_now(), asked="", **changes)
    announce("jobs.interview_proposed", interview=interview.pk)
    return interview


@transaction.atomic
def confirm_interview(interview: Interview, *, by: User) -> Interview:
    """The trainee comes."""
    require(policies.may_answer_match(by, interview.match))
    interview = _held(interview)
    move(interview, "confirm", by=by, version=interview.version + 1, changed_at=db_now(), asked="")
    announce("jobs.interview_confirmed", interview=interview.pk)
    return interview


@transaction.atomic
def ask_other_time(interview: Interview, *, words: str, by: User) -> Interview:
    """The trainee cannot come then, and says when."""
    require(policies.may_answer_match(by, interview.match))
    interview = _held(interview)
    if interview.state not in TO_COME:
        raise WrongState(_("This interview is over or cancelled."))
    interview.asked = words
    interview.save(update_fields=["asked"])
    record(interview, "other_time_asked", by=by)
    announce("jobs.interview_other_time", interview=interview.pk)
    return interview


@transaction.atomic
def note_interview(interview: Interview, *, came: bool, by: User) -> Interview:
    """Held, or not; after its time."""
    require(policies.may_act_on_match(by, interview.match))
    interview = _held(interview)
    if interview.begins_at > db_now():
        raise WrongState(_("The time of the interview is still to come."))
    move(interview, "hold" if came else "miss", by=by)
    return interview


@transaction.atomic
def cancel_interview(interview: Interview, *, by: User) -> Interview:
    """The firm calls it off; another can be proposed."""
    require(policies.may_act_on_match(by, interview.match))
    interview = _held(interview)
    move(interview, "cancel", by=by, version=interview.version + 1, changed_at=db_now())
    announce("jobs.interview_cancelled", interview=interview.pk)
    return interview


# Offers ---------------------------------------------------------------------------------------------------------------
@transaction.atomic
def make_offer(
    match: Match, *, employment: str, wage_won: Decimal, starts_on: date, conditions: str = "", by: User
) -> Offer:
    """Not below what the vacancy promised, nor below the minimum wage of the day on which the work begins."""
    require(policies.may_act_on_match(by, match))
    match = held(match)
    if match.state not in (MatchState.CONSENTED, MatchState.INTERVIEW):
        raise WrongState(_("An offer follows the papers or an interview, once."))
    vacancy = match.vacancy
    if wage_won < vacancy.wage_from_won:
        raise RuleBroken(
            _("The vacancy promises at least %(won)s won a month.") % {"won": f"{vacancy.wage_from_won:,}"},
            field="wage_won",
        )
    answer_by = today() + timedelta(days=queries.terms_of(match.trainee.cohort).offer_days)
    if starts_on < answer_by:
        raise RuleBroken(
            _("The trainee has until %(day)s to answer: the work begins then or later.") % {"day": answer_by},
            field="starts_on",
        )
    if barred := vacancy_queries.bars_of(vacancy, max(today(), starts_on), pay_won=wage_won):
        raise RuleBroken(" ".join(bar_words(bar) for bar in barred), field="wage_won")
    offer = Offer(
        number=next_number("YDO"),
        match=match,
        employment=employment,
        wage_won=wage_won,
        starts_on=starts_on,
        answer_by=answer_by,
        conditions=conditions,
        made_by=by,
    )
    checked(offer)
    offer.save()
    move(match, "offer", by=by)
    record(offer, "made", by=by)
    announce("jobs.offer_made", offer=offer.pk)
    return offer


@transaction.atomic
def accept_offer(offer: Offer, *, by: User) -> Offer:
    """The trainee says yes, in time."""
    require(policies.may_answer_match(by, offer.match))
    match = held(offer.match)
    offer = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    if offer.answer_by < today():
        raise WrongState(_("The time to answer this offer has passed."))
    move(offer, "accept", by=by, answered_at=db_now())
    move(match, "accept", by=by)
    announce("jobs.offer_accepted", offer=offer.pk)
    return offer


@transaction.atomic
def cancel_offer(offer: Offer, *, reason: str, by: User) -> Offer:
    """The firm takes its word back: the match ends, its vacancies close, and it has none for a time (9.4, abuse)."""
    require(policies.may_act_on_match(by, offer.match))
    match = held(offer.match)
    offer = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    if offer.state not in (OfferState.MADE, OfferState.ACCEPTED) or match.state == MatchState.PLACED:
        raise WrongState(_("This offer is over: nothing can be taken back."))
    move(offer, "cancel", by=by, answered_at=db_now())
    Offer.objects.filter(pk=offer.pk).update(reason=reason)
    end(match, reason=_("The firm took its offer back."), by=by)
    company, days = match.vacancy.company, queries.terms_of(match.trainee.cohort).block_days
    block = FirmBlock.objects.create(
        company=company,
        begins_on=today(),
        until=today() + timedelta(days=days),
        reason=_("Offer %(number)s was taken back.") % {"number": offer.number},
    )
    record(block, "made", by=None, payload={"offer": offer.number})
    for vacancy in Vacancy.objects.filter(company=company).exclude(state=VacancyState.CLOSED).order_by("pk"):
        close_vacancy(vacancy, reason=block.reason, by=None)
    announce("jobs.offer_cancelled", offer=offer.pk)
    return offer


@transaction.atomic
def run_offer_clock(on: date) -> int:
    """Once a day: offers that were not answered in time; their matches end."""
    if not once("jobs.offers", on.isoformat()):
        return 0
    late = list(Offer.objects.filter(state=OfferState.MADE, answer_by__lt=on).select_related("match"))
    for offer in late:
        match = held(offer.match)
        move(offer, "expire", by=None)
        end(match, reason=_("The offer was not answered in time."), by=None)
    return len(late)


@transaction.atomic
def read_letter(offer: Offer, *, by: User) -> str:
    """The name for the letter of the offer; each look of the firm is on record."""
    require(policies.may_read_papers(by, offer.match))
    match = held(offer.match)
    if not policies.is_own(by, match):
        if queries.released(match, db_now()) is None and match.state != MatchState.PLACED:
            raise WrongState(_("These papers are not released, or no longer. Ask the trainee through the operator."))
        looks.look(
            reader=by,
            subject=match.trainee.application.user,
            fields=["name"],
            why=_("letter of offer %(number)s") % {"number": offer.number},
            about=match.about,
        )
    return queries.papers_of(match)["name"]
