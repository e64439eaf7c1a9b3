"""DOOR: windows on what people were told and how they want to hear."""

from django.contrib import admin

from portal.notices.models import Notice, Preference
from portal.windows import Window


@admin.register(Notice)
class NoticeWindow(Window):
    """Who was told what, and whether the e-mail went out."""

    list_display = ["created_at", "user", "kind", "essential", "mail", "mailed_at", "read_at"]
    list_filter = ["essential", "mail", "kind", ("created_at", admin.DateFieldListFilter)]
    list_select_related = ["user"]
    search_fields = ["user__email", "kind", "url"]
    date_hierarchy = "created_at"


@admin.register(Preference)
class PreferenceWindow(Window):
    """How people want to hear."""

    list_display = ["user", "delivery", "changed_at"]
    list_filter = ["delivery"]
    list_select_related = ["user"]
    search_fields = ["user__email"]
