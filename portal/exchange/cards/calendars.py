"""Calendars on the pages of the ground floor: the tab, and the words of their timelines."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.partners.registry import Tab, tabs
from portal.words import deeds

EVERYBODY = frozenset(
    {"SA", "SU", "SF", "SE", "BD", "PO", "CE", "AP", "OC", "EV", "RQ", "FI", "ES", "SG", "CO", "CP", "AU"}
)

tabs.add(
    "calendars",
    Tab(
        label=_("Calendars"),
        said=_("Deadlines, deliveries and payments in your own calendar program, by a secret address."),
        url_name="exchange:calendar-list",
        icon="calendar",
        roles=EVERYBODY,
        order=60,
    ),
)
deeds.add("exchange.calendarfeed.made", pgettext_lazy("calendar address", "Made"))
deeds.add("exchange.calendarfeed.renewed", pgettext_lazy("calendar address", "Made anew"))
deeds.add("exchange.calendarfeed.ended", pgettext_lazy("calendar address", "Ended"))
