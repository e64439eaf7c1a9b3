"""Windows on applications: answers, costs, files, people, receipts, recommendations."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.windows import Window, WindowInline, deed
from sharedgrowth.support.models import (
    Application,
    ApplicationAnswer,
    ApplicationEditor,
    ApplicationSheet,
    Attachment,
    CallAlert,
    CallAlertHit,
    CostItem,
    Partner,
    Recommendation,
)
from sharedgrowth.support.services.alerts import end_alert


class PartnerInline(WindowInline):
    """Companies of the consortium."""

    model = Partner
    fields = ["company", "part", "state", "signed_at"]


class SheetInline(WindowInline):
    """What was submitted."""

    model = ApplicationSheet
    fields = ["seq", "sha256", "by", "at"]


@admin.register(Application)
class ApplicationWindow(Window):
    """What companies ask for."""

    list_display = ["number", "call", "company", "state", "route", "submitted_at", "points"]
    list_filter = ["state", "route", "trading"]
    list_select_related = ["call", "company"]
    search_fields = ["number", "company__legal_name_ko", "title"]
    inlines = [PartnerInline, SheetInline]


@admin.register(ApplicationAnswer)
class ApplicationAnswerWindow(Window):
    """Single answers."""

    list_display = ["application", "field", "version", "edited_by", "edited_at"]
    list_select_related = ["application", "field", "edited_by"]
    search_fields = ["application__number"]


@admin.register(CostItem)
class CostItemWindow(Window):
    """Items of costs."""

    list_display = ["application", "title", "vendor", "amount_won", "edited_at"]
    list_select_related = ["application"]
    search_fields = ["application__number", "title", "vendor"]


@admin.register(Attachment)
class AttachmentWindow(Window):
    """Files of applications."""

    list_display = ["application", "file", "field", "cost", "added_at", "removed_at"]
    list_select_related = ["application", "file", "field", "cost"]
    search_fields = ["application__number", "file__name"]


@admin.register(ApplicationEditor)
class ApplicationEditorWindow(Window):
    """Co-editors."""

    list_display = ["application", "user", "added_by", "added_at"]
    list_select_related = ["application", "user", "added_by"]


@admin.register(Partner)
class PartnerWindow(Window):
    """Consortium partners."""

    list_display = ["application", "company", "state", "signed_at"]
    list_filter = ["state"]
    list_select_related = ["application", "company"]


@admin.register(ApplicationSheet)
class ApplicationSheetWindow(Window):
    """The texts that were submitted: append-only."""

    list_display = ["application", "seq", "sha256", "by", "at"]
    list_select_related = ["application", "by"]
    search_fields = ["application__number", "sha256"]


@admin.register(Recommendation)
class RecommendationWindow(Window):
    """What organisations recommend."""

    list_display = ["application", "organisation", "related", "consent_due", "consented_at"]
    list_filter = ["related"]
    list_select_related = ["application"]
    search_fields = ["organisation", "application__number"]


@admin.register(CallAlert)
class CallAlertWindow(Window):
    """Addresses that are told of calls."""

    list_display = ["programme", "email", "language", "state", "created_at", "confirmed_at"]
    list_filter = ["state", "programme"]
    actions = ["end"]

    @deed(_("End the alert and delete the address"))
    def end(self, request: HttpRequest, thing: CallAlert) -> None:
        """On the request of the address's owner."""
        end_alert(thing)


@admin.register(CallAlertHit)
class CallAlertHitWindow(Window):
    """Which alert met which call."""

    list_display = ["alert", "call", "found_at", "told_at"]
    list_select_related = ["alert", "call"]
