"""DOOR: windows on what people were told and how they want to hear."""

from django.contrib import admin
from django.db.models import BigIntegerField, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from portal.notices.models import Letter, Notice, Preference
from portal.outbox.models import Event
from portal.veils import unveiled, veil
from portal.windows import Window

OF_ONE_NOTICE = ["notices.mail_due", "notices.reminder_due"]


@veil("outbox.Event", "notices")
def events_of_veiled_notices(rows: QuerySet) -> QuerySet:
    """An e-mail that waits for a notice tells of the notice: as secret as the notice itself."""
    veiled = Notice.objects.exclude(pk__in=unveiled(Notice.objects.all()).values("pk"))
    mails = Event.objects.annotate(notice=Cast(KT("payload__notice"), BigIntegerField()))
    return rows.exclude(pk__in=mails.filter(name__in=OF_ONE_NOTICE, notice__in=veiled.values("pk")).values("pk"))


@admin.register(Notice)
class NoticeWindow(Window):
    """Who was told what, and whether the e-mail went out."""

    list_display = ["created_at", "user", "kind", "essential", "mail", "mailed_at", "read_at"]
    list_filter = ["essential", "mail", "kind", ("created_at", admin.DateFieldListFilter)]
    list_select_related = ["user"]
    search_fields = ["user__email", "kind", "url"]
    date_hierarchy = "created_at"


@admin.register(Letter)
class LetterWindow(Window):
    """How many wait, and since when; to whom and what stays locked."""

    list_display = ["id", "created_at"]
    exclude = ["sealed"]
    ordering = ["-id"]


@admin.register(Preference)
class PreferenceWindow(Window):
    """How people want to hear."""

    list_display = ["user", "delivery", "changed_at"]
    list_filter = ["delivery"]
    list_select_related = ["user"]
    search_fields = ["user__email"]
