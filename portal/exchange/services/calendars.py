"""DO: make, renew and end a calendar address."""

import secrets
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.clock import ClockTimestamp, today
from portal.errors import RuleBroken
from portal.exchange.models import CalendarFeed
from portal.exchange.policies import calendars as policies
from portal.exchange.queries.calendars import calendars_for, token_hash
from portal.people.models import User
from portal.policy import require

TOKEN_BYTES = 24
MOST_FEEDS = 10  # of one person for one company


@transaction.atomic
def make_calendar(*, name: str, kinds: Collection[str], by: User) -> tuple[CalendarFeed, str]:
    """A new address, and its secret, which is told once."""
    require(policies.may_have_calendar(by))
    offered = {key for key, _calendar in calendars_for(by)}
    chosen = sorted(set(kinds))
    if not chosen or not offered.issuperset(chosen):
        raise RuleBroken(_("Choose what the calendar shows."), field="kinds")
    User.objects.select_for_update(of=("self",)).get(pk=by.pk)  # two at once must not both be the tenth
    own = CalendarFeed.objects.filter(person=by, company=by.company_id)
    if own.filter(name=name).exists():
        raise RuleBroken(_("You already have a calendar address with this name."), field="name")
    if own.count() >= MOST_FEEDS:
        raise RuleBroken(_("You have %(most)d calendar addresses already. End one first.") % {"most": MOST_FEEDS})
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed = CalendarFeed.objects.create(person=by, company=by.company, name=name, kinds=chosen, sha256=token_hash(token))
    record(feed, "made", by=by)
    return feed, token


@transaction.atomic
def renew_calendar(feed: CalendarFeed, *, by: User) -> str:
    """A new secret for the same calendar; the one before no longer works."""
    require(policies.may_renew_calendar(by, feed))
    feed = CalendarFeed.objects.select_for_update(of=("self",)).get(pk=feed.pk)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    feed.sha256, feed.made_at, feed.used_on = token_hash(token), ClockTimestamp(), None
    feed.save(update_fields=["sha256", "made_at", "used_on"])
    record(feed, "renewed", by=by)
    return token


@transaction.atomic
def end_calendar(feed: CalendarFeed, *, by: User) -> None:
    """The address no longer works."""
    require(policies.may_end_calendar(by, feed))
    record(feed, "ended", by=by)
    CalendarFeed.objects.filter(pk=feed.pk).delete()


def note_use(feed: CalendarFeed) -> None:
    """On which day a program asked last: whose it is sees that it is in use. One write a day."""
    day = today()
    if feed.used_on != day:
        CalendarFeed.objects.filter(pk=feed.pk, sha256=feed.sha256).update(used_on=day)
