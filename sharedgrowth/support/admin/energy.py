"""Windows on energy factors and audits."""

from django.contrib import admin

from portal.windows import Window
from sharedgrowth.support.models import EmissionFactor, EnergyAudit, EnergyMeasure, EnergyUse


@admin.register(EmissionFactor)
class EmissionFactorWindow(Window):
    """Factors by year of consumption."""

    list_display = ["carrier", "year", "toe", "tco2", "status", "state", "entered_by", "approved_by"]
    list_filter = ["carrier", "state", "status"]
    list_select_related = ["entered_by", "approved_by"]


@admin.register(EnergyAudit)
class EnergyAuditWindow(Window):
    """Audits of projects."""

    list_display = ["project", "state", "base_from", "base_to", "base_output", "reported_at", "verified_at"]
    list_filter = ["state"]
    list_select_related = ["project"]
    search_fields = ["project__number", "project__company__legal_name_ko"]


@admin.register(EnergyUse)
class EnergyUseWindow(Window):
    """What was used, before and after."""

    list_display = ["audit", "carrier", "before", "after", "saving", "toe", "tco2", "won"]
    list_filter = ["carrier"]
    list_select_related = ["audit"]


@admin.register(EnergyMeasure)
class EnergyMeasureWindow(Window):
    """Measures in their order."""

    list_display = ["audit", "no", "title", "carrier", "state", "saving", "won", "done_on"]
    list_filter = ["state", "carrier", "loss"]
    list_select_related = ["audit"]
    search_fields = ["title", "audit__project__number"]
