"""FIND: reviews, the points of an application, meetings and votes. Source: domain 12, INV-04, INV-06."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from portal.clock import today
from sharedgrowth.innovilt.models import (
    AgendaItem,
    InnoviltApplication,
    Meeting,
    MeetingSeat,
    Review,
    SalesContact,
    SiteCheck,
    Vote,
)
from sharedgrowth.innovilt.queries.applications import points_for, terms_for
from sharedgrowth.innovilt.rules.scores import are_far_apart, mean_share, passes, points_of, weak_parts
from sharedgrowth.innovilt.states import ApplicationState, CheckState, Choice, Part

AFTER_DAYS = 365
MEETING_READERS = ("IV", "AU", "CP")


def open_reviews_of(user) -> QuerySet[Review]:
    """What the person has to review."""
    found = Review.objects.filter(reviewer=user, done_at=None, recused_at=None)
    waiting = Q(part=Part.TECHNOLOGY, application__state=ApplicationState.TECH_REVIEW) | Q(
        part=Part.MARKET, application__state__in=[ApplicationState.TECH_REVIEW, ApplicationState.MARKET_REVIEW]
    )
    return found.filter(waiting).select_related("application__company", "application__version").order_by("pk")


def reviews_visible_to(user) -> QuerySet[Review]:
    """One's own; the office, auditors and compliance all of them, but no other sheet of a part that one still owes."""
    found = Review.objects.select_related("application__company", "application__version__class_node", "reviewer")
    if not getattr(user, "is_internal", False):
        return found.none()
    owed = Review.objects.filter(application=OuterRef("application"), part=OuterRef("part"), reviewer=user)
    found = found.exclude(~Q(reviewer=user) & Exists(owed.filter(done_at=None, recused_at=None)))
    return found if user.has_role(*MEETING_READERS) else found.filter(reviewer=user)


def checks_visible_to(user) -> QuerySet[SiteCheck]:
    """The inspector's own; the office, auditors and compliance all of them; a company its own that were held."""
    found = SiteCheck.objects.select_related("application__company", "application__version__class_node", "inspector")
    if getattr(user, "is_internal", False):
        return found if user.has_role(*MEETING_READERS) else found.filter(inspector=user)
    return found.none()


@dataclass(frozen=True, slots=True)
class PartScore:
    """One part of the score: who reviewed it, and what came out."""

    part: Part
    most: Decimal
    reviews: list[Review]
    share: Decimal | None
    points: Decimal | None
    weak: bool
    apart: bool


@dataclass(frozen=True, slots=True)
class Score:
    """All parts of an application, and the sum once they are there."""

    parts: list[PartScore]
    total: Decimal | None
    passed: bool


def score_of(application: InnoviltApplication, reader=None) -> Score:
    """The points as they stand now. ``reader``: who still owes a review of a part is told nothing of it."""
    points = points_for(application)
    least = terms_for(application).reviewers
    reviews = list(application.reviews.filter(recused_at=None).select_related("reviewer").order_by("pk"))
    held = application.site_checks.filter(state=CheckState.HELD).order_by("-held_at").first()
    shares: dict[str, Decimal] = {}
    parts = []
    for part in Part:
        own = [review for review in reviews if review.part == part]
        done = [review.ratio for review in own if review.done_at is not None and review.ratio is not None]
        owes = any(review.reviewer_id == reader.pk and review.done_at is None for review in own) if reader else False
        if owes:
            done = []
        share = None
        if part == Part.OPERATION:
            share = held.ratio if held is not None else None
        elif done and len(done) == len(own) >= least:
            share = mean_share(done)
        if share is not None:
            shares[part] = share
        parts.append(
            PartScore(
                part,
                points.most(part),
                own,
                share,
                None if share is None else points_of({part: share}, points),
                share is not None and bool(weak_parts({part: share}, points)),
                are_far_apart(done),
            )
        )
    whole = len(shares) == len(Part)
    return Score(parts, points_of(shares, points) if whole else None, whole and passes(shares, points))


# Committee -----------------------------------------------------------------------------------------------------------
def meetings_visible_to(user) -> QuerySet[Meeting]:
    """The office, auditors and compliance; with how many products stand on the agenda."""
    found = Meeting.objects.select_related("chair").annotate(products=Count("agenda"))
    if getattr(user, "is_internal", False) and user.has_role(*MEETING_READERS):
        return found.order_by("-held_on", "-pk")
    return found.none()


def seats_of(meeting: Meeting) -> list[MeetingSeat]:
    """Who sits."""
    return list(meeting.seats.select_related("member").order_by("pk"))


def agenda_of(meeting: Meeting) -> list[AgendaItem]:
    """The products, with their votes."""
    found = meeting.agenda.select_related("application__company", "application__version__class_node")
    return list(found.prefetch_related("votes__member").order_by("no"))


def tally(votes: list[Vote]) -> Counter[str]:
    """How many for what; who stands back is not counted."""
    return Counter(str(Choice(vote.choice)) for vote in votes if not vote.recused)


def votes_counted(item: AgendaItem) -> list[Vote]:
    """Without those of members who sell to the company now: a contact may be entered after the vote (SOD-20)."""
    sellers = sales_blocks(today()).filter(company=item.application.company_id).values("person")
    return list(item.votes.exclude(member__in=sellers, recused=False).order_by("pk"))


def votes_missing(meeting: Meeting) -> list[tuple[AgendaItem, list[str]]]:
    """Whose vote, or word that they stand back, is missing for which product: of those who are present."""
    present = [seat for seat in seats_of(meeting) if seat.present_at is not None]
    rows = []
    for item in agenda_of(meeting):
        voted = {vote.member_id for vote in item.votes.all()}
        missing = [seat.member.name for seat in present if seat.member_id not in voted]
        if missing:
            rows.append((item, missing))
    return rows


def sales_blocks(day: date) -> QuerySet[SalesContact]:
    """Who keeps away from whom: while they sell to a member and for a year after (as SOD-11)."""
    over = Q(until=None) | Q(until__gte=day - timedelta(days=AFTER_DAYS))
    return SalesContact.objects.filter(over, since__lte=day)


def contacts_in_force() -> QuerySet[SalesContact]:
    """Who sells to whom now."""
    day = today()
    found = SalesContact.objects.filter(since__lte=day).filter(Q(until=None) | Q(until__gte=day))
    return found.select_related("company", "person").order_by("company__legal_name_ko", "pk")


def for_agenda() -> QuerySet[InnoviltApplication]:
    """Before the committee or deferred, and on no agenda."""
    on_agenda = AgendaItem.objects.filter(application=OuterRef("pk"), outcome="")
    states = [ApplicationState.COMMITTEE, ApplicationState.DEFERRED]
    found = InnoviltApplication.objects.filter(state__in=states).exclude(Exists(on_agenda))
    return found.select_related("company", "version__class_node").order_by("decide_due", "pk")
