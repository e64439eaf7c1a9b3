"""Windows on smart-factory levels, smart systems and recommending organisations."""

from django.contrib import admin

from portal.windows import Window
from sharedgrowth.support.models import Recommender, SmartLevel, SmartSystem, SmartUse


@admin.register(SmartLevel)
class SmartLevelWindow(Window):
    """Assessments."""

    list_display = ["company", "level", "state", "assessed_on", "valid_to", "assessed_by", "decided_by"]
    list_filter = ["state", "level"]
    list_select_related = ["company", "assessed_by", "decided_by"]
    search_fields = ["company__number", "company__legal_name_ko"]


@admin.register(SmartSystem)
class SmartSystemWindow(Window):
    """Systems that were built with support."""

    list_display = ["company", "name", "kind", "live_on", "retired_on"]
    list_filter = ["kind"]
    list_select_related = ["company"]
    search_fields = ["name", "company__legal_name_ko"]


@admin.register(SmartUse)
class SmartUseWindow(Window):
    """How much they are used."""

    list_display = ["system", "month", "logins", "told_at"]
    list_select_related = ["system"]
    date_hierarchy = "month"


@admin.register(Recommender)
class RecommenderWindow(Window):
    """Who may recommend companies."""

    list_display = ["name_ko", "kind", "contact", "agreed_on", "ends_on", "key_made_at"]
    list_filter = ["kind"]
    search_fields = ["name_ko", "name_en"]
