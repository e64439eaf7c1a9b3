"""Windows on the laboratories."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.windows import Window
from sharedgrowth.support.models import LabBooking, LabEquipment, LabReport, LabReportAccess


@admin.register(LabEquipment)
class LabEquipmentWindow(Window):
    """What can be booked."""

    list_display = ["code", "name_ko", "field", "keeper", "opens", "closes", "active"]
    list_filter = ["active", "field"]
    list_select_related = ["keeper"]
    search_fields = ["code", "name_ko", "name_en"]


@admin.register(LabBooking)
class LabBookingWindow(Window):
    """Who has booked what, when."""

    list_display = ["number", "equipment", "company", "state", "begins_at", "ends_at", "consented"]
    list_filter = ["state", "equipment"]
    list_select_related = ["equipment", "company"]
    search_fields = ["number", "company__legal_name_ko"]

    @admin.display(boolean=True, description=_("consent to purchasing"))
    def consented(self, booking: LabBooking) -> bool:
        """Whether purchasing may read the report."""
        return booking.consent_at is not None


@admin.register(LabReport)
class LabReportWindow(Window):
    """Which reports were released; their contents are read on the booking's page alone."""

    list_display = ["booking", "version", "issued_by", "at"]
    list_select_related = ["booking", "issued_by"]
    fields = ["booking", "version", "issued_by", "at"]
    readonly_fields = fields


@admin.register(LabReportAccess)
class LabReportAccessWindow(Window):
    """Who has opened which report."""

    list_display = ["booking", "what", "by", "company", "at"]
    list_filter = ["what"]
    list_select_related = ["booking", "by", "company"]
