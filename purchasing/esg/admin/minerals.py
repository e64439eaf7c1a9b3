"""Windows on responsible minerals."""

from django.contrib import admin

from portal.windows import Window
from purchasing.esg.models import (
    DeclaredSmelter,
    MineralCase,
    MineralClass,
    MineralConsent,
    MineralDeclaration,
    MineralIssue,
    MineralPolicy,
    MineralReport,
    MineralStep,
    RiskArea,
    ScreeningList,
    Smelter,
)


@admin.register(MineralPolicy)
class MineralPolicyWindow(Window):
    """Versions of the policy."""

    list_display = ["version", "effective_on", "entered_by", "approved_by"]
    list_select_related = ["entered_by", "approved_by"]


@admin.register(MineralConsent)
class MineralConsentWindow(Window):
    """Who consented."""

    list_display = ["company", "policy", "signer", "signed_at"]
    list_select_related = ["company", "policy", "signer"]
    search_fields = ["company__legal_name_ko"]


@admin.register(MineralClass)
class MineralClassWindow(Window):
    """Classes whose suppliers declare."""

    list_display = ["node", "metals", "reason", "entered_by"]
    list_select_related = ["node", "entered_by"]
    search_fields = ["node__code", "node__name_ko"]


@admin.register(ScreeningList)
class ScreeningListWindow(Window):
    """Imported lists."""

    list_display = ["kind", "version", "listed_on", "size", "imported_by", "imported_at"]
    list_filter = ["kind"]
    list_select_related = ["imported_by"]


@admin.register(Smelter)
class SmelterWindow(Window):
    """Smelters by list."""

    list_display = ["cid", "name", "metal", "country", "status", "status_on", "listing"]
    list_filter = ["metal", "status"]
    list_select_related = ["listing"]
    search_fields = ["cid", "name"]


@admin.register(RiskArea)
class RiskAreaWindow(Window):
    """Areas by list."""

    list_display = ["country", "region", "kind", "listing"]
    list_filter = ["kind"]
    list_select_related = ["listing"]


@admin.register(MineralDeclaration)
class MineralDeclarationWindow(Window):
    """Declarations."""

    list_display = ["number", "company", "template", "state", "declared_on", "reviewer", "valid_to"]
    list_filter = ["state", "template"]
    list_select_related = ["company", "reviewer"]
    search_fields = ["number", "company__legal_name_ko"]


@admin.register(DeclaredSmelter)
class DeclaredSmelterWindow(Window):
    """Smelters by declaration."""

    list_display = ["declaration", "row", "metal", "cid", "name", "country", "status"]
    list_filter = ["metal", "status"]
    list_select_related = ["declaration"]
    search_fields = ["cid", "name"]


@admin.register(MineralIssue)
class MineralIssueWindow(Window):
    """Findings."""

    list_display = ["company", "kind", "metal", "cid", "name", "opened_on", "replace_by", "cleared_on"]
    list_filter = ["kind", "metal"]
    list_select_related = ["company"]
    search_fields = ["cid", "name", "company__legal_name_ko"]


@admin.register(MineralCase)
class MineralCaseWindow(Window):
    """Due diligence by supplier and year."""

    list_display = ["company", "year", "strategy", "strategy_by", "strategy_on"]
    list_filter = ["year", "strategy"]
    list_select_related = ["company", "strategy_by"]


@admin.register(MineralStep)
class MineralStepWindow(Window):
    """Steps that were found done."""

    list_display = ["case", "step", "by", "at"]
    list_filter = ["step"]
    list_select_related = ["case", "by"]


@admin.register(MineralReport)
class MineralReportWindow(Window):
    """Yearly reports that were made."""

    list_display = ["year", "declared", "needed", "conformant", "listed", "by", "at"]
    list_filter = ["year"]
    list_select_related = ["by"]
