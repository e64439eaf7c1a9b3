"""Windows on the yearly sample of certified companies and its visits."""

from django.contrib import admin

from portal.windows import Window
from purchasing.bidding.models import SiteSample, SiteVisit


@admin.register(SiteSample)
class SiteSampleWindow(Window):
    """Drawings, each with its list, seed and result."""

    list_display = ["year", "share", "seed", "list_sha256", "drawn_at"]


@admin.register(SiteVisit)
class SiteVisitWindow(Window):
    """Visits; reported and decided on their page."""

    list_display = ["company", "sample", "state", "visited_on", "finding", "reported_by", "decided_by"]
    list_filter = ["state", "finding", "sample"]
    list_select_related = ["company", "sample", "reported_by", "decided_by"]
    search_fields = ["company__number", "company__legal_name_ko"]
