"""Windows on what follows a decision to award."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from portal.windows import Window, deed
from purchasing.bidding import services
from purchasing.bidding.models import Contracting, EvaluationDocument, Objection, Standstill


@admin.register(Standstill)
class StandstillWindow(Window):
    """Standstills; the job ends them, or this deed when the job could not."""

    list_display = ["tender", "begun_at", "last_day", "ended_at", "outcome"]
    list_select_related = ["tender"]
    list_filter = ["outcome"]
    search_fields = ["tender__number"]
    date_hierarchy = "begun_at"
    actions = ["end"]

    @deed(_("End the standstill, if its last day has passed"))
    def end(self, request, standstill):
        """As the job does it: with the winner looked at once more."""
        services.end_standstill(standstill)


@admin.register(Objection)
class ObjectionWindow(Window):
    """Objections and their decisions; decided on the page of the objection."""

    list_display = ["number", "tender", "company", "ground", "state", "lodged_at", "answer_by", "decided_by"]
    list_select_related = ["tender", "company", "decided_by"]
    list_filter = ["state", "ground"]
    search_fields = ["number", "tender__number", "company__legal_name_ko"]
    date_hierarchy = "lodged_at"


@admin.register(Contracting)
class ContractingWindow(Window):
    """Contracts of awards."""

    list_display = ["tender", "reference", "amount_won", "award_won", "difference", "signed_on", "recorded_by"]
    list_select_related = ["tender", "recorded_by"]
    list_filter = ["difference"]
    search_fields = ["tender__number", "reference"]


@admin.register(EvaluationDocument)
class EvaluationDocumentWindow(Window):
    """Evaluations as they are published."""

    list_display = ["tender", "created_at", "sha256"]
    list_select_related = ["tender"]
    search_fields = ["tender__number", "sha256"]
    date_hierarchy = "created_at"
