"""FIND: exchange meetings, who comes, what was said of them."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, Exists, F, OuterRef, Q, QuerySet

from portal.news.models import Meeting, MeetingAnswer, Registration
from portal.news.queries.roles import PLAN_READERS, has
from portal.news.states import HOLDS_PLACE, PUBLIC_MEETINGS, MeetingState, RegistrationState
from portal.people.models import User

FEWEST = 5  # answers behind a mean that is told: of fewer, one could tell who said it
KEPT = timedelta(days=90)  # how long names are kept after a meeting


def meetings_visible_to(user: Any) -> QuerySet[Meeting]:
    """Announced ones for everybody; plans for who makes, announces and audits them."""
    found = Meeting.objects.all()
    if has(user, *PLAN_READERS):
        return found
    return found.filter(state__in=PUBLIC_MEETINGS)


def with_places(meetings: QuerySet[Meeting]) -> Any:
    """With how many places are taken and how many people wait."""
    return meetings.annotate(
        taken=Count("registrations", filter=Q(registrations__state__in=HOLDS_PLACE)),
        waiting=Count("registrations", filter=Q(registrations__state=RegistrationState.WAITING)),
    )


def coming_meetings(now: datetime) -> Any:
    """Announced, not over: the next one first."""
    return with_places(Meeting.objects.filter(state=MeetingState.OPEN, ends_at__gte=now)).order_by("starts_at", "pk")


def past_meetings(now: datetime) -> Any:
    """Held or over, the newest first."""
    over = Q(state=MeetingState.HELD) | Q(state=MeetingState.OPEN, ends_at__lt=now)
    return with_places(Meeting.objects.filter(over)).order_by("-starts_at", "-pk")


def plans(user: Any) -> QuerySet[Meeting]:
    """What is not announced yet."""
    return meetings_visible_to(user).filter(state__in=[MeetingState.DRAFT, MeetingState.PROPOSED])


def waiting_meetings(user: Any) -> QuerySet[Meeting]:
    """Proposed by somebody else."""
    return Meeting.objects.filter(state=MeetingState.PROPOSED).exclude(written_by=user).order_by("starts_at")


def taken_places(meeting: Meeting) -> int:
    """How many places are taken."""
    return meeting.registrations.filter(state__in=HOLDS_PLACE).count()


def registration_of(user: Any, meeting: Meeting) -> Registration | None:
    """The person's live registration."""
    if not isinstance(user, User):
        return None
    found = Registration.objects.filter(meeting=meeting, user=user).exclude(state=RegistrationState.CANCELLED)
    return found.select_related("meeting").first()


def registrations_of(user: User) -> QuerySet[Registration]:
    """All of a person's registrations."""
    return Registration.objects.filter(user=user).select_related("meeting").order_by("-pk")


def people_of(meeting: Meeting) -> QuerySet[Registration]:
    """Who comes, who waits, in the order in which they confirmed."""
    found = Registration.objects.filter(meeting=meeting).exclude(state=RegistrationState.PENDING)
    return found.order_by(F("confirmed_at").asc(nulls_last=True), "pk")


def meetings_over(now: datetime) -> QuerySet[Meeting]:
    """Announced, and their end has passed."""
    return Meeting.objects.filter(state=MeetingState.OPEN, ends_at__lt=now).order_by("pk")


def to_be_emptied(day: date) -> QuerySet[Meeting]:
    """Meetings that ended so long ago that nobody's name is needed any more."""
    named = Registration.objects.filter(meeting=OuterRef("pk"), erased_at=None)
    return Meeting.objects.filter(Exists(named), ends_at__date__lt=day - KEPT).order_by("pk")


def said_of(meeting: Meeting) -> dict[str, Any] | None:
    """The means of the survey, when enough people answered."""
    answers = MeetingAnswer.objects.filter(meeting=meeting)
    count = answers.count()
    if count < FEWEST:
        return None
    return {"count": count, **answers.aggregate(*(Avg(name) for name in ("overall", "content", "organisation")))}


def in_calendars(now: datetime) -> QuerySet[Meeting]:
    """Announced, held and called off ones of the last three and the coming months."""
    return Meeting.objects.filter(state__in=PUBLIC_MEETINGS, ends_at__gte=now - KEPT).order_by("starts_at", "pk")
