"""DO: draw up a contract by hand or from an award, and change it while it is a draft."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Product
from portal.audit.services import record
from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.people.models import Company, User
from portal.people.queries import heir_of
from portal.people.states import CompanyState, TaxStatus
from portal.policy import require
from purchasing.bidding.queries import Benefits, benefits_of
from purchasing.contracts import policies, queries, rules
from purchasing.contracts.models import Contract, ContractLine, Milestone, PriceIndex, PriceLink
from purchasing.contracts.services.checks import checked, locked
from purchasing.contracts.states import ContractState, PriceBasis

ZERO = Decimal(0)
FREE = {  # what a draft may say; all the rest follows from them
    "title_ko", "title_en", "kind", "method", "price_basis", "agreed_days", "billing_day", "advance_rate", "bond_rate",
    "starts_on", "ends_on", "department", "material_share", "no_link_cause", "no_link_reason", "vat_rate",
    "cash_ratio_received", "sfa_applies", "by_hand_reason", "above_parent_reason",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LineIn:
    """One line as it is typed; the amount follows."""

    description_ko: str
    qty: Decimal
    uom: str
    unit_price: Decimal
    description_en: str = ""
    delivery_on: date | None = None
    amount: Decimal | None = None  # of an award, where it is not quantity times price to the won
    product: Product | None = None  # of the payee's own catalogue: its 3R evidence counts in the eco-purchases


@dataclass(frozen=True, slots=True)
class MilestoneIn:
    """One part that is paid by itself."""

    title_ko: str
    amount: Decimal
    due_on: date
    title_en: str = ""


@dataclass(frozen=True, slots=True)
class LinkIn:
    """One index that the price follows; shares as fractions."""

    index: PriceIndex
    material: str
    share: Decimal
    trigger: Decimal
    base_month: date


@transaction.atomic
def draw_up_contract(
    *,
    payee: Company,
    currency: str = "KRW",
    lines: Sequence[LineIn],
    milestones: Sequence[MilestoneIn] = (),
    links: Sequence[LinkIn] = (),
    by: User,
    **facts: Any,
) -> Contract:
    """A draft of the buyer's own contract without a tender, with the reason for that."""
    require(policies.may_draw_up(by))
    if not str(facts.get("by_hand_reason", "")).strip():
        raise RuleBroken(
            _("Say why there is no tender: every contract by hand has its reason."), field="by_hand_reason"
        )
    if by.company is None:
        raise AssertionError("an officer without a company")
    check_payee(payee)
    contract = Contract(payer=by.company, payee=payee, currency=currency, tier=1, officer=by)
    return begin(contract, lines=lines, milestones=milestones, links=links, by=by, facts=facts)


def begin(
    contract: Contract,
    *,
    lines: Sequence[LineIn],
    milestones: Sequence[MilestoneIn] = (),
    links: Sequence[LinkIn] = (),
    by: User | None,
    facts: Mapping[str, Any],
) -> Contract:
    """Number it, fill it, write it."""
    contract.number = next_number("CTR")
    contract.created_by = by
    benefits = set_preference(contract)
    if benefits.paid_sooner:
        facts = {"agreed_days": benefits.terms.pay_days} | dict(facts)
    if benefits.lower_bond:
        facts = {"bond_rate": benefits.terms.bond_ratio} | dict(facts)
    _fill(contract, facts, lines)
    contract.save(force_insert=True)
    _write_parts(contract, lines, milestones, links)
    record(contract, "drawn_up", by=by, payload={"value": contract.value, "payee": contract.payee.number})
    return contract


def set_preference(contract: Contract) -> Benefits:
    """Whether the payee is a socially friendly enterprise today, and what that brings. Source: domain PRF-09."""
    benefits = _benefits(contract)
    contract.preferred = benefits.preferred
    return benefits


def _benefits(contract: Contract) -> Benefits:
    """Of the payee today; a subcontract of ours alone has them."""
    found = benefits_of(contract.payee_id, today())
    return found if contract.tier == 1 else Benefits(found.terms, False, False, False)


def check_payee(payee: Company) -> None:
    """A company that may be paid: registered, and not closed or resting at the tax office. Source: domain CAT-03."""
    if payee.state == CompanyState.MERGED:
        raise RuleBroken(
            _("%(name)s was merged into %(successor)s: the contract is made with the successor.")
            % {"name": payee.name, "successor": heir_of(payee).name},
            field="payee",
        )
    if payee.tax_status in (TaxStatus.CLOSED, TaxStatus.SUSPENDED):
        raise RuleBroken(
            _("The tax office lists business number %(brn)s as “%(status)s”: no contract can be made with it.")
            % {"brn": payee.id_display, "status": payee.get_tax_status_display()},
            field="payee",
        )
    if payee.state != CompanyState.ACTIVE:
        raise RuleBroken(
            _("%(name)s is registered as “%(state)s”: only an active company can be paid.")
            % {"name": payee.name, "state": payee.get_state_display()},
            field="payee",
        )


@transaction.atomic
def edit_contract(
    contract: Contract,
    *,
    lines: Sequence[LineIn] | None = None,
    milestones: Sequence[MilestoneIn] | None = None,
    links: Sequence[LinkIn] | None = None,
    by: User,
    **facts: Any,
) -> Contract:
    """Change a draft. What came from a tender keeps its lines and its amount (BID-L1)."""
    require(policies.may_edit_contract(by, contract))
    contract = locked(contract)
    if contract.state != ContractState.DRAFT:
        raise WrongState(_("Only a draft is changed here; what is signed is amended."))
    if contract.tender_id is not None and lines is not None and not _same(contract, lines):
        raise RuleBroken(_("Lines and prices come from the award and stay as they are (rule BID-L1)."), field="lines")
    kept = None if contract.tender_id is not None else lines
    if not contract.tender_id and contract.tier == 1 and not str(facts.get("by_hand_reason", "x")).strip():
        raise RuleBroken(
            _("Say why there is no tender: every contract by hand has its reason."), field="by_hand_reason"
        )
    _fill(contract, facts, kept)
    contract.save()
    _write_parts(contract, kept, milestones, links)
    record(contract, "edited", by=by, payload={"value": contract.value})
    return contract


def _same(contract: Contract, lines: Sequence[LineIn]) -> bool:
    now = [(line.qty, line.unit_price) for line in contract.lines.order_by("no")]
    return now == [(line.qty, line.unit_price) for line in lines]


def _fill(contract: Contract, facts: Mapping[str, Any], lines: Sequence[LineIn] | None) -> None:
    for name, value in facts.items():
        if name not in FREE:
            raise AssertionError(f"a contract does not say {name!r}")
        setattr(contract, name, value)
    if lines is not None:
        if not lines:
            raise RuleBroken(_("A contract has at least one line."), field="lines")
        contract.value = sum((_amount(line, contract.currency) for line in lines), ZERO)
    check_days(contract)
    checked(contract)


def _amount(line: LineIn, currency: str) -> Decimal:
    return rules.line_amount(line.qty, line.unit_price, currency) if line.amount is None else line.amount


def check_days(contract: Contract) -> None:
    """No longer term than the law, or the promise to socially friendly enterprises, allows."""
    benefits = _benefits(contract)
    sooner = contract.preferred and benefits.paid_sooner
    most = rules.most_days(preferred=sooner, preferred_days=benefits.terms.pay_days)
    if contract.agreed_days is None or contract.agreed_days <= most:
        return
    if most < rules.LEGAL_DAYS:
        raise RuleBroken(
            _("A socially friendly enterprise is paid within %(most)s days (rule PRF-09), not %(days)s.")
            % {"most": most, "days": contract.agreed_days},
            field="agreed_days",
        )
    raise RuleBroken(
        _(
            "%(days)s days is too long: Fair Transactions in Subcontracting Act, article 13, and Win-Win Act, article "
            "22, allow at most %(most)s days from receipt. A longer term cannot be agreed."
        )
        % {"most": most, "days": contract.agreed_days},
        field="agreed_days",
    )


def _write_parts(
    contract: Contract,
    lines: Sequence[LineIn] | None,
    milestones: Sequence[MilestoneIn] | None,
    links: Sequence[LinkIn] | None,
) -> None:
    if lines is not None:
        contract.lines.all().delete()
        _write_lines(contract, lines)
    if milestones is not None:
        contract.milestones.all().delete()
        _write_milestones(contract, milestones)
    if links is not None:
        contract.links.all().delete()
        _write_links(contract, links)


def _write_lines(contract: Contract, lines: Iterable[LineIn]) -> None:
    for no, given in enumerate(lines, 1):
        line = ContractLine(
            contract=contract,
            no=no,
            description_ko=given.description_ko,
            description_en=given.description_en,
            qty=given.qty,
            uom=given.uom,
            currency=contract.currency,
            unit_price=given.unit_price,
            amount=_amount(given, contract.currency),
            delivery_on=given.delivery_on,
            product=given.product,
        )
        if given.product is not None and given.product.company_id != contract.payee_id:
            raise RuleBroken(
                _("Product %(number)s belongs to another company than the one that is paid.")
                % {"number": given.product.number},
                field=f"line-{no - 1}-product",
            )
        checked(line, prefix=f"line-{no - 1}-")
        if not given.qty:
            raise RuleBroken(_("Quantity, unit price and amount must be above zero."), field=f"line-{no - 1}-qty")
        line.save()


def _write_milestones(contract: Contract, milestones: Sequence[MilestoneIn]) -> None:
    total = sum((each.amount for each in milestones), ZERO)
    if total > contract.value:
        raise RuleBroken(
            _("The milestones add up to %(total)s; the contract is worth %(value)s.")
            % {"total": f"{total:,}", "value": f"{contract.value:,}"},
            field="milestones",
        )
    for no, given in enumerate(milestones, 1):
        milestone = Milestone(
            contract=contract,
            no=no,
            title_ko=given.title_ko,
            title_en=given.title_en,
            currency=contract.currency,
            amount=given.amount,
            due_on=given.due_on,
        )
        checked(milestone, prefix=f"milestone-{no - 1}-")
        milestone.save()


def _write_links(contract: Contract, links: Sequence[LinkIn]) -> None:
    if links and contract.price_basis != PriceBasis.INDEXED:
        raise RuleBroken(_("Only unit prices linked to an index follow one: choose that price first."), field="links")
    if sum((each.share for each in links), ZERO) > 1:
        raise RuleBroken(_("The shares of the materials add up to more than the price."), field="links")
    for place, given in enumerate(links):
        base = queries.value_in(given.index, given.base_month)
        if base is None:
            raise RuleBroken(
                _("There is no confirmed value of %(index)s for %(month)s: enter and confirm it first.")
                % {"index": given.index.name, "month": f"{given.base_month:%Y-%m}"},
                field=f"link-{place}-base_month",
            )
        link = PriceLink(
            contract=contract,
            index=given.index,
            material=given.material,
            share=given.share,
            trigger=given.trigger,
            base_month=given.base_month,
            base_value=base,
        )
        checked(link, prefix=f"link-{place}-")
        link.save()
