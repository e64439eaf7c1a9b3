"""DO: prepare a tender, seal its base price, publish it with a second person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import SEOUL, db_now
from portal.dated import in_force
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies, queries, rules
from purchasing.bidding.models import BasePrice, BiddingTerms, CommitteeMember, Tender, TenderLine
from purchasing.bidding.services.checks import check_delivery, checked, locked, once_at_a_time
from purchasing.bidding.services.seals import base_price_fingerprint, lines_fingerprint, new_nonce
from purchasing.bidding.states import BEFORE_NOTICE, EDITABLE

MEMBERS_NEEDED = 2


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
    single_bid_allowed: bool
    min_bids: int
    failure_conditions: str
    delivery_place: str
    delivery_on: date | None
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


@transaction.atomic
def draft_tender(
    *, by: User, lines: Sequence[LineIn] = (), committee: Sequence[User] = (), key: str = "", **facts: Unpack[Facts]
) -> Tender:
    """Begin a tender. ``min_bids`` follows from ``single_bid_allowed`` unless given.

    ``key`` makes the call safe to repeat: the same officer's same key writes into the tender that it made before.
    """
    require(policies.may_draft_tender(by))
    if key:
        once_at_a_time(f"tender:{by.pk}:{key}")
        if made_before := Tender.objects.filter(officer=by, key=key).first():
            return edit_tender(made_before, by=by, lines=lines, committee=committee, **facts)
    tender = Tender(number=next_number("TND"), officer=by, key=key)
    _write(tender, lines=lines, committee=committee, facts=facts)
    record(tender, "drafted", by=by)
    return tender


@transaction.atomic
def edit_tender(
    tender: Tender,
    *,
    by: User,
    lines: Sequence[LineIn] | None = None,
    committee: Sequence[User] | None = None,
    **facts: Unpack[Facts],
) -> Tender:
    """Change a draft. Changed lines make a sealed base price stale: the estimator seals it again before publication."""
    require(policies.may_edit_tender(by, tender))
    tender = locked(tender)
    if tender.state not in EDITABLE:
        raise WrongState(_("This tender is no longer a draft: take it back from approval first."))
    _write(tender, lines=lines, committee=committee, facts=facts)
    record(tender, "edited", by=by, payload={"fields": sorted(facts)})
    return tender


def _write(tender: Tender, *, lines: Sequence[LineIn] | None, committee: Sequence[User] | None, facts: Facts) -> None:
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
            )
            checked(row, prefix=f"lines.{no - 1}.")
            row.save()
    if committee is not None:
        tender.committee.exclude(user__in=committee).delete()
        seated = set(tender.committee.values_list("user_id", flat=True))
        for user in committee:
            if user.pk not in seated:
                CommitteeMember.objects.create(tender=tender, user=user)
                seated.add(user.pk)


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


@transaction.atomic
def seal_base_price(tender: Tender, *, amount_won: Decimal, no_conflict: bool, by: User, basis: str = "") -> BasePrice:
    """Seal the base price, or seal it again before publication. Only its fingerprint is told to anyone."""
    require(policies.may_seal_base_price(by, tender))
    if not no_conflict:
        raise RuleBroken(_("Declare first that you have no conflict of interest in this tender."), field="no_conflict")
    if rules.price_fault(amount_won):
        raise RuleBroken(_("Give the base price in whole won, above zero."), field="amount_won")
    tender = locked(tender)
    if tender.state not in BEFORE_NOTICE:
        raise WrongState(_("The tender is published: its base price no longer changes."))
    if not tender.lines.exists():
        raise RuleBroken(_("The tender has no lines yet: there is nothing to estimate."))
    price = BasePrice(tender=tender, amount_won=amount_won, basis=basis, set_by=by, sealed_at=db_now())
    price.nonce = new_nonce()
    price.lines_sha256 = lines_fingerprint(tender)
    price.commitment = base_price_fingerprint(price)
    checked_again = BasePrice.objects.filter(tender=tender).exists()
    price.save(force_update=checked_again, force_insert=not checked_again)
    record(tender, "base_price_sealed", by=by, payload={"commitment": price.commitment, "no_conflict": no_conflict})
    announce("bidding.base_price_sealed", tender=tender.pk)
    return price


@transaction.atomic
def request_publication(tender: Tender, *, by: User) -> Tender:
    """Hand the draft to an approver; what is missing is told beside its field."""
    require(policies.may_request_publication(by, tender))
    tender = locked(tender)
    _check_complete(tender)
    move(tender, "request", by=by)
    announce("bidding.publication_requested", tender=tender.pk)
    return tender


@transaction.atomic
def return_publication(tender: Tender, *, reason: str, by: User) -> Tender:
    """Back to the draft: the approver returns it, or the officer takes it back."""
    require(policies.may_return_publication(by, tender))
    if not reason.strip():
        raise RuleBroken(_("Say what has to change."), field="reason")
    tender = locked(tender)
    move(tender, "return", by=by, reason=reason)
    announce("bidding.publication_returned", tender=tender.pk)
    return tender


@transaction.atomic
def approve_publication(tender: Tender, *, by: User) -> Tender:
    """Approve and publish in one act; from now on the notice stands, under the terms in force today."""
    require(policies.may_approve_publication(by, tender))
    tender = locked(tender)
    terms = _check_complete(tender)
    price = BasePrice.objects.filter(tender=tender).first()
    if price is None:
        raise RuleBroken(_("The base price is not sealed yet: ask the estimator."))
    if price.set_by_id != tender.estimator_id:
        raise RuleBroken(_("The base price was sealed by a former estimator: the present one has to seal it again."))
    if price.lines_sha256 != lines_fingerprint(tender):
        raise RuleBroken(_("The lines changed after the base price was sealed: the estimator has to seal it again."))
    params = queries.params_for(tender, terms)
    now = db_now()
    move(
        tender,
        "publish",
        by=by,
        payload={"params": params, "base_price_commitment": price.commitment},
        approver=by,
        published_at=now,
        opens_at=tender.opens_at or now,
        params=params,
    )
    announce("bidding.tender_published", tender=tender.pk)
    return tender


def _check_complete(tender: Tender) -> BiddingTerms:
    """What a notice needs; returns the terms in force."""
    if not tender.lines.exists():
        raise RuleBroken(_("Add at least one line: what is wanted, and how much."), field="lines")
    if tender.estimator_id is None:
        raise RuleBroken(_("Name the cost estimator who seals the base price."), field="estimator")
    if tender.committee.count() < MEMBERS_NEEDED:
        raise RuleBroken(_("Name at least two members of the opening committee."), field="committee")
    if tender.closes_at is None:
        raise RuleBroken(_("Say until when bids are taken."), field="closes_at")
    now = db_now()
    terms = in_force(BiddingTerms, now.astimezone(SEOUL).date())
    days = terms.notice_days(tender.kind)
    if tender.closes_at - now < timedelta(days=days):
        raise RuleBroken(
            _("A notice stands for at least %(days)s days before bids close: move the deadline.") % {"days": days},
            field="closes_at",
        )
    check_delivery(tender.delivery_on, closes_at=tender.closes_at, field="delivery_on")
    return terms
