"""DO: ask for approval, return, approve, publish at once or on the day; what a notice must have."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move
from portal.clock import SEOUL, db_now
from portal.dated import in_force
from portal.errors import RuleBroken
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies, queries
from purchasing.bidding.models import BasePrice, BiddingTerms, Tender
from purchasing.bidding.services.checks import check_delivery, locked
from purchasing.bidding.services.seals import lines_fingerprint

MEMBERS_NEEDED = 2


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
