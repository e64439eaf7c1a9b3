"""Windows on sourcing requests, proposals, trials and specifications. What is sealed is not seen here either."""

from django.contrib import admin
from django.db.models import CharField, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from catalog.models import (
    Proposal,
    ProposalFile,
    RequestAttribute,
    RequestFile,
    RequestInvitation,
    SourcingRequest,
    SpecCase,
    SpecCaseRow,
    Specification,
    SpecificationRow,
    SpecificationVersion,
    TrialTest,
    TrialValue,
)
from catalog.services import evaluation, sourcing
from catalog.states import REQUEST_UNSEALED
from portal.notices.models import Notice
from portal.outbox.models import Event
from portal.veils import veil
from portal.windows import Window, WindowInline, deed

DOOR_OF_PROPOSERS = "/api/v1/sourcing-requests/{uid}/proposals/"
TOLD = ["catalog.proposal_submitted", "catalog.proposal_withdrawn"]
TOLD_SELLERS = ["catalog.proposal_submitted", "catalog.sourcing_extended", "catalog.sourcing_cancelled"]


@veil("catalog.Proposal", "sealed")
def sealed_proposals(rows: QuerySet) -> QuerySet:
    """Proposals of requests whose evaluation has not begun."""
    return rows.filter(request__state__in=REQUEST_UNSEALED)


@veil("catalog.ProposalFile", "sealed")
def sealed_files(rows: QuerySet) -> QuerySet:
    """Files of the same."""
    return rows.filter(proposal__request__state__in=REQUEST_UNSEALED)


def _sealed() -> QuerySet:
    return Proposal.objects.exclude(request__state__in=REQUEST_UNSEALED)


@veil("audit.AuditEntry", "proposals")
def sealed_entries(rows: QuerySet) -> QuerySet:
    """Entries that tell who has proposed."""
    ids = _sealed().values(text=Cast("pk", CharField()))
    return rows.exclude(thing_type="catalog.proposal", thing_id__in=ids)


@veil("outbox.Event", "proposals")
def sealed_events(rows: QuerySet) -> QuerySet:
    """Announcements of the same."""
    ids = _sealed().values(text=Cast("pk", CharField()))
    sealed = Event.objects.annotate(proposal=KT("payload__proposal")).filter(name__in=TOLD, proposal__in=ids)
    return rows.exclude(pk__in=sealed.values("pk"))


@veil("partners.ApiRequest", "proposals")
def requests_of_proposers(rows: QuerySet) -> QuerySet:
    """Requests that tell that a company proposes: the log does not say whether that one is still sealed."""
    return rows.exclude(path=DOOR_OF_PROPOSERS)


@veil("notices.Notice", "proposals")
def sealed_notices(rows: QuerySet) -> QuerySet:
    """What proposers were told: it would tell who has proposed."""
    numbers = SourcingRequest.objects.exclude(state__in=REQUEST_UNSEALED).values("number")
    sealed = Notice.objects.annotate(asked=KT("params__number")).filter(kind__in=TOLD_SELLERS, asked__in=numbers)
    return rows.exclude(pk__in=sealed.values("pk"))


class AttributeInline(WindowInline):
    """What a request asks for."""

    model = RequestAttribute
    fields = ["definition", "match", "num", "low", "high", "unit", "text", "tolerance", "weight", "criticality"]
    readonly_fields = fields


class InvitationInline(WindowInline):
    """Who was asked to propose."""

    model = RequestInvitation
    fields = ["company", "product", "invited_by", "invited_at"]
    readonly_fields = fields


@admin.register(SourcingRequest)
class SourcingRequestWindow(Window):
    """Requests and where they stand; what is paid today is shown on the page, to whom it concerns."""

    list_display = ["number", "title_ko", "kind", "state", "visibility", "department", "closes_at"]
    list_filter = ["state", "kind", "visibility", ("closes_at", admin.DateFieldListFilter)]
    list_select_related = ["class_node", "requester"]
    search_fields = ["number", "title_ko", "title_en", "part_number"]
    date_hierarchy = "created_at"
    exclude = ["current_price_won", "saving", "saved_won"]
    inlines = [AttributeInline, InvitationInline]
    actions = ["close_now", "close_out"]

    @deed(_("Close (the deadline has passed)"))
    def close_now(self, request, thing):
        """What the job does, for one that it has not reached yet."""
        sourcing.close_request(thing, by=request.user)

    @deed(_("Finish the request"))
    def close_out(self, request, thing):
        """Everything is done."""
        evaluation.close_out_request(thing, by=request.user)


@admin.register(RequestAttribute)
class RequestAttributeWindow(Window):
    """What requests ask for."""

    list_display = ["request", "definition", "match", "weight", "criticality"]
    list_filter = ["criticality", "match"]
    list_select_related = ["request", "definition__node"]
    search_fields = ["request__number", "definition__code"]


@admin.register(RequestFile)
class RequestFileWindow(Window):
    """Drawings and documents of requests."""

    list_display = ["request", "file"]
    list_select_related = ["request", "file"]
    search_fields = ["request__number", "file__name"]


@admin.register(RequestInvitation)
class RequestInvitationWindow(Window):
    """Who was asked to propose."""

    list_display = ["request", "company", "product", "invited_by", "invited_at"]
    list_select_related = ["request", "company", "product__current__class_node", "invited_by"]
    search_fields = ["request__number", "company__legal_name_ko"]


@admin.register(Proposal)
class ProposalWindow(Window):
    """Proposals, once they are open; prices stay on the pages of the evaluation."""

    list_display = ["request", "company", "product", "state", "score", "received_at"]
    list_filter = ["state", ("received_at", admin.DateFieldListFilter)]
    list_select_related = ["request", "company", "product__current__class_node"]
    search_fields = ["request__number", "company__legal_name_ko", "product__number"]
    exclude = ["price", "freight_won", "duty_pct"]


@admin.register(ProposalFile)
class ProposalFileWindow(Window):
    """Documents of proposals, once they are open."""

    list_display = ["proposal", "file"]
    list_select_related = ["proposal__product", "proposal__company", "file"]
    search_fields = ["proposal__request__number", "file__name"]


class ValueInline(WindowInline):
    """What was measured."""

    model = TrialValue
    fields = ["attribute", "num", "low", "high", "unit", "text", "flag"]
    readonly_fields = fields


@admin.register(TrialTest)
class TrialTestWindow(Window):
    """Trials and their verdicts."""

    list_display = ["proposal", "site", "state", "verdict", "runner", "decided_by", "ends_on"]
    list_filter = ["state", "verdict", ("ends_on", admin.DateFieldListFilter)]
    list_select_related = ["proposal__product", "proposal__company", "runner", "decided_by"]
    search_fields = ["proposal__request__number", "site"]
    inlines = [ValueInline]


@admin.register(TrialValue)
class TrialValueWindow(Window):
    """What was measured, as entered."""

    list_display = ["trial", "num", "low", "high", "unit", "text"]
    list_select_related = [
        "trial__proposal__product",
        "trial__proposal__company",
    ]
    search_fields = ["trial__proposal__request__number"]


class VersionInline(WindowInline):
    """All versions of a specification."""

    model = SpecificationVersion
    fields = ["no", "valid_from", "case", "made_at"]
    readonly_fields = fields


@admin.register(Specification)
class SpecificationWindow(Window):
    """The buyer's own specifications."""

    list_display = ["part_number", "name_ko", "class_node", "department"]
    list_select_related = ["class_node"]
    search_fields = ["part_number", "name_ko", "name_en", "class_node__code"]
    inlines = [VersionInline]


@admin.register(SpecificationVersion)
class SpecificationVersionWindow(Window):
    """Versions and from when they are in force."""

    list_display = ["specification", "no", "valid_from", "case"]
    list_filter = [("valid_from", admin.DateFieldListFilter)]
    list_select_related = ["specification", "case__specification"]
    search_fields = ["specification__part_number", "specification__name_ko"]


@admin.register(SpecificationRow)
class SpecificationRowWindow(Window):
    """What each version asks for."""

    list_display = ["version", "definition", "match", "criticality"]
    list_select_related = ["version__specification", "definition__node"]
    search_fields = ["version__specification__part_number", "definition__code"]


@admin.register(SpecCase)
class SpecCaseWindow(Window):
    """Cases and who has decided them."""

    list_display = ["number", "specification", "state", "proposed_by", "tech_by", "quality_by", "effective_from"]
    list_filter = ["state", ("effective_from", admin.DateFieldListFilter)]
    list_select_related = ["specification", "proposed_by", "tech_by", "quality_by"]
    search_fields = ["number", "specification__part_number", "specification__name_ko"]


@admin.register(SpecCaseRow)
class SpecCaseRowWindow(Window):
    """What cases propose."""

    list_display = ["case", "definition", "match", "criticality"]
    list_select_related = ["case__specification", "definition__node"]
    search_fields = ["case__number", "definition__code"]
