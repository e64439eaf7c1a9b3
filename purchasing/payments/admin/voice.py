"""Windows on voices: that there is one and where it stands; never who spoke nor what was said."""

from django.contrib import admin

from portal.windows import Window
from purchasing.payments.models import Voice, VoiceWord


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
