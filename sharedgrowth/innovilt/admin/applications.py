"""Windows on applications, their steel, reviews and site checks."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.windows import Window, WindowInline, deed
from sharedgrowth.innovilt.models import (
    ApplicationPaper,
    Coil,
    EligibilityCheck,
    InnoviltApplication,
    MillRecord,
    MillSheet,
    Review,
    SiteCheck,
    SoldYear,
    SteelItem,
    SteelProof,
)
from sharedgrowth.innovilt.queries.reviews import reviews_visible_to
from sharedgrowth.innovilt.services import applications, proofs


class ItemInline(WindowInline):
    """Steel parts."""

    model = SteelItem
    show_change_link = False


class ProofInline(WindowInline):
    """Coils of an application."""

    model = SteelProof
    raw_id_fields = ["coil", "item"]


class SoldInline(WindowInline):
    """Units sold by year."""

    model = SoldYear
    show_change_link = False


@admin.register(InnoviltApplication)
class InnoviltApplicationWindow(Window):
    """Applications; drafts stay the companies' own."""

    list_display = ["number", "company", "version", "kind", "category", "state", "total", "decide_due"]
    list_filter = ["state", "kind", "category"]
    list_select_related = ["company", "version__class_node"]
    search_fields = ["number", "company__legal_name_ko", "company__legal_name_en"]
    date_hierarchy = "submitted_at"
    inlines = [ItemInline, ProofInline, SoldInline]
    actions = ["take_up", "examine"]

    def get_queryset(self, request):
        """What was submitted."""
        return super().get_queryset(request).filter(submitted_at__isnull=False)

    @deed(pgettext_lazy("innovilt", "Take up"))
    def take_up(self, request, application):
        """One answers for it."""
        applications.take_up(application, by=request.user)

    @deed(_("Examine the steel"))
    def examine(self, request, application):
        """Share and mass balance."""
        applications.examine(application, by=request.user)


@admin.register(SteelItem)
class SteelItemWindow(Window):
    """Steel parts of products."""

    list_display = ["application", "no", "name", "grade", "form", "t_per_unit", "posco", "maker"]
    list_filter = ["form", "posco", "fastener"]
    list_select_related = ["application"]
    search_fields = ["application__number", "name", "grade"]


@admin.register(SteelProof)
class SteelProofWindow(Window):
    """What of which coil went where."""

    list_display = ["application", "item", "coil", "tonnes", "added_at", "released_at"]
    list_select_related = ["application", "item", "coil"]
    search_fields = ["application__number", "coil__heat_no", "coil__sheet__number"]


@admin.register(SoldYear)
class SoldYearWindow(Window):
    """Units sold by year."""

    list_display = ["application", "year", "units"]
    list_filter = ["year"]
    list_select_related = ["application"]
    search_fields = ["application__number"]


@admin.register(ApplicationPaper)
class ApplicationPaperWindow(Window):
    """Drawings, tests, patents, references."""

    list_display = ["application", "kind", "title", "added_at"]
    list_filter = ["kind"]
    list_select_related = ["application"]
    search_fields = ["application__number", "title"]


@admin.register(EligibilityCheck)
class EligibilityCheckWindow(Window):
    """Examinations of the steel, as they were counted."""

    list_display = ["application", "share", "passed", "engine", "by", "at"]
    list_filter = ["passed"]
    list_select_related = ["application", "by"]
    search_fields = ["application__number"]


class CoilInline(WindowInline):
    """Coils of a mill certificate."""

    model = Coil


@admin.register(MillSheet)
class MillSheetWindow(Window):
    """Mill certificates and whose they are."""

    list_display = ["number", "company", "state", "issued_on", "seller", "checked_by"]
    list_filter = ["state"]
    list_select_related = ["company", "checked_by"]
    search_fields = ["number", "number_key", "company__legal_name_ko"]
    inlines = [CoilInline]
    actions = ["refuse"]

    @deed(_("Not known to the mill: free its numbers"))
    def refuse(self, request, sheet):
        """Also one that stands in a draft: whom the numbers belong to can enter them then."""
        proofs.judge_sheet(sheet, known=False, reason=_("Not known to the mill"), by=request.user)


@admin.register(Coil)
class CoilWindow(Window):
    """Heats and coils."""

    list_display = ["heat_no", "coil_no", "grade", "form", "tonnes", "bought_on", "sheet"]
    list_filter = ["form"]
    list_select_related = ["sheet"]
    search_fields = ["heat_no", "heat_key", "coil_no", "sheet__number"]


@admin.register(MillRecord)
class MillRecordWindow(Window):
    """What the mill shipped."""

    list_display = ["heat_no", "coil_no", "sheet_no", "grade", "tonnes", "shipped_on", "imported_at"]
    search_fields = ["heat_no", "heat_key", "coil_no", "sheet_no"]
    date_hierarchy = "shipped_on"


@admin.register(Review)
class ReviewWindow(Window):
    """Review sheets."""

    list_display = ["application", "part", "reviewer", "ratio", "done_at", "recused_at"]
    list_filter = ["part"]
    list_select_related = ["application", "reviewer"]
    search_fields = ["application__number", "reviewer__name"]

    def get_queryset(self, request):
        """Not the sheets of others of a part that one still reviews."""
        return super().get_queryset(request).filter(pk__in=reviews_visible_to(request.user).values("pk"))


@admin.register(SiteCheck)
class SiteCheckWindow(Window):
    """Visits to plants."""

    list_display = ["application", "planned_on", "inspector", "state", "ratio", "foreign_steel"]
    list_filter = ["state", "foreign_steel"]
    list_select_related = ["application", "inspector"]
    search_fields = ["application__number"]
    raw_id_fields = ["photos"]
