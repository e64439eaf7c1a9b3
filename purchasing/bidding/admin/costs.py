"""Windows on cost models, declared values, results, guarantees and preferential purchase; services make the changes."""

from django.contrib import admin

from portal.windows import Window, WindowInline
from purchasing.bidding.models import (
    EcoCheck,
    Guarantee,
    OwnWork,
    PreferenceCheck,
    PreferenceTarget,
    PreferenceTerms,
    SocialCategory,
    TcoInput,
    TcoJustification,
    TcoLine,
    TcoModel,
    TcoResult,
    TcoSensitivity,
    TenderTco,
)


class TcoLineInline(WindowInline):
    """The costs of a model."""

    model = TcoLine
    fields = [
        "no",
        "code",
        "name_ko",
        "kind",
        "source",
        "unit",
        "unit_price_won",
        "escalation",
        "required",
        "guaranteed",
    ]


@admin.register(TcoModel)
class TcoModelWindow(Window):
    """Cost models by version; approvals are given on their page."""

    list_display = ["code", "version", "name_ko", "state", "rate", "comparison", "author", "active_from"]
    list_filter = ["state", "comparison", "horizon"]
    list_select_related = ["author"]
    search_fields = ["code", "name_ko", "name_en"]
    inlines = [TcoLineInline]


@admin.register(TcoLine)
class TcoLineWindow(Window):
    """Single costs."""

    list_display = ["model", "no", "code", "name_ko", "kind", "source", "unit_price_won"]
    list_filter = ["kind", "source"]
    list_select_related = ["model"]
    search_fields = ["code", "name_ko", "model__code"]


@admin.register(TenderTco)
class TenderTcoWindow(Window):
    """Which tender uses which model."""

    list_display = ["tender", "model", "chosen_by", "chosen_at"]
    list_select_related = ["tender", "model", "chosen_by"]
    search_fields = ["tender__number", "model__code"]


@admin.register(TcoInput)
class TcoInputWindow(Window):
    """What opened bids declare: there is none before the opening."""

    list_display = ["tender", "bid", "code", "declared", "unit", "state", "corrected", "decided_by"]
    list_filter = ["state", "code"]
    list_select_related = ["tender", "bid", "decided_by"]
    search_fields = ["tender__number", "code"]


@admin.register(TcoResult)
class TcoResultWindow(Window):
    """Calculations as they were done."""

    list_display = ["tender", "bid", "engine", "price_won", "years", "npv_won", "eac_won", "compared"]
    list_select_related = ["tender", "bid"]
    search_fields = ["tender__number"]


@admin.register(TcoSensitivity)
class TcoSensitivityWindow(Window):
    """Sensitivity runs."""

    list_display = ["tender", "engine", "changes_winner", "calculated_at"]
    list_filter = ["changes_winner"]
    list_select_related = ["tender"]
    search_fields = ["tender__number"]


@admin.register(TcoJustification)
class TcoJustificationWindow(Window):
    """Why sensitive results stand."""

    list_display = ["tender", "by", "at", "reason"]
    list_select_related = ["tender", "by"]
    search_fields = ["tender__number"]


@admin.register(Guarantee)
class GuaranteeWindow(Window):
    """Guarantees; measured and decided on their page."""

    list_display = ["tender", "code", "declared", "measured", "state", "owed_won", "tested_by", "decided_by"]
    list_filter = ["state"]
    list_select_related = ["tender", "tested_by", "decided_by"]
    search_fields = ["tender__number", "code"]


@admin.register(EcoCheck)
class EcoCheckWindow(Window):
    """Looks at what the products of opened bids prove: there is none before the opening."""

    list_display = ["tender", "bid", "stage", "on", "premium", "fault", "line_no"]
    list_filter = ["stage", "fault"]
    list_select_related = ["tender", "bid"]
    search_fields = ["tender__number"]


@admin.register(SocialCategory)
class SocialCategoryWindow(Window):
    """Kinds of socially friendly enterprises."""

    list_display = ["code", "name_ko", "name_en", "public_target_pct"]
    search_fields = ["code", "name_ko", "name_en"]


@admin.register(PreferenceTerms)
class PreferenceTermsWindow(Window):
    """Terms by date; proposed and approved on the page of preferential purchase."""

    list_display = ["valid_from", "state", "margin", "reserve_most_won", "proposed_by", "decided_by"]
    list_filter = ["state"]
    list_select_related = ["proposed_by", "decided_by"]


@admin.register(PreferenceTarget)
class PreferenceTargetWindow(Window):
    """Targets by year."""

    list_display = ["year", "category", "target_pct", "set_by", "set_at"]
    list_filter = ["year"]
    list_select_related = ["category", "set_by"]


@admin.register(PreferenceCheck)
class PreferenceCheckWindow(Window):
    """Looks at certificates, for the deadline and at the award."""

    list_display = ["tender", "bid", "stage", "on", "category", "margin", "checked_at"]
    list_filter = ["stage", "category"]
    list_select_related = ["tender", "bid"]
    search_fields = ["tender__number"]


@admin.register(OwnWork)
class OwnWorkWindow(Window):
    """Checks on own work."""

    list_display = [
        "tender",
        "company",
        "own_share",
        "state",
        "damages_won",
        "blocked_until",
        "entered_by",
        "decided_by",
    ]
    list_filter = ["state"]
    list_select_related = ["tender", "company", "entered_by", "decided_by"]
    search_fields = ["tender__number", "company__legal_name_ko"]
