"""DO: what a supplier gives on to its own suppliers, down to tier 4, and who lets the buyer see its prices."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.policy import require
from purchasing.contracts import policies, queries, rules
from purchasing.contracts.models import Contract, PriceConsent
from purchasing.contracts.services.checks import locked
from purchasing.contracts.services.drawing_up import LineIn, LinkIn, MilestoneIn, begin, check_payee
from purchasing.contracts.states import ContractState


@transaction.atomic
def register_subcontract(
    parent: Contract,
    *,
    payee: Company,
    currency: str = "KRW",
    lines: Sequence[LineIn],
    milestones: Sequence[MilestoneIn] = (),
    links: Sequence[LinkIn] = (),
    by: User,
    **facts: Any,
) -> Contract:
    """A draft below ``parent``: its payee is asked by the sending, and consents by signing."""
    require(policies.may_submit_subcontract(by, parent))
    parent = locked(parent)
    if parent.state != ContractState.IN_FORCE:
        raise WrongState(_("Subcontracts are registered while the contract above is in force."))
    check_place(parent, payee)
    check_payee(payee)
    check_value(parent, lines, currency=currency, reason=str(facts.get("above_parent_reason", "")))
    contract = Contract(
        payer=parent.payee,
        payee=payee,
        parent=parent,
        root=parent.root or parent,
        tier=parent.tier + 1,
        currency=currency,
    )
    contract = begin(contract, lines=lines, milestones=milestones, links=links, by=by, facts=facts)
    announce("contracts.subcontract_registered", contract=contract.pk)
    return contract


def check_place(parent: Contract, payee: Company) -> None:
    """No deeper than tier 4, not to oneself, not in a circle: each with what explains it."""
    placed = rules.Placed(queries.companies_of_chain(parent), tier=parent.tier + 1)
    match rules.subcontract_fault(placed, payee.pk):
        case "depth":
            raise RuleBroken(
                _("This contract is in tier %(tier)s: below tier %(most)s nothing is registered.")
                % {"tier": parent.tier, "most": rules.MOST_TIERS}
            )
        case "oneself":
            raise RuleBroken(_("Your own company cannot be its own supplier."), field="payee")
        case "circle":
            chain = " → ".join(each.payer.name for each in queries.chain_of(parent))
            raise RuleBroken(
                _("%(name)s already stands above in this chain (%(chain)s): money would go in a circle.")
                % {"name": payee.name, "chain": chain},
                field="payee",
            )


def check_value(parent: Contract, lines: Sequence[LineIn], *, currency: str, reason: str) -> None:
    """More given on than comes in is possible, but its reason is asked for. Source: domain 4.9."""
    if currency != parent.currency:
        return
    value = sum((rules.line_amount(line.qty, line.unit_price, currency) for line in lines), Decimal(0))
    over = rules.above_parent(parent.value, [queries.subcontracted(parent)], value)
    if over and not reason.strip():
        raise RuleBroken(
            _(
                "With this one the subcontracts are %(over)s above the contract that they lie below (%(parent)s). "
                "Check the prices, or say why."
            )
            % {"over": f"{over:,.0f}", "parent": f"{parent.value:,.0f}"},
            field="above_parent_reason",
        )


@transaction.atomic
def choose_prices_shown(contract: Contract, *, shown: bool, by: User) -> Contract:
    """One side lets the buyer see the prices of the subcontract, or no longer; they show while both sides do."""
    require(policies.may_choose_prices_shown(by, contract))
    contract = locked(contract)
    if queries.consent_of(contract, by.company_id) == shown:  # type: ignore[arg-type]
        return contract
    PriceConsent.objects.create(contract=contract, company=by.company, given=shown, by=by)
    both = queries.consent_of(contract, contract.payer_id) and queries.consent_of(contract, contract.payee_id)
    contract.prices_shown = both
    contract.save(update_fields=["prices_shown"])
    record(contract, "prices_shown" if shown else "prices_hidden", by=by, payload={"both": both})
    announce("contracts.price_consent_changed", contract=contract.pk, company=by.company_id)
    return contract
