"""The search in the administration: a door to synonyms, windows on what it counts and on what was searched."""

from django.contrib import admin

from catalog import services
from catalog.admin.classes import Kept
from catalog.forms.synonyms import SynonymForm
from catalog.models import (
    SearchFrequency,
    SearchFrequencyChange,
    SearchNote,
    SearchTag,
    SearchWord,
    SearchWordChange,
    Synonym,
)
from portal.windows import Window


@admin.register(Synonym)
class SynonymAdmin(Kept, admin.ModelAdmin):
    """Words that mean the same; the catalogue manager keeps them. Out of use instead of deleted."""

    form = SynonymForm
    list_display = ["words", "one_way", "in_use", "note"]
    list_filter = ["in_use", "one_way"]
    search_fields = ["words", "note"]
    list_per_page = 100
    list_max_show_all = 0

    def save_model(self, request, obj, form, change):
        """By its service, which asks who it is and writes the trail."""
        if change:
            changes = {name: form.cleaned_data[name] for name in form.changed_data}
            services.edit_synonym(obj, by=request.user, **changes)
            return
        made = services.add_synonym(**form.cleaned_data, by=request.user)
        obj.pk, obj._state.adding = made.pk, False


@admin.register(SearchNote)
class SearchNoteWindow(Window):
    """What was searched, and how much it found."""

    list_display = ["at", "text", "language", "total", "filtered"]
    list_filter = ["language", "filtered", ("day", admin.DateFieldListFilter)]
    search_fields = ["text"]
    date_hierarchy = "day"


@admin.register(SearchTag)
class SearchTagWindow(Window):
    """Makers and certificates by which products are counted."""

    list_display = ["kind", "value", "name"]
    list_filter = ["kind"]
    search_fields = ["value", "name"]


@admin.register(SearchWord)
class SearchWordWindow(Window):
    """Words of public products: what a misspelt word may have meant."""

    list_display = ["word", "rows"]
    search_fields = ["word"]
    exclude = ["letters"]


@admin.register(SearchWordChange)
class SearchWordChangeWindow(Window):
    """What is folded in within a minute."""

    list_display = ["word", "change"]


@admin.register(SearchFrequency)
class SearchFrequencyWindow(Window):
    """In how many rows each number occurs."""

    list_display = ["gram", "rows"]


@admin.register(SearchFrequencyChange)
class SearchFrequencyChangeWindow(Window):
    """What is folded in within a minute."""

    list_display = ["gram", "change"]
