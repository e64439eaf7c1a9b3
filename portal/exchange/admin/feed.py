"""Windows on what others follow: the change feed, and who has a calendar address."""

from django.contrib import admin

from portal.exchange.models import CalendarFeed, Change
from portal.windows import Window


@admin.register(Change)
class ChangeWindow(Window):
    """What was told to whom, the newest first; what has no place yet waits for a transaction that is still open."""

    list_display = ["place", "stream", "kind", "number", "company", "at"]
    list_filter = ["stream", "kind"]
    list_select_related = ["company"]
    search_fields = ["=number"]
    fields = ["place", "stream", "kind", "thing", "number", "company", "at", "xid"]


@admin.register(CalendarFeed)
class CalendarFeedWindow(Window):
    """Who has which calendar address; not the address."""

    list_display = ["name", "person", "company", "kinds", "made_at", "used_on"]
    list_select_related = ["person", "company"]
    fields = ["name", "person", "company", "kinds", "made_at", "used_on"]
