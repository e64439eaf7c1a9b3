"""WHO: trainees decide about themselves, firms about their vacancies, who runs the matching about rounds."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from sharedgrowth.jobs.models import Match, Placement, RankList, Round
from sharedgrowth.jobs.policies.vacancies import is_operator, may_act_for, may_operate, may_operate_for
from sharedgrowth.jobs.queries import matching as queries
from sharedgrowth.jobs.queries.consents import took_back
from sharedgrowth.jobs.queries.vacancies import is_overseer
from sharedgrowth.jobs.states.matching import OPEN_MATCHES, TOLD_WHY


def may_run_round(user: User) -> Verdict:
    """Open, close, compute, cancel."""
    return may_operate(user)


def may_publish_round(user: User, round: Round) -> Verdict:
    """Who runs the matching; what somebody changed by hand is published by somebody else."""
    verdict = may_operate(user)
    changes = (round.outcome or {}).get("by_hand", [])
    if verdict and any(change["by"] == user.pk for change in changes):
        return no(_("You changed matches by hand: a colleague publishes them."))
    return verdict


def may_wish(user: User, round: Round) -> Verdict:
    """A trainee of the cohort who completed the training."""
    trainee = None if user.is_service else queries.trainee_of(user, round)
    if trainee is None:
        return no(_("Only a trainee who completed the training makes a list."))
    if took_back(trainee.application):
        return no(_("You have taken your consent to the programme back: nobody is matched without it."))
    if queries.offers_declined(trainee) >= queries.terms_of(round.cohort).declines_most:
        return no(_("You have declined as many offers as the programme allows. Ask the operator about another way."))
    return YES


def may_rank(user: User, rank_list: RankList) -> Verdict:
    """The firm of the vacancy."""
    return may_act_for(user, rank_list.vacancy.company_id)


def is_own(user: User, match: Match) -> bool:
    """Whether it is the person's own match."""
    owner = match.trainee.application.user_id
    return user.is_authenticated and not user.is_service and owner is not None and user.pk == owner


def may_answer_match(user: User, match: Match) -> Verdict:
    """Consent, decline, take back: the trainee alone."""
    return YES if is_own(user, match) else no(_("Only the trainee decides this."))


def may_act_on_match(user: User, match: Match) -> Verdict:
    """Invite, offer, refuse: the firm."""
    return may_act_for(user, match.vacancy.company_id)


def may_read_papers(user: User, match: Match) -> Verdict:
    """The trainee; people of the firm while the papers are released. Who runs the matching has other pages for it."""
    return YES if is_own(user, match) else may_act_on_match(user, match)


def may_match_by_hand(user: User, match_company) -> Verdict:
    """Who runs the matching and does not belong to the firm."""
    return may_operate_for(user, match_company)


def may_read_words(user: User, match: Match) -> Verdict:
    """What the trainee wrote: the trainee, the operator, the firm. Who watches over it all reads states (PII-08)."""
    if is_own(user, match) or is_operator(user) or may_act_on_match(user, match):
        return YES
    return no(_("What people wrote is read by those whom it concerns."))


def may_read_reason(user: User, match: Match) -> Verdict:
    """The same; a firm reads why a match ended, not why one was made by hand or declined."""
    verdict = may_read_words(user, match)
    if verdict and user.is_supplier and not is_own(user, match) and match.state not in TOLD_WHY:
        return no(_("What people wrote is read by those whom it concerns."))
    return verdict


def may_end_match(user: User, match: Match) -> Verdict:
    """Who runs the matching and does not belong to the firm: what is still open."""
    verdict = may_operate_for(user, match.vacancy.company)
    return no(_("This match is over.")) if verdict and match.state not in OPEN_MATCHES else verdict


def may_note_start(user: User, match: Match) -> Verdict:
    """The firm, or who runs the matching."""
    return may_operate_for(user, match.vacancy.company) if user.is_internal else may_act_on_match(user, match)


def may_answer_check(user: User, placement: Placement) -> Verdict:
    """The firm, or who runs the matching after asking it."""
    if user.is_internal:
        return may_operate_for(user, placement.company)
    return may_act_for(user, placement.company_id)


def may_read_report(user: User) -> Verdict:
    """Who runs the matching and who watches it: counts only, no person."""
    return YES if is_overseer(user) else no(_("The placement report is for the operator and those who watch over it."))
