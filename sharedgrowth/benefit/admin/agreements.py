"""Windows on what is judged, signed, registered and done in tasks; on disputes, rights and costs."""

from django.contrib import admin

from portal.windows import Window
from sharedgrowth.benefit.models import (
    Agreement,
    CommitteeSeat,
    ContractRight,
    Dispute,
    EmployeeReward,
    ExternalRegistration,
    Milestone,
    Nda,
    NdaText,
    Opinion,
    PrototypeCost,
    Signature,
    TechnicalAccess,
    TechnicalItem,
    TenderRelease,
)


@admin.register(Opinion)
class OpinionWindow(Window):
    """Opinions on the feasibility."""

    list_display = ["task", "bench", "feasible", "by", "at"]
    list_filter = ["bench", "feasible"]
    list_select_related = ["task", "by"]
    search_fields = ["task__number"]


@admin.register(CommitteeSeat)
class CommitteeSeatWindow(Window):
    """Members of committees, and their votes."""

    list_display = ["task", "member", "bench", "in_favour", "voted_at", "recused_at"]
    list_filter = ["bench"]
    list_select_related = ["task", "member"]
    search_fields = ["task__number"]


@admin.register(NdaText)
class NdaTextWindow(Window):
    """Wordings."""

    list_display = ["version", "valid_from"]


@admin.register(Nda)
class NdaWindow(Window):
    """Confidentiality agreements."""

    list_display = ["task", "wording", "until", "offered_by", "signed_at"]
    list_select_related = ["task", "wording", "offered_by"]
    search_fields = ["task__number"]


@admin.register(Agreement)
class AgreementWindow(Window):
    """Agreements."""

    list_display = ["task", "version", "rate", "years", "formula", "sent_at", "signed_at"]
    list_select_related = ["task"]
    search_fields = ["task__number"]


@admin.register(Signature)
class SignatureWindow(Window):
    """Signatures."""

    list_display = ["company", "by", "nda", "agreement", "sha256", "at"]
    list_select_related = ["company", "by", "nda", "agreement"]
    search_fields = ["sha256"]


@admin.register(TechnicalItem)
class TechnicalItemWindow(Window):
    """Technical data: what, whose, until when; never the content."""

    list_display = ["task", "title", "company", "return_on", "returned_on", "keep_until"]
    list_select_related = ["task", "company"]
    search_fields = ["task__number"]


@admin.register(TechnicalAccess)
class TechnicalAccessWindow(Window):
    """Who opened what."""

    list_display = ["item", "by", "at"]
    list_select_related = ["item", "by"]


@admin.register(ExternalRegistration)
class ExternalRegistrationWindow(Window):
    """Registrations outside."""

    list_display = ["task", "body", "number", "registered_on", "certificate", "certified_on"]
    list_select_related = ["task"]
    search_fields = ["task__number", "number"]


@admin.register(Milestone)
class MilestoneWindow(Window):
    """Milestones."""

    list_display = ["task", "no", "title", "due_on", "done_on", "alerted_on"]
    list_select_related = ["task"]
    search_fields = ["task__number"]


@admin.register(Dispute)
class DisputeWindow(Window):
    """Disputes."""

    list_display = ["task", "company", "opened_at", "decided_at", "decided_by", "days_stopped"]
    list_select_related = ["task", "company", "decided_by"]
    search_fields = ["task__number"]


@admin.register(ContractRight)
class ContractRightWindow(Window):
    """Rights to negotiated contracts."""

    list_display = ["agreement", "company", "from_on", "until_on"]
    list_select_related = ["agreement", "company"]


@admin.register(TenderRelease)
class TenderReleaseWindow(Window):
    """What no longer stops tenders."""

    list_display = ["task", "stop", "kind", "tender", "by", "at"]
    list_filter = ["stop", "kind"]
    list_select_related = ["task", "by"]
    search_fields = ["task__number", "tender"]


@admin.register(EmployeeReward)
class EmployeeRewardWindow(Window):
    """Awards of employees."""

    list_display = ["task", "person", "benefit_won", "won", "miles", "at"]
    list_select_related = ["task", "person"]


@admin.register(PrototypeCost)
class PrototypeCostWindow(Window):
    """Costs of prototypes."""

    list_display = ["task", "company", "amount_won", "granted_won", "granted_by"]
    list_select_related = ["task", "company", "granted_by"]
    search_fields = ["task__number"]
