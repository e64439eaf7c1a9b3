"""Matching on the dashboard, in the results, and in the words of its timelines."""

from collections.abc import Iterable
from decimal import Decimal

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from portal.home.registry import SIGNED_IN, Card, Row, cards
from portal.http import page_now
from portal.periods import Period
from portal.results import NUMBER, Column, Published, Result, enter, share, summed
from portal.words import deeds
from sharedgrowth.jobs.models import Match, RankList, Round
from sharedgrowth.jobs.queries import matching as queries
from sharedgrowth.jobs.queries import placements as placement_queries
from sharedgrowth.jobs.queries.vacancies import vacancies_to_check
from sharedgrowth.jobs.states.matching import MatchState, RoundState

MOST = 5


def for_operators(request: HttpRequest) -> Iterable[Row]:
    """Vacancies to check; rounds to compute and to publish."""
    if not request.user.is_internal:
        return
    for vacancy in vacancies_to_check()[:MOST]:
        yield Row(
            title=_("Vacancy to check: %(company)s") % {"company": vacancy.company.name},
            consequence=vacancy.title,
            url=reverse("jobs:vacancy-detail", args=[vacancy.number]),
            verb=pgettext("jobs", "Check"),
            kind="wait",
            icon="briefcase",
        )
    now = page_now(request)
    due = Round.objects.filter(state__in=(RoundState.RANKING, RoundState.MATCHED)).select_related("cohort")
    for round in due.order_by("ranks_until")[:MOST]:
        if round.state == RoundState.RANKING and round.ranks_until > now:
            continue
        words = _("Matching to publish: %(cohort)s") if round.computed_at else _("Matching to compute: %(cohort)s")
        yield Row(
            title=words % {"cohort": round.cohort.title},
            consequence=_("Trainees and firms wait for the outcome."),
            url=reverse("jobs:round-detail", args=[round.number]),
            verb=_("Go on"),
            kind="wait",
            icon="users",
            primary=True,
        )


def for_firms(request: HttpRequest) -> Iterable[Row]:
    """Trainees to rank, papers to answer, checks."""
    user = request.user
    if not user.is_supplier:
        return
    lists = queries.rank_lists_of(user).filter(round__state=RoundState.RANKING, submitted_at=None)
    for each in lists[:MOST]:
        yield _rank_row(each)
    waiting = queries.matches_visible_to(user).filter(state__in=(MatchState.CONSENTED, MatchState.ACCEPTED))
    for match in waiting.order_by("pk")[:MOST]:
        accepted = match.state == MatchState.ACCEPTED
        yield Row(
            title=_("Note the first day of work of %(code)s") % {"code": match.trainee.application.code}
            if accepted
            else _("Invite or answer trainee %(code)s") % {"code": match.trainee.application.code},
            consequence=match.vacancy.title,
            due=None if accepted else match.release.expires_at,
            url=reverse("jobs:match-detail", args=[match.number]),
            verb=_("Open"),
            kind="wait",
            icon="briefcase",
        )
    for check in placement_queries.checks_waiting(user)[:MOST]:
        yield Row(
            title=_("Still employed after %(months)s months?") % {"months": check.months},
            consequence=check.placement.number,
            url=reverse("jobs:placement-check", args=[check.placement.number, check.months]),
            verb=_("Answer"),
            kind="info",
            icon="checklist",
        )


def _rank_row(each: RankList) -> Row:
    return Row(
        title=_("Rank the trainees for: %(job)s") % {"job": each.vacancy.title},
        consequence=_("Without a list nobody is matched with this vacancy."),
        due=each.round.ranks_until,
        url=reverse("jobs:round-ranks", args=[each.round.number, each.vacancy.number]),
        verb=pgettext("matching", "Rank"),
        kind="wait",
        icon="users",
        primary=True,
    )


def for_trainees(request: HttpRequest) -> Iterable[Row]:
    """The list to make, the match and the offer to answer."""
    user = request.user
    if user.company_id is not None:
        return
    for round in queries.rounds_visible_to(user).filter(state=RoundState.WISHING)[:MOST]:
        trainee = queries.trainee_of(user, round)
        own = queries.wish_list_of(round, trainee) if trainee else None
        if own is None or own.submitted_at is None:
            yield Row(
                title=_("Make your list of vacancies"),
                consequence=_("Only a list that is handed in counts."),
                due=round.wishes_until,
                url=reverse("jobs:round-wishes", args=[round.number]),
                verb=_("Make it"),
                kind="wait",
                icon="checklist",
                primary=True,
            )
    waiting = queries.matches_visible_to(user).filter(state__in=(MatchState.SUGGESTED, MatchState.OFFER))
    for match in waiting.order_by("pk")[:MOST]:
        yield _match_row(match)


def _match_row(match: Match) -> Row:
    offered = match.state == MatchState.OFFER
    words = _("%(company)s offers you a job") if offered else _("You were matched with %(company)s")
    return Row(
        title=words % {"company": match.vacancy.company.name},
        consequence=match.vacancy.title,
        due=match.offer.answer_by if offered else None,
        url=reverse("jobs:match-detail", args=[match.number]),
        verb=_("Answer"),
        kind="wait",
        icon="briefcase",
        primary=True,
    )


cards.add("jobs-matching", Card(rows=for_operators, roles=frozenset({"HR"}), order=52))
cards.add("jobs-firm", Card(rows=for_firms, roles=frozenset({"SA", "SU"}), order=52))
cards.add("jobs-trainee", Card(rows=for_trainees, roles=SIGNED_IN, order=52))


# Results --------------------------------------------------------------------------------------------------------------
def cohort_rows(period: Period) -> list[dict]:
    """One row for each cohort that ended in the period: counts of people, nobody by name."""
    return [
        {
            "cohort": each.cohort.number,
            "completed": each.completed,
            "placed": each.placed_in_time,
            "other": each.completed - each.placed_in_time,
            "employed": each.employed_6m,
            "gone": each.asked_6m - each.employed_6m,
            "asked": each.asked_6m,
        }
        for each in placement_queries.cohort_figures(period)
    ]


def _people(*names: str):
    return lambda row: tuple(row[name] for name in names)


COHORT = Column(key="cohort", title=gettext_lazy("Cohort"), of="cohort")
COMPLETED = Column(key="completed", title=pgettext_lazy("training", "Completed"), of="completed", kind=NUMBER)
PLACED = Column(key="placed", title=gettext_lazy("Placed within 3 months"), of="placed", kind=NUMBER)
ASKED = Column(key="asked", title=gettext_lazy("Answers about the time after 6 months"), of="asked", kind=NUMBER)
EMPLOYED = Column(key="employed", title=gettext_lazy("Still employed after 6 months"), of="employed", kind=NUMBER)


enter(
    Result(
        key="jobs.placed",
        programme="jobs",
        title=gettext_lazy("People who found work"),
        unit=gettext_lazy("people"),
        formula=gettext_lazy("Trainees of cohorts that ended in the time, at work within three months"),
        rows=cohort_rows,
        value=summed("placed"),
        columns=[COHORT, COMPLETED, PLACED],
        people=_people("completed", "placed", "other"),
        suppress_below=5,
        order=20,
    ),
    Result(
        key="jobs.placement_rate",
        programme="jobs",
        title=gettext_lazy("Placement rate"),
        unit="%",
        formula=gettext_lazy("At work within three months, of all who completed the training (YDC-07)"),
        rows=cohort_rows,
        value=share("placed", "other"),
        columns=[COHORT, COMPLETED, PLACED],
        people=_people("completed", "placed", "other"),
        suppress_below=5,
        places=1,
        order=21,
    ),
    Result(
        key="jobs.retention_6m",
        programme="jobs",
        title=gettext_lazy("Still employed after six months"),
        unit="%",
        formula=gettext_lazy("Still employed, of all about whom the firm answered after six months (YDC-07)"),
        rows=cohort_rows,
        value=share("employed", "gone"),
        columns=[COHORT, ASKED, EMPLOYED],
        people=_people("asked", "employed", "gone"),
        suppress_below=5,
        places=1,
        order=22,
    ),
    Published(
        key="jobs.employed",
        programme="jobs",
        title=gettext_lazy("Employed by partner firms through the programme"),
        value=Decimal(126),
        unit=pgettext_lazy("unit", "people"),
        period=gettext_lazy("the year before the source"),
        source="POSCO Newsroom, Together With POSCO, episode 2",
        source_date="2021",
        order=19,
    ),
    Published(
        key="jobs.rate-2019",
        programme="jobs",
        title=gettext_lazy("Placement rate, 167 of 207 trained"),
        value=Decimal("80.68"),
        unit="%",
        period="2019",
        source="asiae.co.kr 2020080718560611977",
        source_date="2020-08-07",
        order=20,
    ),
    Published(
        key="jobs.rate-2017",
        programme="jobs",
        title=gettext_lazy("Placement rate, 38 of 44 trained, at 15 firms"),
        value=Decimal("86.36"),
        unit="%",
        period="2017",
        source="imaeil.com 2017061400070043123",
        source_date="2017-06-14",
        order=21,
    ),
)

WORDS = {
    "vacancy.written": gettext_lazy("Vacancy written"),
    "vacancy.submit": gettext_lazy("Handed in"),
    "vacancy.return": gettext_lazy("Given back"),
    "vacancy.open": pgettext_lazy("vacancy", "Opened"),
    "vacancy.close": pgettext_lazy("vacancy", "Closed"),
    "minimumwage.entered": gettext_lazy("Minimum wage entered"),
    "arrearslisting.entered": gettext_lazy("Listing for wage arrears entered"),
    "firmblock.made": gettext_lazy("No vacancies for a time"),
    "firmblock.lifted": gettext_lazy("Allowed vacancies again"),
    "round.opened": pgettext_lazy("round of matching", "Opened"),
    "round.rank": gettext_lazy("Lists of trainees closed"),
    "round.match": gettext_lazy("Matching computed"),
    "round.changed_by_hand": gettext_lazy("Matching changed by hand"),
    "round.publish": pgettext_lazy("round of matching", "Published"),
    "round.cancel": pgettext_lazy("round of matching", "Cancelled"),
    "wishlist.submitted": gettext_lazy("List of a trainee handed in"),
    "ranklist.submitted": gettext_lazy("List of a firm handed in"),
    "match.made": pgettext_lazy("match", "Suggested"),
    "match.consent": pgettext_lazy("match", "Papers released"),
    "match.invite": gettext_lazy("Invited to an interview"),
    "match.offer": pgettext_lazy("match", "Job offered"),
    "match.accept": pgettext_lazy("match", "Accepted"),
    "match.place": pgettext_lazy("match", "Started work"),
    "match.decline": pgettext_lazy("match", "Declined by the trainee"),
    "match.refuse": pgettext_lazy("match", "Not taken by the firm"),
    "match.end": pgettext_lazy("match", "Ended"),
    "interview.proposed": pgettext_lazy("job interview", "Proposed"),
    "interview.reschedule": gettext_lazy("Interview moved"),
    "interview.confirm": pgettext_lazy("job interview", "Confirmed"),
    "interview.other_time_asked": gettext_lazy("Another time asked for"),
    "interview.hold": pgettext_lazy("job interview", "Held"),
    "interview.miss": pgettext_lazy("job interview", "Not held"),
    "interview.cancel": pgettext_lazy("job interview", "Cancelled"),
    "offer.made": pgettext_lazy("job offer", "Made"),
    "offer.accept": pgettext_lazy("job offer", "Accepted"),
    "offer.decline": pgettext_lazy("job offer", "Declined"),
    "offer.cancel": pgettext_lazy("job offer", "Cancelled by the firm"),
    "offer.expire": pgettext_lazy("job offer", "Not answered in time"),
    "offer.void": pgettext_lazy("job offer", "Void"),
    "placement.checked": gettext_lazy("Retention answered"),
}
for _name, _words in WORDS.items():
    deeds.add(f"jobs.{_name}", _words)
