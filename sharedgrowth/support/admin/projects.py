"""Windows on projects: agreements, plans, visits, claims, indicators."""

from django.contrib import admin

from portal.windows import Window, WindowInline
from sharedgrowth.support.models import (
    Claim,
    ClaimItem,
    Deliverable,
    FollowUp,
    Kpi,
    Project,
    ProjectAgreement,
    ProjectPhase,
    SafetyForm,
    Satisfaction,
    Visit,
)


class PhasesInside(WindowInline):
    """The plan."""

    model = ProjectPhase


class KpisInside(WindowInline):
    """The indicators."""

    model = Kpi


@admin.register(Project)
class ProjectWindow(Window):
    """What was agreed with selected companies."""

    list_display = ["number", "programme", "company", "state", "total_won", "begins_on", "ends_on"]
    list_filter = ["state", "programme"]
    list_select_related = ["company"]
    search_fields = ["number", "company__legal_name_ko"]
    inlines = [PhasesInside, KpisInside]


@admin.register(ProjectAgreement)
class ProjectAgreementWindow(Window):
    """Texts that both sides sign."""

    list_display = ["project", "version", "drawn_up_at", "company_signed_at", "buyer_signed_at"]
    list_select_related = ["project"]
    search_fields = ["project__number"]


@admin.register(ProjectPhase)
class ProjectPhaseWindow(Window):
    """Phases of plans."""

    list_display = ["project", "key", "begins_on", "ends_on", "done_on"]
    list_select_related = ["project"]
    search_fields = ["project__number"]


@admin.register(Deliverable)
class DeliverableWindow(Window):
    """What is handed in."""

    list_display = ["project", "title", "state", "due_on", "submitted_at"]
    list_filter = ["state"]
    list_select_related = ["project"]
    search_fields = ["project__number", "title"]


@admin.register(FollowUp)
class FollowUpWindow(Window):
    """Months after the end."""

    list_display = ["project", "months", "state", "due_on", "still_works"]
    list_filter = ["state"]
    list_select_related = ["project"]


@admin.register(Satisfaction)
class SatisfactionWindow(Window):
    """What companies thought."""

    list_display = ["project", "score", "at"]
    list_filter = ["score"]
    list_select_related = ["project"]


@admin.register(Visit)
class VisitWindow(Window):
    """Days of experts at companies."""

    list_display = ["number", "project", "expert", "state", "planned_on", "hours", "stop_work"]
    list_filter = ["state", "stop_work"]
    list_select_related = ["project", "expert__user"]
    search_fields = ["number", "project__number"]


@admin.register(SafetyForm)
class SafetyFormWindow(Window):
    """Filled in before a visit."""

    list_display = ["visit", "contact", "briefed", "by", "at"]
    list_select_related = ["visit", "by"]


class ItemsInside(WindowInline):
    """Invoices of a claim."""

    model = ClaimItem


@admin.register(Claim)
class ClaimWindow(Window):
    """What companies claim."""

    list_display = ["number", "project", "tranche", "state", "amount_won", "submitted_at"]
    list_filter = ["state", "tranche"]
    list_select_related = ["project"]
    search_fields = ["number", "project__number"]
    inlines = [ItemsInside]


@admin.register(ClaimItem)
class ClaimItemWindow(Window):
    """Invoices."""

    list_display = ["claim", "vendor", "invoice_number", "invoice_on", "amount_won", "live"]
    list_select_related = ["claim"]
    search_fields = ["invoice_number", "vendor", "vendor_brn"]


@admin.register(Kpi)
class KpiWindow(Window):
    """Indicators, before and after."""

    list_display = ["project", "key", "unit", "direction", "before", "target", "after"]
    list_select_related = ["project"]
