"""FIND: activities for everybody, places and times of people for those concerned. Source: domain 10."""

import hashlib
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from portal.audit.queries import done_to
from portal.clock import SEOUL
from portal.people.models import User
from portal.privacy.queries.rights import suspensions
from sharedgrowth.friends.models import Activity, Attendance, HoursCertificate, Participation, Photo
from sharedgrowth.friends.queries.members import overlooks
from sharedgrowth.friends.states import ActivityState, ParticipationState, PhotoState
from sharedgrowth.friends.states.activities import PUBLIC_ACTIVITIES, TAKES_PLACE

P = ParticipationState
HOLDING = "friends.participations"  # what the Friends keep of people, in the words of portal.privacy
FEWEST = 5  # a number of people below it is not shown outside of the office


def activities_visible_to(user) -> QuerySet[Activity]:
    """Public ones for everybody; the office, audit, the proposing company and who leads it see the others."""
    found = Activity.objects.select_related("theme", "lead", "company", "recipient")
    if overlooks(user):
        return found
    seen: Any = Q(state__in=PUBLIC_ACTIVITIES)
    if user.is_authenticated and not user.is_service:
        seen |= Q(lead=user) | Q(proposed_by=user)
        if user.company_id and user.has_role("SA", "SU"):
            seen |= Q(company=user.company_id)
        seen |= Q(state=ActivityState.CANCELLED) & Exists(
            Participation.objects.filter(activity=OuterRef("pk"), person=user)
        )
    return found.filter(seen)


def activities_found(user, *, q="", type="", region="", theme=None, state="") -> QuerySet[Activity]:  # noqa: A002
    """Filtered, what comes next first."""
    found = (
        activities_visible_to(user).annotate(taken=Count("participations", filter=TAKEN)).order_by("-begins_at", "-pk")
    )
    if q:
        found = found.filter(
            Q(number__iexact=q) | Q(title_ko__icontains=q) | Q(title_en__icontains=q) | Q(place__icontains=q)
        )
    for name, value in (("type", type), ("region", region), ("theme", theme), ("state", state)):
        if value:
            found = found.filter(**{name: value})
    return found


TAKEN = Q(participations__state__in=sorted(TAKES_PLACE))


def activities_open() -> QuerySet[Activity]:
    """Where one can sign up, the soonest first."""
    found = Activity.objects.filter(state=ActivityState.OPEN).annotate(taken=Count("participations", filter=TAKEN))
    return found.order_by("begins_at", "pk")


def places_taken(activity: Activity) -> int:
    """Signed up, asked for consent, or there already."""
    return activity.participations.filter(state__in=TAKES_PLACE).count()


def own_place(user, activity: Activity) -> Participation | None:
    """The person's own, unless it was cancelled."""
    if not user.is_authenticated:
        return None
    return activity.participations.filter(person=user).exclude(state=P.CANCELLED).order_by("-pk").first()


def own_guests(user, activity: Activity) -> QuerySet[Participation]:
    """Guests whom the person brings."""
    return activity.participations.filter(guest__host=user).select_related("guest").order_by("pk")


def roster_of(activity: Activity) -> QuerySet[Participation]:
    """Everybody with a place, with their times."""
    found = activity.participations.exclude(state=P.CANCELLED).select_related("person", "guest", "company", "activity")
    return found.prefetch_related("days").order_by("state", "pk")


def waiting_next(activity: Activity) -> Participation | None:
    """Who moves up when a place gets free: the first one of the list."""
    return activity.participations.filter(state=P.WAITING).order_by("signed_up_at", "pk").first()


def _times_elsewhere(participation: Participation) -> QuerySet[Attendance]:
    """Times of the same person at other activities."""
    who: dict[str, Any] = {"participation__person": participation.person_id}
    guest = participation.guest
    if guest is not None:  # whose address is deleted is nobody else
        who = {"participation__guest__email__iexact": guest.email} if guest.email else {"participation__guest": guest}
    return Attendance.objects.filter(**who).exclude(participation=participation)


def hours_had(participation: Participation, day: date) -> Decimal:
    """What other activities of the day already brought the same person, confirmed."""
    rows = _times_elsewhere(participation).filter(day=day, hours__isnull=False, participation__state=P.CONFIRMED)
    return rows.aggregate(all=Sum("hours"))["all"] or Decimal(0)


def was_elsewhere(participation: Participation, came: datetime, left: datetime, *, confirmed: bool = False) -> bool:
    """Whether the person was at another activity within this time; ``confirmed``: by hours that already count."""
    rows = _times_elsewhere(participation).filter(check_in__lt=left, check_out__gt=came)
    return (rows.filter(participation__state=P.CONFIRMED) if confirmed else rows).exists()


def is_elsewhere(participation: Participation, at: datetime) -> bool:
    """Whether the person is checked in at another activity and not out of it, or was there at this moment."""
    if participation.person_id is None:
        return False
    rows = Attendance.objects.filter(participation__person=participation.person_id, check_in__lte=at)
    open_or_over = Q(check_out=None, check_in__date=at.astimezone(SEOUL).date()) | Q(check_out__gt=at)
    return rows.filter(open_or_over).exclude(participation=participation).exists()


def own_places(user: User) -> QuerySet[Participation]:
    """The person's activities, the newest first."""
    found = Participation.objects.filter(person=user).select_related("activity", "company").prefetch_related("days")
    return found.order_by("-activity__begins_at", "-pk")


def hours_verified(user: User, begins: date, ends: date) -> QuerySet[Participation]:
    """What goes on a certificate: confirmed, of verified activities, between two days."""
    found = Participation.objects.filter(
        person=user,
        state=P.CONFIRMED,
        activity__state=ActivityState.VERIFIED,
        activity__begins_at__date__gte=begins,
        activity__begins_at__date__lte=ends,
        hours__gt=0,
    )
    return found.select_related("activity").order_by("activity__begins_at", "pk")


def certificates_of(user: User) -> QuerySet[HoursCertificate]:
    """The person's own."""
    return HoursCertificate.objects.filter(person=user).select_related("person").order_by("-pk")


def hours_of_company(company_id: int, year: int) -> Decimal:
    """Verified hours of a company's people in a year, without their guests; who they were is not told."""
    rows = Participation.objects.filter(
        company=company_id,
        person__isnull=False,
        state=P.CONFIRMED,
        activity__state=ActivityState.VERIFIED,
        activity__begins_at__year=year,
    )
    used = rows.exclude(person__in=suspensions(HOLDING).values("person"))
    return used.aggregate(all=Sum("hours"))["all"] or Decimal(0)


def _unwilling() -> Q:
    """Places of people who do not agree to be seen, or had the use of their data stopped (art. 37)."""
    return Q(photo_consent=False) | Q(person__in=suspensions(HOLDING).values("person"))


def photos_shown(activity: Activity) -> QuerySet[Photo]:
    """Pictures on which everybody who can be recognised agrees at this moment."""
    unwilling = Participation.objects.filter(_unwilling(), photos=OuterRef("pk"))
    found = Photo.objects.filter(activity=activity, state=PhotoState.SHOWN).exclude(Exists(unwilling))
    return found.select_related("file").order_by("pk")


def photos_all(activity: Activity) -> QuerySet[Photo]:
    """For the office and who leads: with those that wait and those that are hidden."""
    unwilling = Participation.objects.filter(_unwilling(), photos=OuterRef("pk"))
    return activity.photos.select_related("file").annotate(hidden=Exists(unwilling)).order_by("pk")


def is_photo_shown(photo: Photo) -> bool:
    """Whether everybody may see it now."""
    return photo.state == PhotoState.SHOWN and not photo.people.filter(_unwilling()).exists()


PLAN = (
    "type", "theme_id", "title_ko", "title_en", "summary_ko", "summary_en", "region", "place", "begins_at", "ends_at",
    "closes_at", "capacity", "guests", "budget_won", "recipient_id", "lead_id", "report_ko", "report_en",
)  # fmt: skip


def edition_of(activity: Activity) -> str:
    """A mark of what a second person reads: plan, newest risk form, report with its figures."""
    told = [getattr(activity, name) for name in PLAN]
    told += [activity.risk_forms.values_list("pk", flat=True).first(), *activity.impacts.values_list("metric", "value")]
    return hashlib.sha256(repr([str(each) for each in told]).encode()).hexdigest()[:16]


HANDS = ("proposed", "risks_written")  # who did one of these has a hand in the plan


def to_approve(user: User) -> QuerySet[Activity]:
    """Proposals of others, for the office."""
    if not (user.is_internal and user.has_role("CC", "SG")):
        return Activity.objects.none()
    found = Activity.objects.filter(state=ActivityState.PROPOSED).exclude(proposed_by=user).order_by("begins_at", "pk")
    return found.exclude(pk__in=done_to(user, list(found), *HANDS))


def to_verify(user: User) -> QuerySet[Activity]:
    """Reports of others."""
    if not (user.is_internal and user.has_role("CC", "SG")):
        return Activity.objects.none()
    found = Activity.objects.filter(state=ActivityState.REPORTED).exclude(reported_by=user).exclude(lead=user)
    took_part = Participation.objects.filter(activity=OuterRef("pk"), person=user, state=P.CONFIRMED)
    return found.exclude(Exists(took_part)).order_by("begins_at", "pk")


def to_report(user: User) -> QuerySet[Activity]:
    """Held activities that the person leads."""
    return Activity.objects.filter(state=ActivityState.HELD, lead=user).order_by("begins_at", "pk")
