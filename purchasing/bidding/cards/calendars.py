"""Dates of tenders in people's own calendars."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.clock import SEOUL
from portal.exchange.registry.calendars import Calendar, calendars
from portal.feeds import absolute
from portal.icalendar import Moment
from purchasing.bidding.models import Tender
from purchasing.bidding.queries.after import standstills_of_bidder
from purchasing.bidding.queries.calendars import explanations_owed_by, mends_owed_by, tenders_followed_by
from purchasing.bidding.queries.feeds import dated_tenders
from purchasing.bidding.queries.tenders import taking_bids, tenders_visible_to
from purchasing.bidding.views.feeds import moments_of
from purchasing.bidding.views.shown import address


def followed(user, now: datetime) -> Iterator[Moment]:
    """Deadlines of what the person's company takes part in, and what it owes an answer to."""
    for tender in dated_tenders(tenders_followed_by(user), now):
        yield from moments_of(tender)
    for standstill in standstills_of_bidder(user):
        title = _("Objection possible until: %(number)s")
        yield _moment(standstill.tender, "standstill", standstill.ends_at, title, standstill.begun_at)
    for asked in mends_owed_by(user):
        title = _("Formal fault to be mended: %(number)s")
        yield _moment(asked.bid.tender, "mend", asked.due_at, title, asked.asked_at)
    for owed in explanations_owed_by(user):
        if owed.answer_by is not None:  # until the end of that day in Korea
            until = datetime.combine(owed.answer_by + timedelta(days=1), time(), SEOUL)
            title = _("Price to be explained: %(number)s")
            yield _moment(owed.tender, "explanation", until, title, owed.asked_at or owed.made_at)


def _moment(tender: Tender, what: str, at: datetime, title: str, changed_at: datetime) -> Moment:
    url = absolute(address(tender))
    return Moment(
        uid=f"{tender.uid}-{what}@together",
        at=at,
        title=title % {"number": tender.number},
        text=f"{tender.number} {tender.title}\n{url}",
        url=url,
        changed_at=changed_at,
    )


def all_open(user, now: datetime) -> Iterator[Moment]:
    """Deadlines of all tenders that take bids and that the person sees."""
    visible = tenders_visible_to(user).filter(published_at__isnull=False)
    for tender in dated_tenders(visible.filter(pk__in=taking_bids(visible, now).order_by().values("pk")), now):
        yield from moments_of(tender)


def _has_tenders(user) -> bool:
    return user.is_supplier or user.has_role("PO", "CE", "AP", "OC", "EV")


calendars.add(
    "tenders",
    Calendar(
        label=gettext_lazy("Tenders we take part in"),
        said=gettext_lazy("deadlines of bids and questions, answers that are owed, ends of standstills"),
        may=_has_tenders,
        moments=followed,
        order=10,
    ),
)
calendars.add(
    "tenders-open",
    Calendar(
        label=gettext_lazy("All open tenders"),
        said=gettext_lazy("deadlines of every tender that takes bids"),
        may=lambda user: True,
        moments=all_open,
        order=20,
    ),
)
