"""FIND: reviews: who sees whose points, how an application stands, who can be asked."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.clock import today
from portal.people.models import User
from portal.people.queries import buyer_people_with_role
from portal.periods import months_after
from purchasing.esg.models import ReviewerTie
from sharedgrowth.support.models import (
    Application,
    Assignment,
    Call,
    CommitteeSeat,
    CommitteeVote,
    Investigation,
    InvestigationMember,
    Review,
)
from sharedgrowth.support.queries.screening import ADVISES, STAFF_READERS, number_of
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.rules import review as rules
from sharedgrowth.support.states import REVIEW_AWAITED, ApplicationState, InvestigationState, ReviewState

REVIEWERS = ("SG", "CN", "EV", "RQ", "AP")  # who may be asked for a review. Source: domain 16.1
MEMBERS = ("SG", "CN", "EV", "RQ", "AP")  # who may sit on a committee or go on a joint investigation
PAYERS = ("FM", "FI")  # who pays does not select (SOD-13)
TIE_MONTHS = 12


def rubric_of_call(call: Call) -> list[dict[str, Any]]:
    """The criteria as published with the call."""
    return [{**row, "weight": Decimal(str(row["weight"]))} for row in call.rubric]


def criteria_of(call: Call) -> list[rules.Criterion]:
    """The same, as the rules take them."""
    return [rules.Criterion(row["code"], row["weight"]) for row in rubric_of_call(call)]


def points_of(review: Review) -> dict[str, Decimal]:
    """What was given so far, by code of the criterion."""
    return {code: Decimal(str(value)) for code, value in review.points.items()}


def is_scored(call: Call) -> bool:
    """Whether reviewers score by the rubric; else the officer's triage decides."""
    programme = programmes.get(call.programme)
    return bool(call.rubric) and (programme is None or programme.stages.scored)


@dataclass(slots=True)
class Score:
    """How an application stands among its reviewers. Points are there only when the reader may see them."""

    reviews: list[Review]
    wanted: int
    spread_from: Decimal
    locked: list[Review] = field(default_factory=list)
    hidden: bool = False  # from this reader
    by_code: dict[str, Decimal | None] = field(default_factory=dict)
    mean: Decimal | None = None
    median: Decimal | None = None
    spread: Decimal = Decimal(0)
    second_look: bool = False  # somebody else must look
    abstained: int = 0

    @property
    def awaited(self) -> list[Review]:
        """Reviews that are not given yet."""
        return [each for each in self.reviews if each.state in REVIEW_AWAITED]

    @property
    def asked(self) -> int:
        """How many were asked and have not abstained."""
        return len(self.locked) + len(self.awaited)

    @property
    def complete(self) -> bool:
        """Enough have locked, none is awaited, no second look is needed."""
        return len(self.locked) >= self.wanted and not self.awaited and not self.second_look


def score_of(application: Application, reviews: Iterable[Review], reader: User | None = None) -> Score:
    """How it stands; for a ``reader`` whose own review is not locked, without any points (they are hidden)."""
    rows = [each for each in reviews if each.state != ReviewState.REMOVED]
    call = application.call
    found = Score(rows, int(number_of(call, "reviewers")), Decimal(number_of(call, "spread_points")))
    found.locked = [each for each in rows if each.is_locked]
    found.abstained = sum(each.state == ReviewState.ABSTAINED for each in rows)
    totals = [each.total for each in found.locked if each.total is not None]
    found.second_look = not found.awaited and rules.needs_second_look(
        totals, spread=found.spread_from, wanted=found.wanted
    )
    more_to_come = bool(found.locked) and application.state == ApplicationState.IN_REVIEW and not found.complete
    found.hidden = reader is not None and not sees_points(reader, rows, open_still=bool(found.awaited) or more_to_come)
    if found.hidden:
        return found
    found.mean, found.median, found.spread = rules.mean_of(totals), rules.median_of(totals), rules.spread_of(totals)
    given = [points_of(each) for each in found.locked]
    for criterion in criteria_of(call):
        found.by_code[criterion.code] = rules.mean_of([row[criterion.code] for row in given if criterion.code in row])
    return found


def sees_points(reader: User, reviews: Collection[Review], *, open_still: bool) -> bool:
    """Whether this person may see what others gave.

    A reviewer once the own review is locked; everybody else when no review is to come any more, neither one that is
    awaited nor one that nobody has been asked for yet (another one, a second look): so nobody who steers the process
    can lean on those who still score, and whoever is asked next has seen nothing.
    """
    own = [each for each in reviews if each.reviewer_id == reader.pk and each.state != ReviewState.ABSTAINED]
    if own:
        return all(each.is_locked for each in own)
    return not open_still and reader.has_role(*STAFF_READERS)


def reviews_by_application(applications: Collection[Application]) -> dict[int, list[Review]]:
    """Of many applications. One query."""
    found: dict[int, list[Review]] = {each.pk: [] for each in applications}
    rows = Review.objects.filter(application__in=found).exclude(state=ReviewState.REMOVED)
    for row in rows.select_related("reviewer").order_by("id"):
        found[row.application_id].append(row)
    return found


def reviews_of(application: Application) -> list[Review]:
    """Of one application, those taken off left out."""
    return reviews_by_application([application])[application.pk]


def own_review(user: User, application: Application) -> Review | None:
    """The review of this person, if there is one."""
    found = application.reviews.filter(reviewer=user).exclude(state=ReviewState.REMOVED)
    return found.select_related("application__call", "application__company").first()


def reviews_for(user: Any, *, state: str = "") -> QuerySet[Review]:
    """A reviewer's own list: what waits first."""
    found = Review.objects.filter(reviewer=user).exclude(state=ReviewState.REMOVED)
    if state == "awaited":
        found = found.filter(state__in=REVIEW_AWAITED, application__state=ApplicationState.IN_REVIEW)
    elif state:
        found = found.filter(state=state)
    return found.select_related("application__call", "application__company").order_by("state", "assigned_at", "pk")


def untied(people: QuerySet[User], application: Application) -> QuerySet[User]:
    """Of these people, those without a tie to the applicant: SOD-11, its experts, its members."""
    company = application.company_id
    ties = ReviewerTie.objects.filter(company=company, person=OuterRef("pk"))
    holding = ties.filter(Q(last_on=None) | Q(last_on__gte=months_after(today(), -TIE_MONTHS)))
    advises = Assignment.objects.filter(expert__user=OuterRef("pk"), project__company=company, state__in=ADVISES)
    return people.filter(~Exists(holding), ~Exists(advises)).exclude(memberships__company=company)


def reviewers_for(application: Application) -> QuerySet[User]:
    """Who can be asked: people without a tie who do not review it yet, and do not pay."""
    people = buyer_people_with_role(*REVIEWERS).filter(is_service=False)
    payers = buyer_people_with_role(*PAYERS).values("pk")
    own = Review.objects.filter(application=application, reviewer=OuterRef("pk")).exclude(state=ReviewState.REMOVED)
    found = untied(people, application).filter(~Exists(own)).exclude(pk__in=payers)
    return found.order_by("name", "pk")


def reviewers_in_general() -> QuerySet[User]:
    """Who can be asked at all: for sharing out many applications at once."""
    payers = buyer_people_with_role(*PAYERS).values("pk")
    return buyer_people_with_role(*REVIEWERS).filter(is_service=False).exclude(pk__in=payers).order_by("name", "pk")


# The joint investigation and the committee ---------------------------------------------------------------------------
def investigation_of(application: Application) -> Investigation | None:
    """The one that counts."""
    found = application.investigations.exclude(state=InvestigationState.CANCELLED)
    return found.prefetch_related("members__user", "members__sheet", "files").select_related("reported_by").first()


def investigations_for(user: Any) -> QuerySet[InvestigationMember]:
    """Verdicts that wait for this person."""
    found = InvestigationMember.objects.filter(user=user, verdict="", investigation__state="reported")
    return found.select_related("investigation__application__company", "investigation__application__call")


def investigators_for(application: Application) -> QuerySet[User]:
    """People of the buyer who can go; who pays may not (SOD-13)."""
    payers = buyer_people_with_role(*PAYERS).values("pk")
    people = buyer_people_with_role(*MEMBERS).filter(is_service=False).exclude(pk__in=payers)
    return untied(people, application).order_by("name", "pk")


def seats_of(call: Call) -> list[CommitteeSeat]:
    """The committee of the call."""
    return list(call.seats.select_related("member").order_by("member__name", "pk"))


def seat_candidates(call: Call) -> QuerySet[User]:
    """Who may be called into the committee; who pays may not (SOD-13)."""
    payers = buyer_people_with_role(*PAYERS).values("pk")
    people = buyer_people_with_role(*MEMBERS).filter(is_service=False).exclude(pk__in=payers)
    return people.exclude(pk__in=call.seats.values("member")).order_by("name", "pk")


def votes_of(application: Application) -> list[CommitteeVote]:
    """Who said what."""
    return list(application.votes.select_related("member").order_by("id"))


def votes_awaited_from(user: Any) -> QuerySet[Application]:
    """Applications before a committee on which this person sits and has not voted."""
    seats = CommitteeSeat.objects.filter(call=OuterRef("call"), member=user)
    voted = CommitteeVote.objects.filter(application=OuterRef("pk"), member=user)
    found = Application.objects.filter(state=ApplicationState.COMMITTEE, committee_decision=None)
    return found.filter(Exists(seats), ~Exists(voted)).select_related("call", "company").order_by("pk")
