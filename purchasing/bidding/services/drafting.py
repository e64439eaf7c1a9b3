"""DO: prepare a tender: its facts, lines, criteria, invited suppliers and people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Product, Specification
from portal.audit.services import record
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.policy import require
from purchasing.bidding import policies, queries
from purchasing.bidding.models import CommitteeMember, Criterion, Invitation, Tender, TenderLine
from purchasing.bidding.services.base_prices import is_stale
from purchasing.bidding.services.checks import checked, locked, once_at_a_time
from purchasing.bidding.states import EDITABLE, CriterionKind, Envelope, TenderState

# What a notice over several lots says for all of them.
SHARED = (
    "min_level", "min_esg_score", "reach", "reach_reason", "region", "seal", "department", "publish_at",
    "questions_until", "opens_at", "closes_at",
)  # fmt: skip


class Facts(TypedDict, total=False):
    """What an officer writes into a tender; all optional in a draft but title, kind and method."""

    title_ko: str
    title_en: str
    description: str
    kind: str
    method: str
    fixed_ratio: Decimal | None
    fixed_on: str
    cap_ratio: Decimal | None
    pool_cap_on: bool
    by_unit_price: bool
    min_level: str
    min_esg_score: Decimal | None
    min_technical: Decimal | None
    single_bid_allowed: bool
    min_bids: int
    openers_needed: int
    failure_conditions: str
    delivery_place: str
    delivery_on: date | None
    delivery_terms: str
    department: str
    brand_reason: str
    seal: str
    envelopes: list[str]
    reach: str
    reach_reason: str
    region: str
    method_params: dict[str, Any]
    preference_on: bool
    eco_premium_on: bool
    reserved_for: str
    budget_won: Decimal | None
    rebid_conditions: str
    publish_at: datetime | None
    questions_until: datetime | None
    opens_at: datetime | None
    closes_at: datetime | None
    estimator: User | None


@dataclass(frozen=True, slots=True)
class LineIn:
    """One line of what is wanted."""

    description_ko: str
    qty: Decimal
    uom: str
    description_en: str = ""
    class_code: str = ""
    delivery_on: date | None = None
    specification: Specification | None = None
    product: Product | None = None


@dataclass(frozen=True, slots=True)
class CriterionIn:
    """One thing that a bid is judged by besides its price."""

    title_ko: str
    title_en: str = ""
    envelope: str = Envelope.TECHNICAL
    kind: str = CriterionKind.REQUIRED
    weight: Decimal | None = None
    guidance: str = ""
    needs_file: bool = False


@transaction.atomic
def draft_tender(
    *,
    by: User,
    lines: Sequence[LineIn] = (),
    criteria: Sequence[CriterionIn] | None = None,
    committee: Sequence[User] = (),
    invited: Sequence[Company] | None = None,
    key: str = "",
    **facts: Unpack[Facts],
) -> Tender:
    """Begin a tender. ``min_bids`` follows from ``single_bid_allowed`` unless given.

    ``key`` makes the call safe to repeat: the same officer's same key writes into the tender that it made before.
    """
    require(policies.may_draft_tender(by))
    if key:
        once_at_a_time(f"tender:{by.pk}:{key}")
        if made_before := Tender.objects.filter(officer=by, key=key).first():
            return edit_tender(
                made_before, by=by, lines=lines, criteria=criteria, committee=committee, invited=invited, **facts
            )
    tender = Tender(number=next_number("TND"), officer=by, key=key)
    if by.membership is not None:
        tender.department = by.membership.department[:80]
    write(tender, lines=lines, criteria=criteria, committee=committee, invited=invited, facts=facts, by=by)
    record(tender, "drafted", by=by)
    return tender


@transaction.atomic
def edit_tender(
    tender: Tender,
    *,
    by: User,
    lines: Sequence[LineIn] | None = None,
    criteria: Sequence[CriterionIn] | None = None,
    committee: Sequence[User] | None = None,
    invited: Sequence[Company] | None = None,
    seen: int | None = None,
    **facts: Unpack[Facts],
) -> Tender:
    """Change a draft. Changed lines make a sealed base price stale: the estimator seals it again before publication.

    ``seen``: the edit (``queries.last_edit``) on which the new words rest; refused when another came in between.
    """
    require(policies.may_edit_tender(by, tender))
    tender = locked(tender)
    if tender.state not in EDITABLE:
        raise WrongState(_("This tender is no longer a draft: take it back from approval first."))
    if seen is not None and seen != queries.last_edit(tender):
        raise RuleBroken(
            _(
                "This draft was saved in another window after this page was opened. Nothing typed here is lost, and "
                "nothing of it is saved yet: look at the draft in the other window, then save again to replace it."
            )
        )
    was_stale = is_stale(tender)
    write(tender, lines=lines, criteria=criteria, committee=committee, invited=invited, facts=facts, by=by)
    _share(tender, by=by)
    record(tender, "edited", by=by, payload={"fields": sorted(facts)})
    if not was_stale and is_stale(tender):
        announce("bidding.base_price_due", tender=tender.pk)
    return tender


def write(
    tender: Tender,
    *,
    facts: Facts,
    by: User,
    lines: Sequence[LineIn] | None = None,
    criteria: Sequence[CriterionIn] | None = None,
    committee: Sequence[User] | None = None,
    invited: Sequence[Company] | None = None,
) -> None:
    """Write what is given into the tender; None leaves a part as it stands. Who calls has asked whether it may be."""
    for name, value in facts.items():
        if name not in Facts.__annotations__:
            raise TypeError(f"a tender has no {name!r} that an officer writes")
        setattr(tender, name, value)
    if "single_bid_allowed" in facts and "min_bids" not in facts:
        tender.min_bids = 1 if tender.single_bid_allowed else max(tender.min_bids, 2)
    _check_people(tender, committee)
    checked(tender)
    tender.save()
    if lines is not None:
        write_lines(tender, lines)
    if criteria is not None:
        write_criteria(tender, criteria)
    if committee is not None:
        tender.committee.exclude(user__in=committee).delete()
        seated = set(tender.committee.values_list("user_id", flat=True))
        for user in committee:
            if user.pk not in seated:
                CommitteeMember.objects.create(tender=tender, user=user)
                seated.add(user.pk)
    if invited is not None:
        write_invitations(tender, invited, by=by)


def write_lines(tender: Tender, lines: Sequence[LineIn]) -> None:
    """The lines of the tender are these from now on."""
    tender.lines.all().delete()
    for no, line in enumerate(lines, start=1):
        row = TenderLine(
            tender=tender,
            no=no,
            description_ko=line.description_ko,
            description_en=line.description_en,
            qty=line.qty,
            uom=line.uom,
            class_code=line.class_code,
            delivery_on=line.delivery_on,
            specification=line.specification,
            product=line.product,
        )
        checked(row, prefix=f"lines.{no - 1}.")
        row.save()


def write_criteria(tender: Tender, criteria: Sequence[CriterionIn]) -> None:
    """The criteria of the tender are these from now on; each is answered in an envelope that the tender has."""
    tender.criteria.all().delete()
    for no, criterion in enumerate(criteria, start=1):
        if criterion.envelope not in tender.envelopes:
            raise RuleBroken(
                _("The tender has no envelope “%(name)s”: tick it, or choose another.")
                % {"name": Envelope(criterion.envelope).label},
                field=f"criteria.{no - 1}.envelope",
            )
        row = Criterion(
            tender=tender,
            no=no,
            envelope=criterion.envelope,
            kind=criterion.kind,
            title_ko=criterion.title_ko,
            title_en=criterion.title_en,
            guidance=criterion.guidance,
            weight=criterion.weight,
            needs_file=criterion.needs_file,
        )
        checked(row, prefix=f"criteria.{no - 1}.")
        row.save()


def write_invitations(tender: Tender, invited: Sequence[Company], *, by: User) -> None:
    """These companies are invited from now on, and no others."""
    wanted = {company.pk: company for company in invited}
    tender.invitations.exclude(company__in=wanted).delete()
    there = set(tender.invitations.values_list("company_id", flat=True))
    for pk, company in wanted.items():
        if pk not in there:
            Invitation.objects.create(tender=tender, company=company, invited_by=by)


def _check_people(tender: Tender, committee: Sequence[User] | None) -> None:
    """Segregation of duties at assignment; it is asked again when each person acts."""
    estimator = tender.estimator
    if estimator is not None:
        if estimator.pk == tender.officer_id:
            raise RuleBroken(_("The estimator must be another person than the officer (SOD-02)."), field="estimator")
        if not (estimator.is_internal and estimator.has_role("CE")):
            raise RuleBroken(_("%(name)s is not a cost estimator.") % {"name": estimator}, field="estimator")
    members = list(committee) if committee is not None else []
    if committee is None and tender.pk:
        members = [seat.user for seat in tender.committee.select_related("user")]
    for user in members:
        if user.pk in (tender.officer_id, tender.estimator_id):
            raise RuleBroken(
                _("%(name)s is officer or estimator of this tender and may not open its bids (SOD-03, SOD-04).")
                % {"name": user},
                field="committee",
            )
        if not (user.is_internal and user.has_role("OC")):
            raise RuleBroken(_("%(name)s is not an opening-committee member.") % {"name": user}, field="committee")


def _share(tender: Tender, *, by: User) -> None:
    """What the notice says for all lots follows the lot that was just written."""
    if tender.procedure_id is None:
        return
    facts: Any = {name: getattr(tender, name) for name in SHARED}
    committee = [seat.user for seat in tender.committee.select_related("user")]
    invited = [row.company for row in queries.invitations_of(tender)]
    for sibling in queries.sibling_lots(tender).select_for_update(of=("self",)).filter(state=TenderState.DRAFT):
        seated = set(sibling.committee.values_list("user_id", flat=True))
        moved = seated != {user.pk for user in committee} or any(
            getattr(sibling, name) != value for name, value in facts.items()
        )
        write(sibling, facts=facts, committee=committee, invited=invited, by=by)
        if moved:  # a page of it that is open now is an older one
            record(sibling, "edited", by=by, payload={"with": tender.number})
