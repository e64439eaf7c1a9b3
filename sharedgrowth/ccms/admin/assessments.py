"""Windows on sets, units, self-assessments, actions, aggregates."""

from django.contrib import admin

from portal.windows import Window, WindowInline
from sharedgrowth.ccms.models import (
    Action,
    Anchor,
    Answer,
    AssessmentSet,
    Flag,
    Item,
    KeptRun,
    ModuleResult,
    PublishedResult,
    SelfAssessment,
    Unit,
)


@admin.register(AssessmentSet)
class AssessmentSetWindow(Window):
    """Statements of a year."""

    list_display = ["__str__", "title_ko", "state", "opens_on", "closes_on", "publishes_on", "published_by"]
    list_filter = ["state"]
    list_select_related = ["published_by"]


@admin.register(Item)
class ItemWindow(Window):
    """Statements."""

    list_display = ["code", "set", "module", "weight", "statement_ko", "maps_to"]
    list_filter = ["set", "module"]
    list_select_related = ["set", "module", "maps_to"]
    search_fields = ["code", "statement_ko", "statement_en"]


@admin.register(Anchor)
class AnchorWindow(Window):
    """What levels mean."""

    list_display = ["set", "item", "level", "text_ko"]
    list_filter = ["set", "level"]
    list_select_related = ["set", "item"]


@admin.register(Unit)
class UnitWindow(Window):
    """Units of the buying group."""

    list_display = ["name_ko", "name_en", "in_use"]
    list_filter = ["in_use"]


class ResultsInline(WindowInline):
    """Its results."""

    model = ModuleResult
    fields = ["module", "mean", "index"]


@admin.register(SelfAssessment)
class SelfAssessmentWindow(Window):
    """Self-assessments of units; those of companies are theirs alone."""

    list_display = ["number", "set", "unit", "state", "overall", "submitted_at", "confirmed_at"]
    list_filter = ["state", "set"]
    list_select_related = ["set", "unit"]
    search_fields = ["number"]
    inlines = [ResultsInline]

    def get_queryset(self, request):
        """CCM-04: an outside company's own is not looked into."""
        return super().get_queryset(request).filter(unit__isnull=False)


@admin.register(Answer)
class AnswerWindow(Window):
    """Answers of units."""

    list_display = ["assessment", "item", "level", "not_applicable", "changed_by", "accepted"]
    list_filter = ["level", "accepted"]
    list_select_related = ["assessment", "item", "changed_by"]

    def get_queryset(self, request):
        """Units alone."""
        return super().get_queryset(request).filter(assessment__unit__isnull=False)


@admin.register(ModuleResult)
class ModuleResultWindow(Window):
    """Results of units by module."""

    list_display = ["assessment", "module", "mean", "index"]
    list_filter = ["module"]
    list_select_related = ["assessment", "module"]

    def get_queryset(self, request):
        """Units alone."""
        return super().get_queryset(request).filter(assessment__unit__isnull=False)


@admin.register(Flag)
class FlagWindow(Window):
    """What a second person looked at."""

    list_display = ["assessment", "kind", "raised_at", "cleared_by", "note"]
    list_filter = ["kind"]
    list_select_related = ["assessment", "cleared_by"]

    def get_queryset(self, request):
        """Units alone."""
        return super().get_queryset(request).filter(assessment__unit__isnull=False)


@admin.register(Action)
class ActionWindow(Window):
    """Actions of units."""

    list_display = ["assessment", "module", "title", "state", "due_on", "owner", "automatic"]
    list_filter = ["state", "module", "automatic"]
    list_select_related = ["assessment", "module", "owner"]

    def get_queryset(self, request):
        """Units alone."""
        return super().get_queryset(request).filter(assessment__unit__isnull=False)


@admin.register(PublishedResult)
class PublishedResultWindow(Window):
    """Aggregates of the years."""

    list_display = ["set", "module", "units", "index", "at"]
    list_filter = ["set"]
    list_select_related = ["set", "module"]


@admin.register(KeptRun)
class KeptRunWindow(Window):
    """How many anonymous runs are kept, and until when; what was answered is not shown."""

    list_display = ["set", "kept_at", "until"]
    list_select_related = ["set"]
    fields = ["set", "kept_at", "until"]
