"""FIND: calendar addresses, whose they are, and what they show."""

import hashlib
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from portal.exchange.models import CalendarFeed
from portal.exchange.registry.calendars import Calendar, calendars
from portal.icalendar import Moment
from portal.people.models import User


def calendars_for(user: Any) -> list[tuple[str, Calendar]]:
    """What this person can have in a calendar."""
    if user.is_service or user.company_id is None:
        return []
    return [(key, calendar) for key, calendar in calendars.items() if calendar.may(user)]


def feeds_visible_to(user: Any) -> QuerySet[CalendarFeed]:
    """The own ones; a company's administrator sees those of all its people."""
    mine = Q(person=user)
    if user.has_role("SA"):
        mine |= Q(company=user.company_id)
    return CalendarFeed.objects.filter(mine).select_related("person", "company").order_by("company_id", "-pk")


def token_hash(token: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()


def feed_of(token: str) -> CalendarFeed | None:
    """The address with this secret, its ``person`` acting for the company it was made for; None when it has ended.

    It ends by itself with the account or the membership.
    """
    feed = CalendarFeed.objects.filter(sha256=token_hash(token)).select_related("person", "company").first()
    if feed is None or not feed.person.is_active or not feed.company.is_active:
        return None
    membership = feed.person.memberships.filter(company=feed.company, state="active").select_related("company").first()
    if membership is None:
        return None
    person: User = feed.person
    person.active_membership = membership
    person.forget_roles()
    return feed


def moments_of(feed: CalendarFeed, now: datetime) -> list[Moment]:
    """All dates that it shows and that its person may still see, in order."""
    offered = dict(calendars_for(feed.person))
    found = [moment for key in feed.kinds if key in offered for moment in offered[key].moments(feed.person, now)]
    return sorted(found, key=lambda moment: (moment.at, moment.uid))
