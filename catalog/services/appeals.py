"""Appeals against a block or a rejection: another officer decides. Source: domain 1.7 (10 business days)."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from catalog import policies
from catalog.models import Product, ProductAppeal, ProductBlock, ProductVersion
from catalog.queries.terms import review_terms
from catalog.services.listing import unblock_product
from catalog.states import AppealState, ProductState, VersionState
from portal.audit.services import move, record
from portal.calendar import business_days_after
from portal.clock import SEOUL, db_now
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require


def _in_time(since, days: int):
    """The last day of the appeal; RuleBroken when it has passed. Equal is in time (CNV-04)."""
    last = business_days_after(since.astimezone(SEOUL).date(), days)
    if db_now().astimezone(SEOUL).date() > last:
        raise RuleBroken(_("The time for an appeal ended on %(day)s.") % {"day": last.isoformat()})


@transaction.atomic
def appeal_product(product: Product, *, by: User, text: str) -> ProductAppeal:
    """Appeal against the block in force, or against the rejection of the latest version."""
    require(policies.may_appeal(by, product))
    if not text.strip():
        raise RuleBroken(_("Say why the decision is wrong, and name the evidence."), field="text")
    product = Product.objects.select_for_update(of=("self",)).get(pk=product.pk)
    terms = review_terms(db_now().astimezone(SEOUL).date())
    block, version = appealable(product)
    if block is None and version is None:
        raise WrongState(_("There is no block and no rejection that could be appealed against."))
    if block is not None:
        _in_time(block.at, terms.appeal_days)
    elif version is not None and version.decided_at is not None:
        _in_time(version.decided_at, terms.appeal_days)
    against = block.by if block is not None else version.reviewer if version is not None else None
    try:
        with transaction.atomic():
            appeal = ProductAppeal.objects.create(
                product=product,
                block=block,
                version=None if block is not None else version,
                text=text[:2000],
                filed_by=by,
                against=against,
                due_on=business_days_after(db_now().astimezone(SEOUL).date(), terms.appeal_days),
            )
    except IntegrityError as twice:
        raise RuleBroken(_("You have already appealed against this decision.")) from twice
    record(product, "appealed", by=by, reason=text[:500])
    announce("catalog.product_appealed", appeal=appeal.pk)
    return appeal


def appealable(product: Product) -> tuple[ProductBlock | None, ProductVersion | None]:
    """The block in force, or the rejected version that nothing came after; (None, None) when there is neither."""
    if product.state == ProductState.BLOCKED:
        return ProductBlock.objects.filter(product=product, lifted_at=None).first(), None
    latest = product.versions.exclude(state=VersionState.DISCARDED).order_by("-no").first()
    return None, latest if latest is not None and latest.state == VersionState.REJECTED else None


@transaction.atomic
def uphold_appeal(appeal: ProductAppeal, *, by: User, answer: str) -> ProductAppeal:
    """The supplier is right: the block is lifted; after a rejection a colleague reviews the next version."""
    _decide(appeal, "uphold", by=by, answer=answer)
    if appeal.is_about_block and appeal.product.state == ProductState.BLOCKED:
        unblock_product(appeal.product, by=by)
    return appeal


@transaction.atomic
def decline_appeal(appeal: ProductAppeal, *, by: User, answer: str) -> ProductAppeal:
    """The decision stands."""
    _decide(appeal, "decline", by=by, answer=answer)
    return appeal


def _decide(appeal: ProductAppeal, name: str, *, by: User, answer: str) -> None:
    require(policies.may_decide_appeal(by, appeal))
    if not answer.strip():
        raise RuleBroken(_("Give the reason: the supplier reads it."), field="answer")
    move(appeal, name, by=by, reason=answer[:500], answer=answer[:1000], decided_at=db_now(), decided_by=by)
    what = "appeal_upheld" if appeal.state == AppealState.UPHELD else "appeal_declined"
    record(appeal.product, what, by=by, reason=answer[:500])
    announce("catalog.appeal_decided", appeal=appeal.pk)
