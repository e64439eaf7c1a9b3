"""Windows of open data, screens and what-if runs."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.windows import Window, deed
from purchasing.bidding import services
from purchasing.bidding.models import OcdsRelease, ScreenCase, ScreenRun, WhatIfRun


@admin.register(OcdsRelease)
class OcdsReleaseAdmin(Window):
    """What went out. A missing release is made up for by a deed; nothing is taken back."""

    list_display = ["ocid", "seq", "tags", "released_at"]
    list_filter = [("released_at", admin.DateFieldListFilter)]
    search_fields = ["ocid"]
    date_hierarchy = "released_at"
    actions = ["release_now"]

    @deed(_("Release what became public since"))
    def release_now(self, request, released: OcdsRelease) -> None:
        """Compare with what stands and release the difference."""
        tender = released.tender or released.procedure.lots.select_related("procedure").first()
        services.release(tender)


@admin.register(ScreenRun)
class ScreenRunAdmin(Window):
    """When the screens looked."""

    list_display = ["tender", "moment", "bid_count", "ran_at"]
    fields = ["tender", "moment", "engine", "ran_at", "bid_count"]  # what was noticed is for auditors and compliance
    list_filter = ["moment", ("ran_at", admin.DateFieldListFilter)]
    list_select_related = ["tender"]
    search_fields = ["tender__number"]


@admin.register(ScreenCase)
class ScreenCaseAdmin(Window):
    """Auditors' cases; they are looked at on their page."""

    list_display = ["tender", "state", "auditor", "begun_at", "closed_at"]
    list_filter = ["state"]
    fields = ["tender", "state", "auditor", "begun_at", "closed_at"]
    list_select_related = ["tender", "auditor"]
    search_fields = ["tender__number"]


@admin.register(WhatIfRun)
class WhatIfRunAdmin(Window):
    """Who tried out what on opened bids."""

    list_display = ["tender", "kind", "by", "ran_at", "engine"]
    fields = ["tender", "kind", "by", "ran_at", "engine", "note"]
    list_filter = ["kind", ("ran_at", admin.DateFieldListFilter)]
    list_select_related = ["tender", "by"]
    search_fields = ["tender__number"]
