"""Windows on plans, lots, criteria, documents, invitations, amendments and suspicions of splitting."""

from django.contrib import admin

from portal.windows import Window
from purchasing.bidding.models import (
    Amendment,
    Criterion,
    Invitation,
    PlanNotice,
    Procedure,
    SplitFlag,
    TenderDocument,
)


@admin.register(PlanNotice)
class PlanNoticeWindow(Window):
    """What was announced as planned, by version."""

    list_display = ["tender", "version", "title_ko", "kind", "planned_for", "withdrawn", "made_by", "made_at"]
    list_select_related = ["tender", "made_by"]
    list_filter = ["kind", "withdrawn"]
    search_fields = ["tender__number", "title_ko", "title_en"]
    date_hierarchy = "planned_for"


@admin.register(Procedure)
class ProcedureWindow(Window):
    """Notices over several lots."""

    list_display = ["number", "title_ko", "officer", "created_at"]
    list_select_related = ["officer"]
    search_fields = ["number", "title_ko", "title_en"]
    date_hierarchy = "created_at"


@admin.register(Criterion)
class CriterionWindow(Window):
    """What bids are judged by besides their price."""

    list_display = ["tender", "no", "envelope", "kind", "title_ko", "weight", "needs_file"]
    list_select_related = ["tender"]
    list_filter = ["envelope", "kind"]
    search_fields = ["tender__number", "title_ko", "title_en"]


@admin.register(TenderDocument)
class TenderDocumentWindow(Window):
    """Documents of notices, also those that an amendment took out of force."""

    list_display = ["tender", "no", "kind", "title_ko", "file", "since_version", "until_version", "added_by"]
    list_select_related = ["tender", "file", "added_by"]
    list_filter = ["kind"]
    search_fields = ["tender__number", "title_ko", "file__name"]


@admin.register(Invitation)
class InvitationWindow(Window):
    """Who is invited to what."""

    list_display = ["tender", "company", "invited_by", "invited_at"]
    list_select_related = ["tender", "company", "invited_by"]
    search_fields = ["tender__number", "company__legal_name_ko", "company__number"]


@admin.register(Amendment)
class AmendmentWindow(Window):
    """Changes of published notices, and who decided."""

    list_display = ["tender", "version", "material", "asked_by", "asked_at", "decided_by", "decided_at", "approved"]
    list_select_related = ["tender", "asked_by", "decided_by"]
    list_filter = ["material", "approved"]
    search_fields = ["tender__number", "reason"]
    date_hierarchy = "asked_at"


@admin.register(SplitFlag)
class SplitFlagWindow(Window):
    """Purchases that look as if they had been split, and the answers."""

    list_display = ["tender", "department", "class_code", "sum_won", "threshold_won", "raised_at", "answered_by"]
    list_select_related = ["tender", "answered_by"]
    search_fields = ["tender__number", "department", "class_code"]
    date_hierarchy = "raised_at"
