"""DO: seal the base price of a tender; review it after every bid was below the floor."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.audit.services import record
from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.bidding import policies, queries, rules
from purchasing.bidding.models import BasePrice, Tender
from purchasing.bidding.services.base_price_seal import hide_amount, seal_amount
from purchasing.bidding.services.checks import locked
from purchasing.bidding.services.seals import base_price_fingerprint, lines_fingerprint, new_nonce
from purchasing.bidding.states import BEFORE_NOTICE, Envelope, Seal, TenderState


@sensitive_variables()
@transaction.atomic
def seal_base_price(
    tender: Tender,
    *,
    amount_won: Decimal,
    no_conflict: bool,
    by: User,
    basis: str = "",
    parts: Mapping[str, Decimal] | None = None,
    above_budget: bool = False,
) -> BasePrice:
    """Seal the base price, or seal it again before publication; later only once it is due by an amendment or new keys.

    Only its fingerprint is told to anyone; that bids were closed by then stands in the audit trail.
    ``parts``: of what it is made, where the award rule judges by them; sealed in the same payload. ``above_budget``:
    more than the tender's budget is meant.
    """
    require(policies.may_seal_base_price(by, tender))
    if not no_conflict:
        raise RuleBroken(_("Declare first that you have no conflict of interest in this tender."), field="no_conflict")
    if rules.price_fault(amount_won):
        raise RuleBroken(_("Give the base price in whole won, above zero."), field="amount_won")
    tender = locked(tender)
    if not queries.takes_base_price(tender):
        raise WrongState(_("The tender is published: its base price no longer changes."))
    if not tender.lines.exists():
        raise RuleBroken(_("The tender has no lines yet: there is nothing to estimate."))
    if not above_budget and (fault := budget_fault(amount_won, tender.budget_won)):
        raise RuleBroken(fault, field="above_budget")
    _check_round(tender, amount_won)
    told = _checked_parts(tender, amount_won, parts or {})
    price = BasePrice(tender=tender, amount_won=amount_won, basis=basis, set_by=by, sealed_at=db_now())
    price.parts, price.has_parts = told, bool(told)
    price.nonce = new_nonce()
    price.lines_sha256 = lines_fingerprint(tender)
    price.commitment = base_price_fingerprint(price)
    if tender.seal == Seal.KEYS:
        key = queries.current_keys(tender).get(Envelope.PRICE)
        seal_amount(price, key) if key else hide_amount(price)
    checked_again = BasePrice.objects.filter(tender=tender).exists()
    price.save(force_update=checked_again, force_insert=not checked_again)
    if tender.base_price_due:
        tender.base_price_due = False
        tender.save(update_fields=["base_price_due"])
    payload: dict[str, object] = {"commitment": price.commitment, "no_conflict": no_conflict}
    if tender.state == TenderState.CLOSED:
        payload["after_closing"] = True
    record(tender, "base_price_sealed", by=by, payload=payload)
    announce("bidding.base_price_sealed", tender=tender.pk)
    return price


@transaction.atomic
def review_base_price(tender: Tender, *, remark: str, by: User) -> None:
    """Say whether the base price of a tender in which every bid was below the floor fits the market. Source: LPL-05."""
    require(policies.may_review_base_price(by, tender))
    if not remark.strip():
        raise RuleBroken(_("Say what the review found: a further round rests on it."), field="reason")
    tender = locked(tender)
    if not queries.base_prices_to_review().filter(pk=tender.pk).exists():
        raise WrongState(_("The base price of this tender does not wait for a review."))
    record(tender, "base_price_reviewed", by=by, reason=remark.strip())


def budget_fault(amount_won: Decimal, budget_won: Decimal | None) -> str:
    """What is asked about a base price above the budget; empty where there is nothing to ask."""
    if budget_won is None or amount_won <= budget_won:
        return ""
    words = _("The budget of this tender is ₩%(budget)s: check the digits, or tick that more is meant.")
    return words % {"budget": f"{budget_won:,}"}


def _checked_parts(tender: Tender, amount_won: Decimal, parts: Mapping[str, Decimal]) -> dict[str, str]:
    """The parts as they are sealed; refused beside their field when they do not make up the base price."""
    names = rules.base_parts(rules.Way(tender.method))
    name, what = rules.parts_fault(names, parts, amount_won)
    match what:
        case "":
            return {name: f"{parts[name]:.0f}" for name in names}
        case "unknown":
            raise RuleBroken(_("The award rule of this tender asks for no parts of the base price."))
        case "missing":
            raise RuleBroken(_("This award rule judges by the parts of the base price: give each of them."), field=name)
        case "sum":
            raise RuleBroken(_("The parts together do not make the base price."), field=name)
        case _:
            raise RuleBroken(_("Give each part in whole won; zero where there is none."), field=name)


def base_price_fault(tender: Tender) -> str:
    """Why the tender cannot be published with the base price as it is sealed; empty if it can."""
    return _fault(tender, BasePrice.objects.filter(tender=tender).first())


def is_stale(tender: Tender) -> bool:
    """Whether a base price is sealed, and something that it was sealed for has changed."""
    price = BasePrice.objects.filter(tender=tender).first()
    return price is not None and bool(_fault(tender, price))


def to_seal_again(estimator: User) -> list[Tender]:
    """Drafts of this estimator whose base price is stale; two queries."""
    sealed = Tender.objects.filter(state__in=BEFORE_NOTICE, estimator=estimator, base_price__isnull=False)
    drafts = sealed.select_related("base_price", "officer").prefetch_related("lines").order_by("pk")[:50]
    return [draft for draft in drafts if _fault(draft, draft.base_price)]


def _fault(tender: Tender, price: BasePrice | None) -> str:
    if price is None:
        return _("The base price is not sealed yet: ask the estimator.")
    if price.set_by_id != tender.estimator_id:
        return _("The base price was sealed by a former estimator: the present one has to seal it again.")
    if parts_are_missing(tender, price):
        return _("The award rule was changed after the base price was sealed: the estimator has to seal it again.")
    if price.amount_won is None and tender.seal != Seal.KEYS:  # no key of the tender would ever open it
        return _(
            "The seal of the bids was changed after the base price was sealed: the estimator has to seal it again."
        )
    if price.lines_sha256 != lines_fingerprint(tender):
        return _("The lines changed after the base price was sealed: the estimator has to seal it again.")
    return ""


def parts_are_missing(tender: Tender, price: BasePrice) -> bool:
    """Whether the award rule was changed after the sealing to one that judges by other parts of the base price."""
    return price.has_parts != bool(rules.base_parts(rules.Way(tender.method)))


def _check_round(tender: Tender, amount_won: Decimal) -> None:
    """Between the rounds of one need the base price is not lowered (BID-L1): that would press the price down."""
    found = queries.base_price_of_earlier_round(tender)
    if found is None:
        return
    before, revealed = found
    if amount_won >= before:
        return
    if not revealed:
        raise RuleBroken(
            _("The base price of the round before may not be lowered in another round (BID-L1)."), field="amount_won"
        )
    raise RuleBroken(
        _("The base price of the round before was ₩%(before)s: another round may not lower it (BID-L1).")
        % {"before": f"{before:,.0f}"},
        field="amount_won",
    )
