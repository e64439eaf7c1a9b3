"""Windows on voices: that there is one and where it stands; never who spoke nor what was said."""

from django.contrib import admin

from portal.windows import Window
from purchasing.payments.models import CalendarLink, Voice, VoiceWord


@admin.register(Voice)
class VoiceWindow(Window):
    """How many there are, and where they stand."""

    list_display = ["number", "topic", "state", "sent_on", "answered_on"]
    list_filter = ["state", "topic"]
    search_fields = ["number"]
    fields = ["number", "topic", "state", "sent_on", "answered_on"]


@admin.register(VoiceWord)
class VoiceWordWindow(Window):
    """That something was said."""

    list_display = ["voice", "said_on"]
    list_select_related = ["voice"]
    fields = ["voice", "said_on"]


@admin.register(CalendarLink)
class CalendarLinkWindow(Window):
    """Who has a calendar address; not the address."""

    list_display = ["person", "company", "made_at"]
    list_select_related = ["person", "company"]
    fields = ["person", "company", "made_at"]
