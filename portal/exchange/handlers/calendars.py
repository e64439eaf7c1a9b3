"""What calendar addresses keep of a person: shown, copied, erased."""

from collections.abc import Iterator, Mapping

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.exchange.models import CalendarFeed
from portal.people.models import User
from portal.privacy.registry import Section, holding


def sections_of(user: User) -> Iterator[Section]:
    """In the person's words."""
    rows = [
        {
            gettext("Name"): feed.name,
            gettext("Company"): feed.company.name,
            gettext("Address made"): feed.made_at,
            gettext("Last asked for"): feed.used_on,
        }
        for feed in CalendarFeed.objects.filter(person=user).select_related("company").order_by("pk")
    ]
    if rows:
        yield Section(gettext("Calendar addresses"), rows)


@transaction.atomic
def erase(user: User, *, reason: str) -> Mapping[str, int]:
    """All of them: they no longer work."""
    return {"exchange.calendarfeed": CalendarFeed.objects.filter(person=user).delete()[0]}


holding(
    key="exchange.calendars",
    label=_("Calendar addresses"),
    basis=_("You asked for it (article 15(1)4)"),
    kept_for=_("Until you end them, at the latest with your account"),
    sections_of=sections_of,
    erase=erase,
    order=520,
)
