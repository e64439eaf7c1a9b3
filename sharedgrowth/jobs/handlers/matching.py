"""Matching: who is told of what, what runs by itself. Source: domain 9.3, appendix B (ydc-retention-check)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.clock import db_now, today
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on, sweeps
from portal.people.models import Company, User
from portal.people.queries import buyer_people_with_role, people_with_role
from sharedgrowth.jobs.models import (
    Application,
    Cohort,
    Interview,
    Match,
    Offer,
    RetentionCheck,
    Round,
    Trainee,
    Vacancy,
)
from sharedgrowth.jobs.queries.matching import trainees_to_match
from sharedgrowth.jobs.services import interviews, matches, placements, rounds, vacancies
from sharedgrowth.jobs.states.matching import RUNNING


@sweeps
def watch_vacancies() -> None:
    """Once a day: vacancies, offers and matches whose time has passed."""
    vacancies.run_vacancy_clock(today())
    interviews.run_offer_clock(today())
    matches.run_match_clock(today())


@sweeps
def watch_rounds() -> None:
    """The lists of trainees close."""
    rounds.start_rankings_due(db_now())


@sweeps
def ydc_retention_check() -> None:
    """Once a day: firms are asked about people who began 1, 3, 6 and 12 months ago."""
    placements.run_retention_checks(today())


# Somebody or something is no more -------------------------------------------------------------------------------------
@on("jobs.cohort_cancelled")
def end_cohort(*, cohort: int, **_later) -> None:
    """Rounds and open matches end; released papers are taken back; everybody is told."""
    found = Cohort.objects.get(pk=cohort)
    for round in found.rounds.order_by("pk"):
        if round.state in RUNNING:
            rounds.cancel_round(round, reason=_("The cohort was cancelled."), by=None)
        matches.end_of_round(round, reason=_("The cohort was cancelled."), by=None)


@on("jobs.cohort_followed_up")
def end_rounds(*, cohort: int, **_later) -> None:
    """The matching is over: a round that still runs is cancelled; matches that are open go on."""
    for round in Cohort.objects.get(pk=cohort).rounds.filter(state__in=sorted(RUNNING)):
        rounds.cancel_round(round, reason=_("The matching of the cohort is over."), by=None)


@on("jobs.application_withdrawn")
def end_trainee(*, application: int, **_later) -> None:
    """A trainee left, or took the consent to the programme back, also in the middle of a round."""
    found = Application.objects.filter(pk=application).first()
    trainee = Trainee.objects.filter(application=found).first() if found else None
    if trainee is not None:
        rounds.leave_rounds(trainee)
        matches.end_of_trainee(trainee, reason=_("The trainee has left the programme."), by=None)


# Who is told ----------------------------------------------------------------------------------------------------------
def _firm(company: Company, *others: User | None) -> set[User]:
    return {*people_with_role(company, "SA"), *(each for each in others if each is not None)}


def _operators() -> set[User]:
    return set(buyer_people_with_role("HR"))


def _person(match: Match) -> set[User]:
    user = match.trainee.application.user
    return {user} if user is not None else set()


def _tell(people: Iterable[User], kind: str, page: str, number: str, **params: object) -> None:
    notify(set(people), f"jobs.{kind}", params={"number": number, **params}, url_name=f"jobs:{page}", url_args=[number])


def _vacancy(pk: int) -> Vacancy:
    return Vacancy.objects.select_related("company", "entered_by").get(pk=pk)


@on("jobs.vacancy_submitted")
def tell_submitted(*, vacancy: int, **_later) -> None:
    """Who runs the matching."""
    found = _vacancy(vacancy)
    company = bilingual(found.company.legal_name_ko, found.company.legal_name_en)
    _tell(_operators(), "vacancy_submitted", "vacancy-detail", found.number, job=found.title, company=company)


@on("jobs.vacancy_opened", "jobs.vacancy_returned", "jobs.vacancy_closed")
def tell_vacancy(*, vacancy: int, **_later) -> None:
    """Its firm: what became of it, by the state it is in now."""
    found = _vacancy(vacancy)
    kind = {"open": "vacancy_opened", "draft": "vacancy_returned", "closed": "vacancy_closed"}.get(found.state)
    if kind:
        people = _firm(found.company, found.entered_by)
        _tell(people, kind, "vacancy-detail", found.number, job=found.title, reason=found.reason)


@on("jobs.round_opened")
def tell_round(*, round: int, **_later) -> None:
    """The trainees: make your list."""
    found = Round.objects.select_related("cohort").get(pk=round)
    people = {each.application.user for each in trainees_to_match(found.cohort).select_related("application__user")}
    _tell(people, "round_opened", "round-wishes", found.number)


@on("jobs.round_ranking")
def tell_ranking(*, round: int, **_later) -> None:
    """The firms whose vacancies are wished for: rank the trainees."""
    found = Round.objects.get(pk=round)
    for rank_list in found.rank_lists.select_related("vacancy__company", "vacancy__entered_by"):
        vacancy = rank_list.vacancy
        notify(
            _firm(vacancy.company, vacancy.entered_by),
            "jobs.round_ranking",
            params={"number": vacancy.number, "job": vacancy.title},
            url_name="jobs:round-ranks",
            url_args=[found.number, vacancy.number],
        )


@on("jobs.round_cancelled")
def tell_round_cancelled(*, round: int, **_later) -> None:
    """Trainees and firms."""
    found = Round.objects.select_related("cohort").get(pk=round)
    people = {each.application.user for each in trainees_to_match(found.cohort).select_related("application__user")}
    for vacancy in found.vacancies.select_related("company", "entered_by"):
        people |= _firm(vacancy.company, vacancy.entered_by)
    _tell(people, "round_cancelled", "round-detail", found.number, reason=found.reason)


@on("jobs.round_published")
def tell_unmatched(*, round: int, **_later) -> None:
    """Who made a list and found no match this time: with the reasons. Who found one is told of the match."""
    found = Round.objects.get(pk=round)
    matched = set(found.matches.values_list("trainee", flat=True))
    lists = found.wish_lists.filter(submitted_at__isnull=False).select_related("trainee__application__user")
    people = {each.trainee.application.user for each in lists if each.trainee_id not in matched}
    _tell({each for each in people if each}, "round_unmatched", "round-detail", found.number)


def _match(pk: int) -> Match | None:
    """None where it has been destroyed since."""
    return (
        Match.objects.filter(pk=pk)
        .select_related("vacancy__company", "vacancy__entered_by", "trainee__application__user")
        .first()
    )


def _tell_match(pk: int, kind: str, *, firm: bool = False, person: bool = False, **more: object) -> None:
    match = _match(pk)
    if match is None:
        return
    vacancy = match.vacancy
    people = set()
    if person:
        people |= _person(match)
    if firm:
        people |= _firm(vacancy.company, vacancy.entered_by)
    company = bilingual(vacancy.company.legal_name_ko, vacancy.company.legal_name_en)
    code = match.trainee.application.code
    _tell(people, kind, "match-detail", match.number, job=vacancy.title, company=company, code=code, **more)


@on("jobs.matched")
def tell_matched(*, match: int, **_later) -> None:
    """The trainee alone: the firm learns of it with the consent."""
    _tell_match(match, "matched", person=True)


@on("jobs.match_consented")
def tell_consented(*, match: int, **_later) -> None:
    """The firm may read the papers."""
    _tell_match(match, "match_consented", firm=True)


@on("jobs.match_declined")
def tell_declined(*, match: int, **_later) -> None:
    """The firm, where it knew of the match."""
    found = _match(match)
    if found is not None and hasattr(found, "release"):
        _tell_match(match, "match_declined", firm=True)


@on("jobs.match_refused")
def tell_refused(*, match: int, **_later) -> None:
    """The trainee."""
    _tell_match(match, "match_refused", person=True)


@on("jobs.match_ended")
def tell_ended(*, match: int, **_later) -> None:
    """Both; the firm only where it knew of the match."""
    found = _match(match)
    if found is not None:
        _tell_match(match, "match_ended", person=True, firm=hasattr(found, "release"), reason=found.reason)


@on("jobs.interview_proposed")
def tell_interview(*, interview: int, **_later) -> None:
    """The trainee."""
    if found := Interview.objects.filter(pk=interview).first():
        _tell_match(found.match_id, "interview_proposed", person=True)


@on("jobs.interview_confirmed")
def tell_confirmed(*, interview: int, **_later) -> None:
    """The firm."""
    if found := Interview.objects.filter(pk=interview).first():
        _tell_match(found.match_id, "interview_confirmed", firm=True)


@on("jobs.interview_other_time")
def tell_other_time(*, interview: int, **_later) -> None:
    """The firm."""
    if found := Interview.objects.filter(pk=interview).first():
        _tell_match(found.match_id, "interview_other_time", firm=True)


@on("jobs.interview_cancelled")
def tell_interview_cancelled(*, interview: int, **_later) -> None:
    """The trainee."""
    if found := Interview.objects.filter(pk=interview).first():
        _tell_match(found.match_id, "interview_cancelled", person=True)


@on("jobs.offer_made")
def tell_offer(*, offer: int, **_later) -> None:
    """The trainee."""
    if found := Offer.objects.filter(pk=offer).first():
        _tell_match(found.match_id, "offer_made", person=True)


@on("jobs.offer_accepted")
def tell_accepted(*, offer: int, **_later) -> None:
    """The firm."""
    if found := Offer.objects.filter(pk=offer).first():
        _tell_match(found.match_id, "offer_accepted", firm=True)


@on("jobs.offer_cancelled")
def tell_offer_cancelled(*, offer: int, **_later) -> None:
    """Who runs the matching: the trainee is told with the end of the match."""
    found = Offer.objects.filter(pk=offer).select_related("match__vacancy__company").first()
    if found is not None:
        company = found.match.vacancy.company
        words = bilingual(company.legal_name_ko, company.legal_name_en)
        _tell(_operators(), "offer_cancelled", "match-detail", found.match.number, company=words)


@on("jobs.retention_due")
def tell_retention(*, check: int, **_later) -> None:
    """The firm: is the person still there?"""
    found = RetentionCheck.objects.filter(pk=check, answer="").select_related("placement__company").first()
    if found is not None:
        placement = found.placement
        _tell(_firm(placement.company), "retention_due", "placement-detail", placement.number, months=found.months)


WORDS = (  # kind, title, text
    (
        "vacancy_submitted",
        gettext_lazy("Vacancy to check: %(job)s"),
        gettext_lazy("%(company)s, %(number)s. Open it, or give it back with what is to be changed."),
    ),
    (
        "vacancy_opened",
        gettext_lazy("Your vacancy is open: %(job)s"),
        gettext_lazy("%(number)s. Trainees can put it on their lists."),
    ),
    (
        "vacancy_returned",
        gettext_lazy("Your vacancy came back: %(job)s"),
        gettext_lazy("%(number)s. %(reason)s"),
    ),
    ("vacancy_closed", gettext_lazy("Your vacancy is closed: %(job)s"), gettext_lazy("%(number)s. %(reason)s")),
    (
        "round_opened",
        gettext_lazy("Make your list of vacancies"),
        gettext_lazy("Round %(number)s. Put the vacancies in your order and hand the list in before it closes."),
    ),
    (
        "round_ranking",
        gettext_lazy("Trainees wish for your vacancy: %(job)s"),
        gettext_lazy("%(number)s. Rank them by their code names before the lists close."),
    ),
    (
        "round_cancelled",
        gettext_lazy("Round of matching %(number)s was cancelled"),
        gettext_lazy("%(reason)s"),
    ),
    (
        "round_unmatched",
        gettext_lazy("Round %(number)s found no match for you this time"),
        gettext_lazy("Read what became of each wish. You can take part in the next round."),
    ),
    (
        "matched",
        gettext_lazy("You were matched: %(job)s"),
        gettext_lazy("%(company)s, match %(number)s. Decide whether the firm may read your papers."),
    ),
    (
        "match_consented",
        gettext_lazy("Papers of trainee %(code)s are released to you"),
        gettext_lazy("%(job)s, match %(number)s. Read them, then invite or answer."),
    ),
    (
        "match_declined",
        gettext_lazy("Trainee %(code)s has declined match %(number)s"),
        gettext_lazy("%(job)s. The papers are no longer readable: destroy your copies."),
    ),
    (
        "match_refused",
        gettext_lazy("The firm did not choose you this time: %(job)s"),
        gettext_lazy(
            "%(company)s, match %(number)s. Your papers were taken back. You can take part in the next round."
        ),
    ),
    ("match_ended", gettext_lazy("Match %(number)s has ended"), gettext_lazy("%(job)s, %(company)s. %(reason)s")),
    (
        "interview_proposed",
        gettext_lazy("Interview at %(company)s"),
        gettext_lazy("%(job)s, match %(number)s. Confirm the time, or say when you can come."),
    ),
    (
        "interview_confirmed",
        gettext_lazy("Trainee %(code)s comes to the interview"),
        gettext_lazy("%(job)s, match %(number)s."),
    ),
    (
        "interview_other_time",
        gettext_lazy("Trainee %(code)s asks for another time"),
        gettext_lazy("%(job)s, match %(number)s. Propose another time."),
    ),
    (
        "interview_cancelled",
        gettext_lazy("The interview at %(company)s was called off"),
        gettext_lazy("%(job)s, match %(number)s."),
    ),
    (
        "offer_made",
        gettext_lazy("%(company)s offers you a job: %(job)s"),
        gettext_lazy("Match %(number)s. Read the offer and answer in time."),
    ),
    (
        "offer_accepted",
        gettext_lazy("Trainee %(code)s has accepted your offer"),
        gettext_lazy("%(job)s, match %(number)s. Note the first day of work when it has come."),
    ),
    (
        "offer_cancelled",
        gettext_lazy("%(company)s took a job offer back"),
        gettext_lazy("Match %(number)s. The firm has no vacancies for a time; find the trainee another way."),
    ),
    (
        "retention_due",
        gettext_lazy("Is the person still with you after %(months)s months?"),
        gettext_lazy("Placement %(number)s. One answer, a minute."),
    ),
)
ESSENTIAL = {"matched", "match_ended", "interview_proposed", "interview_cancelled", "offer_made", "round_cancelled"}
for key, title, text in WORDS:
    kinds.register(Kind(key=f"jobs.{key}", title=title, text=text, essential=key in ESSENTIAL))
