"""DO: propose a product, replace or withdraw the proposal. Whether it is in time is decided by the database."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from django.core.files.base import File as Upload
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from catalog.models import Product, Proposal, ProposalFile, SourcingRequest
from catalog.policies import sourcing as may
from catalog.queries.offers import match_of, values_by_version
from catalog.queries.sourcing import requirements_of
from catalog.rules.matching import MatchResult
from catalog.services.asked import checked
from catalog.states import WHOLE_CURRENCIES, ProductState, ProposalState
from portal.audit.services import move, record
from portal.errors import RuleBroken, WrongState, broken_constraint
from portal.files.services import store_upload
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require

MOST_FILES = 5
LIVE = (ProposalState.SUBMITTED,)


@transaction.atomic
def propose(
    request: SourcingRequest,
    product: Product,
    *,
    price: Decimal,
    lead_time_days: int,
    by: User,
    currency: str = "KRW",
    freight_won: Decimal = Decimal(0),
    duty_pct: Decimal = Decimal(0),
    statement: str = "",
    files: Sequence[Upload] = (),
) -> Proposal:
    """Propose a published product in its present version, or replace the company's earlier proposal of it.

    The database refuses what comes after the deadline; the match is stored with its parts.
    """
    require(may.may_propose(by, request))
    if product.company_id != by.company_id:
        raise RuleBroken(_("This product belongs to another company."), field="product")
    if product.state != ProductState.PUBLISHED or product.current is None:
        raise RuleBroken(_("Only a published product can be proposed."), field="product")
    if not product.current.class_node.path.startswith(request.class_node.path):
        raise RuleBroken(
            _("This product is of another class than the request: %(node)s is asked for.")
            % {"node": request.class_node},
            field="product",
        )
    if currency in WHOLE_CURRENCIES and price % 1:
        raise RuleBroken(_("Won and yen have no decimals. Write a whole amount."), field="price")
    if len(files) > MOST_FILES:
        raise RuleBroken(_("At most %(most)d files.") % {"most": MOST_FILES}, field="files")
    match = match_of(requirements_of(request), values_by_version([product.current.pk])[product.current.pk])
    proposal = Proposal(
        request=request,
        company=product.company,
        product=product,
        version=product.current,
        price=price,
        currency=currency,
        freight_won=freight_won,
        duty_pct=duty_pct,
        lead_time_days=lead_time_days,
        statement=statement,
        score=match.score,
        matched=stored_match(match),
        submitted_by=by,
    )
    earlier = _take_back(proposal, by=by)
    _insert(proposal)
    for upload in files:
        file = store_upload(upload, company=by.company, by=by)
        ProposalFile.objects.create(proposal=proposal, file=file)
    if earlier is not None and not files:
        for row in earlier.files.all():
            ProposalFile.objects.create(proposal=proposal, file_id=row.file_id)
    what = "submitted" if earlier is None else "replaced_earlier"
    record(proposal, what, by=by, payload={"version": product.current.no, "score": match.score})
    announce("catalog.proposal_submitted", proposal=proposal.pk)
    return proposal


def _take_back(proposal: Proposal, *, by: User) -> Proposal | None:
    """The company's earlier proposal of this product, now replaced."""
    earlier = (
        Proposal.objects.select_for_update(of=("self",))
        .filter(request=proposal.request, product=proposal.product, state__in=LIVE)
        .first()
    )
    if earlier is not None:
        _in_time(lambda: move(earlier, "replace", by=by))
    return earlier


def _insert(proposal: Proposal) -> None:
    checked(proposal, unasked={"proposal_live_once"})
    try:
        _in_time(lambda: proposal.save(force_insert=True))
    except IntegrityError as refusal:
        if broken_constraint(refusal) == "proposal_live_once":
            raise WrongState(
                _("This product has just been proposed by somebody else of your company. Reload the page.")
            ) from refusal
        raise
    proposal.refresh_from_db(fields=["received_at"])


def _in_time(act: Callable[[], object]) -> None:
    try:
        with transaction.atomic():
            act()
    except IntegrityError as refusal:
        if broken_constraint(refusal) == "proposal_in_time":
            raise WrongState(
                _("This request takes no proposals now: by the portal's clock its deadline has passed.")
            ) from refusal
        raise


@transaction.atomic
def withdraw_proposal(proposal: Proposal, *, by: User) -> Proposal:
    """Take it back before the deadline; another may follow as long as proposals are taken."""
    require(may.may_change_proposal(by, proposal))
    _in_time(lambda: move(proposal, "withdraw", by=by))
    announce("catalog.proposal_withdrawn", proposal=proposal.pk)
    return proposal


def stored_match(match: MatchResult) -> list[dict[str, str]]:
    """The parts of a match as they are kept: what was asked, how many points, which verdict. Source: CNV-07."""
    return [
        {
            "code": line.requirement.code,
            "weight": f"{line.requirement.weight:f}",
            "s": f"{line.s.quantize(Decimal('0.0001')):f}",
            "verdict": line.verdict.value,
            "criticality": str(line.requirement.criticality),
        }
        for line in match.lines
    ]
