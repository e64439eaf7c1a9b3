"""FIND: sourcing requests and proposals for their reader. A proposal is sealed from other suppliers for ever."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from catalog.models import (
    GroupApplication,
    Product,
    Proposal,
    RequestAttribute,
    RequestInvitation,
    SourcingRequest,
    TrialTest,
)
from catalog.queries.classes import UNSPSC
from catalog.rules.sourcing import FEW_PROPOSALS, share_pct
from catalog.states import (
    PROPOSAL_COUNTS,
    REQUEST_HIDDEN,
    REQUEST_UNSEALED,
    ApplicationState,
    Outcome,
    ProductState,
    ProposalState,
    RequestState,
    RequestVisibility,
    TrialState,
)
from portal.people.models import Company, Membership, User
from portal.people.states import MembershipState

STAFF = ("RQ", "PO", "AP", "AU")
PRICE_READERS = ("RQ", "PO", "AU")
SELLERS = ("SA", "SU")
R, V = RequestState, RequestVisibility
ENDED = (R.ADOPTED, R.NOT_ADOPTED, R.SPEC_CASE, R.CLOSED_OUT)


def reads_sourcing(user) -> bool:
    """Whether the person works on sourcing requests for the buying organisation."""
    return isinstance(user, User) and user.is_internal and user.has_role(*STAFF)


def _with_parts(requests: QuerySet[SourcingRequest]) -> QuerySet[SourcingRequest]:
    return requests.select_related("class_node", "requester", "approver", "reference__company")


def fits_class(company_id: int) -> Q:
    """Requests for classes in which the company is registered with a sourcing group, or lists a published product."""
    registered = GroupApplication.objects.filter(
        company_id=company_id, state=ApplicationState.NOTIFIED, outcome=Outcome.PASS
    )
    paths = set(registered.values_list("call__group__classes__path", flat=True)) - {None}
    listed = Product.objects.filter(
        company_id=company_id,
        state=ProductState.PUBLISHED,
        current__class_node__path__startswith=OuterRef("class_node__path"),
    )
    found = Q(Exists(listed))
    for path in paths:
        found |= Q(class_node__path__startswith=path) | Q(class_node__path=path)
    return found


def requests_visible_to(user) -> QuerySet[SourcingRequest]:
    """Opened ones by their visibility; of one's own department also what is prepared. Drafts only for who wrote them.

    Approvers and purchasing officers also see what was sent for approval, auditors everything.
    """
    requests = _with_parts(SourcingRequest.objects.all())
    opened = Q(opened_at__isnull=False)
    public = opened & Q(visibility=V.PUBLIC)
    if not isinstance(user, User) or user.company_id is None:
        return requests.filter(public)
    if reads_sourcing(user):
        if user.has_role("AU"):
            return requests
        own = Q(requester=user)
        sent = ~Q(state=R.DRAFT) | Q(asked_at__isnull=False)
        if user.has_role("PO", "AP"):
            return requests.filter(own | sent)
        own_department = sent & Q(department=user.membership.department) & ~Q(department="")
        return requests.filter(own | opened | own_department)
    if not user.is_supplier:
        return requests.filter(public)
    invited = RequestInvitation.objects.filter(request=OuterRef("pk"), company_id=user.company_id)
    proposed = Proposal.objects.filter(request=OuterRef("pk"), company_id=user.company_id)
    group = Q(visibility=V.GROUP) & fits_class(user.company_id)
    return requests.filter(opened & (Q(visibility=V.PUBLIC) | group | Q(Exists(invited)) | Q(Exists(proposed))))


def find_requests(
    requests: QuerySet[SourcingRequest],
    *,
    now: datetime,
    q: str = "",
    stage: str = "",
    kind: str = "",
    class_code: str = "",
) -> QuerySet[SourcingRequest]:
    """Those that fit, the latest first; ``stage``: open, evaluation, ended or preparing."""
    if q:
        requests = requests.filter(
            Q(title_ko__icontains=q) | Q(title_en__icontains=q) | Q(number__iexact=q) | Q(part_number__iexact=q)
            | Q(class_node__name_ko__icontains=q) | Q(class_node__name_en__icontains=q)
        )  # fmt: skip
    match stage:
        case "open":
            requests = requests.filter(state=R.OPEN, closes_at__gt=now)
        case "evaluation":
            requests = requests.filter(
                Q(state__in=[R.CLOSED, R.EVALUATING, R.TRIAL]) | Q(state=R.OPEN, closes_at__lte=now)
            )
        case "ended":
            requests = requests.filter(state__in=[*ENDED, R.CANCELLED])
        case "preparing":
            requests = requests.filter(state__in=REQUEST_HIDDEN)
    if kind:
        requests = requests.filter(kind=kind)
    if class_code:
        requests = requests.filter(class_node__scheme__code=UNSPSC, class_node__path__contains=class_code)
    return requests.order_by("-id")


def open_requests(now: datetime) -> QuerySet[SourcingRequest]:
    """Public ones that take proposals: for feeds, the sitemap and alerts, the latest first."""
    return _with_parts(SourcingRequest.objects.filter(state=R.OPEN, visibility=V.PUBLIC, closes_at__gt=now)).order_by(
        "-opened_at"
    )


def due_to_close(now: datetime) -> QuerySet[SourcingRequest]:
    """Open ones whose deadline has passed."""
    return SourcingRequest.objects.filter(state=R.OPEN, closes_at__lte=now).order_by("closes_at")


def requirements_of(request: SourcingRequest) -> list[RequestAttribute]:
    """What it asks for, in the order of the class. Two queries."""
    rows = request.attributes.select_related("definition__node").prefetch_related("definition__choices")
    return sorted(rows, key=lambda row: (row.definition.order, row.definition.code))


def with_requirements(requests: QuerySet[SourcingRequest]) -> QuerySet[SourcingRequest]:
    """Each with what it asks for (``asked``). Two more queries, however many there are."""
    rows = RequestAttribute.objects.select_related("definition__node").prefetch_related("definition__choices")
    return requests.prefetch_related(Prefetch("attributes", rows, to_attr="asked"))


def reads_current_price(user, request: SourcingRequest) -> bool:
    """Whether the person may know what is paid today: purchasing, audit, and the requesters of the department."""
    if not isinstance(user, User) or not user.is_internal or not user.has_role(*PRICE_READERS):
        return False
    if request.requester_id == user.pk or user.has_role("PO", "AU"):
        return True
    return bool(request.department) and user.membership.department == request.department


def bidders_tied_to(user: User, request: SourcingRequest) -> bool:
    """Whether the person belongs, or belonged, to a company whose proposal counts."""
    counting = request.proposals.filter(state__in=PROPOSAL_COUNTS)
    return counting.filter(company__in=user.memberships.values("company")).exists()


def prepares_for(company: Company | None, request: SourcingRequest) -> bool:
    """Whether the request's writer or approver belongs to the company."""
    return Membership.objects.filter(
        company=company, user__in=[request.requester_id, request.approver_id], state=MembershipState.ACTIVE
    ).exists()


def proposals_visible_to(user, request: SourcingRequest) -> QuerySet[Proposal]:
    """One's own company's; for staff those that count, once the evaluation has begun; for everybody else none."""
    proposals = request.proposals.select_related(
        "request", "company", "product__company", "version__class_node", "submitted_by"
    ).order_by("-score", "id")
    if isinstance(user, User) and user.company_id and user.is_supplier and user.has_role(*SELLERS):
        return proposals.filter(company_id=user.company_id)
    if reads_sourcing(user) and request.state in REQUEST_UNSEALED:
        return proposals.filter(state__in=PROPOSAL_COUNTS)
    return proposals.none()


def own_proposals(user) -> QuerySet[Proposal]:
    """What the user's company has proposed anywhere, the latest first."""
    if not isinstance(user, User) or not user.company_id or not user.is_supplier or not user.has_role(*SELLERS):
        return Proposal.objects.none()
    mine = Proposal.objects.filter(company_id=user.company_id).exclude(state=ProposalState.SUPERSEDED)
    return mine.select_related("request__class_node", "product", "version__class_node").order_by("-id")


def proposal_count(request: SourcingRequest) -> int:
    """How many proposals count now."""
    return request.proposals.filter(state__in=PROPOSAL_COUNTS).count()


def proposers_of(request: SourcingRequest) -> list[Company]:
    """The companies whose proposals count, each once."""
    return list(
        Company.objects.filter(pk__in=request.proposals.filter(state__in=PROPOSAL_COUNTS).values("company")).order_by(
            "pk"
        )
    )


def invited_companies(request: SourcingRequest) -> set[int]:
    """Ids of the suppliers that were asked to propose."""
    return set(request.invitations.values_list("company_id", flat=True))


def trials_visible_to(user) -> QuerySet[TrialTest]:
    """Trials, for the staff who work on sourcing requests and for who runs one."""
    trials = TrialTest.objects.select_related(
        "proposal__request__class_node", "proposal__company", "proposal__product", "proposal__version__class_node",
        "runner", "planned_by", "decided_by", "report",
    )  # fmt: skip
    if reads_sourcing(user):
        return trials
    if isinstance(user, User) and user.is_internal:
        return trials.filter(runner=user)
    return trials.none()


def unanswered_requests(now: datetime) -> QuerySet[SourcingRequest]:
    """Open ones in the second half of their time to which nobody has proposed. Source: domain 1.10 (jobs)."""
    live = Proposal.objects.filter(request=OuterRef("pk"), state__in=PROPOSAL_COUNTS)
    running = SourcingRequest.objects.filter(~Exists(live), state=R.OPEN, closes_at__gt=now)
    return running.filter(opened_at__lte=now - (F("closes_at") - now)).order_by("closes_at")


def kpi_sourcing(since: datetime, until: datetime) -> dict[str, object]:
    """Requests closed in the period, how many had three proposals, how many were decided, adopted, and what it saves.

    Source: domain 1.10 (KPIs).
    """
    closed = SourcingRequest.objects.filter(closed_at__gte=since, closed_at__lt=until).exclude(state=R.CANCELLED)
    counted = closed.annotate(offers=Count("proposals", filter=Q(proposals__state__in=PROPOSAL_COUNTS)))
    offers = list(counted.values_list("offers", flat=True))
    decided = SourcingRequest.objects.filter(decided_at__gte=since, decided_at__lt=until, state__in=ENDED)
    adopted = decided.filter(proposals__state=ProposalState.ADOPTED).distinct()
    well = sum(count >= FEW_PROPOSALS for count in offers)
    rows = list(adopted.values_list("saved_won", flat=True))
    opened = SourcingRequest.objects.filter(opened_at__gte=since, opened_at__lt=until)
    return {
        "opened": opened.count(),
        "closed": len(offers),
        "with_three": well,
        "with_three_pct": share_pct(well, len(offers)),
        "decided": decided.count(),
        "adopted": len(rows),
        "adopted_pct": share_pct(len(rows), decided.count()),
        "saved_won": sum((saved for saved in rows if saved is not None), start=0),
        "trials": TrialTest.objects.filter(
            state=TrialState.DECIDED, decided_at__gte=since, decided_at__lt=until
        ).count(),
    }


def live_by_product(requests: Iterable[SourcingRequest], company_id: int) -> dict[int, set[int]]:
    """Of each request, the company's products with a proposal that counts. One query."""
    rows = Proposal.objects.filter(request__in=list(requests), company_id=company_id, state__in=PROPOSAL_COUNTS)
    found: dict[int, set[int]] = {}
    for request_id, product_id in rows.values_list("request_id", "product_id"):
        found.setdefault(request_id, set()).add(product_id)
    return found
