"""FIND: contracts that a person may see, the chain above one, what has been delivered of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Sum, When

from portal.audit.models import AuditEntry
from portal.people.models import Company
from purchasing.bidding.queries import related_rivals
from purchasing.contracts.models import Amendment, Contract, ContractLine, ContractVersion, DeliveryLine, Milestone
from purchasing.contracts.queries.amounts import shows_prices
from purchasing.contracts.states import (
    ENDED,
    OPEN_AMENDMENTS,
    ContractState,
    DeliveryState,
    MilestoneState,
)

READERS = ("PO", "AP", "FI", "CP", "AU", "RQ")  # of the buying organisation
OWN_READERS = ("SA", "SF", "SU")  # of a supplier
SIGNED = (ContractState.IN_FORCE, ContractState.COMPLETED, ContractState.TERMINATED)
SHOWN_TO_PAYEE = (ContractState.SENT, *SIGNED)
UNDER_WAY = (DeliveryState.ANNOUNCED, DeliveryState.RECEIVED)
COUNTED = (DeliveryState.ANNOUNCED, DeliveryState.RECEIVED, DeliveryState.ACCEPTED, DeliveryState.DEEMED)


def contracts_visible_to(user) -> QuerySet[Contract]:
    """Staff: the buyer's own in every state, those of lower tiers once signed. A supplier: those it pays, and those
    by which it is paid once they have been sent to it. Nobody sees a neighbour's.
    """
    contracts = Contract.objects.select_related("payer", "payee", "parent", "root", "officer", "tender")
    if getattr(user, "is_internal", False):
        if not user.has_role(*READERS):
            return contracts.none()
        return contracts.filter(Q(tier=1) | Q(state__in=SIGNED))
    if getattr(user, "is_supplier", False) and user.has_role(*OWN_READERS):
        return contracts.filter(Q(payer=user.company_id) | Q(payee=user.company_id, state__in=SHOWN_TO_PAYEE))
    return contracts.none()


def side_of(user, contract: Contract) -> str:
    """``"payer"``, ``"payee"``, or ``""`` for a reader of neither side."""
    if user.company_id is None:
        return ""
    return {contract.payer_id: "payer", contract.payee_id: "payee"}.get(user.company_id, "")


def contracts_listed_for(user, *, state: str = "", tier: int | None = None, side: str = "", words: str = ""):
    """The visible contracts, filtered; the words are part of a title, a number or a company's name."""
    contracts = contracts_visible_to(user)
    if state == "open":
        contracts = contracts.exclude(state__in=ENDED)
    elif state:
        contracts = contracts.filter(state=state)
    if tier:
        contracts = contracts.filter(tier=tier)
    if side in ("payer", "payee"):
        contracts = contracts.filter(**{side: user.company_id})
    if words:
        names = Q()
        for company in ("payer", "payee"):
            names |= Q(**{f"{company}__legal_name_ko__icontains": words})
            names |= Q(**{f"{company}__legal_name_en__icontains": words})
        titles = Q(title_ko__icontains=words) | Q(title_en__icontains=words) | Q(number__iexact=words)
        contracts = contracts.filter(titles | names)
    return contracts


def chain_of(contract: Contract) -> list[Contract]:
    """From the buyer's contract at the top down to this one."""
    chain = [contract]
    while chain[0].parent_id is not None:
        above = Contract.objects.select_related("payer", "payee").get(pk=chain[0].parent_id)
        chain.insert(0, above)
    return chain


def companies_of_chain(contract: Contract) -> list[int]:
    """Ids of the companies from the buyer down to the payee of this contract."""
    chain = chain_of(contract)
    return [chain[0].payer_id, *(each.payee_id for each in chain)]


@dataclass(frozen=True, slots=True)
class Below:
    """A subcontract as this reader may see it: the value only where it is shown."""

    contract: Contract
    depth: int
    shows_price: bool


def contracts_below(user, contract: Contract) -> list[Below]:
    """The subcontracts below, each after its parent: all signed tiers for staff, the own next tier for a company."""
    everything = contracts_visible_to(user)
    top = contract.root_id or contract.pk
    rows = list(everything.filter(Q(root=top) | Q(parent=contract.pk), tier__gt=contract.tier).order_by("tier", "pk"))
    by_parent: dict[int | None, list[Contract]] = {}
    for row in rows:
        by_parent.setdefault(row.parent_id, []).append(row)
    found: list[Below] = []

    def walk(parent_id: int, depth: int) -> None:
        for row in by_parent.get(parent_id, []):
            found.append(Below(row, depth, shows_prices(user, row)))
            walk(row.pk, depth + 1)

    walk(contract.pk, 0)
    return found


def tie_between(contract: Contract, on: date) -> str:
    """What ties the two sides (one group, the same representative, a common owner, one account); "" for strangers."""
    found = related_rivals([contract.payer, contract.payee], on).get(contract.payee_id)
    return str(found[1]) if found else ""


def subcontracted(contract: Contract) -> Decimal:
    """What is given on to the next tier in the contract's own currency, cancelled and terminated ones apart."""
    live = contract.subcontracts.exclude(state__in=[ContractState.CANCELLED, ContractState.TERMINATED])
    return live.filter(currency=contract.currency).aggregate(total=Sum("value"))["total"] or Decimal(0)


def delivered_by_line(contract: Contract) -> dict[int, Decimal]:
    """How much of each line is delivered or on its way, by line id: accepted where inspected, else announced."""
    rows = DeliveryLine.objects.filter(line__contract=contract, delivery__state__in=COUNTED)
    counted = Case(When(qty_accepted__isnull=False, then=F("qty_accepted")), default=F("qty"))
    totals = rows.values("line").annotate(total=Sum(counted))
    return {row["line"]: row["total"] for row in totals}


def open_work(contract: Contract) -> tuple[int, int]:
    """How many deliveries are under way and how many invoices wait: with either the contract is not complete."""
    deliveries = contract.deliveries.filter(state__in=UNDER_WAY).count()
    return deliveries, contract.invoices.filter(state="submitted").count()


def lines_of(contract: Contract) -> list[ContractLine]:
    """Its lines in order, with the product."""
    return list(contract.lines.select_related("product").order_by("no"))


def milestones_of(contract: Contract) -> list[Milestone]:
    """Its milestones in order."""
    return list(contract.milestones.select_related("reported_by", "confirmed_by").order_by("no"))


def versions_of(contract: Contract) -> list[ContractVersion]:
    """All versions, the newest first."""
    return list(contract.versions.select_related("by").order_by("-version"))


def amendments_of(contract: Contract) -> list[Amendment]:
    """All amendments, the newest first; those not approved yet only for the payer's side (the caller filters)."""
    return list(contract.amendments.select_related("proposed_by", "approved_by", "agreed_by").order_by("-pk"))


def open_amendment(contract: Contract) -> Amendment | None:
    """The one that waits, if one does."""
    return contract.amendments.filter(state__in=OPEN_AMENDMENTS).first()


def consent_of(contract: Contract, company_id: int) -> bool:
    """Whether this side lets the buyer see the prices now: its last word counts."""
    last = contract.price_consents.filter(company=company_id).order_by("-pk").first()
    return last is not None and last.given


def companies_named(payer: Company, words: str) -> QuerySet[Company]:
    """Registered companies other than the buyer that words fit: a business number, a number here, or a name."""
    found = Company.objects.filter(is_buyer=False)
    digits = "".join(character for character in words if character.isdigit())
    if len(digits) == 10:
        return found.filter(brn=digits)
    exact = found.filter(Q(number__iexact=words) | Q(legal_name_ko=words) | Q(legal_name_en__iexact=words))
    if exact.exists():
        return exact.order_by("pk")
    named = Q(legal_name_ko__icontains=words) | Q(legal_name_en__icontains=words)
    return found.filter(named, state="active").exclude(pk=payer.pk).order_by("legal_name_ko", "pk")


def contracts_to_approve(user) -> QuerySet[Contract]:
    """Those that wait for an approver, never one that the person drew up or runs."""
    if not getattr(user, "is_internal", False) or not user.has_role("AP"):
        return Contract.objects.none()
    waiting = Contract.objects.filter(state=ContractState.REVIEW, tier=1).exclude(created_by=user).exclude(officer=user)
    return waiting.select_related("payee").order_by("pk")


def contracts_to_sign(user) -> QuerySet[Contract]:
    """Those that wait for the signature of the person's company."""
    if not getattr(user, "is_supplier", False) or not user.has_role("SA"):
        return Contract.objects.none()
    waiting = Contract.objects.filter(state=ContractState.SENT, payee=user.company_id)
    return waiting.select_related("payer").order_by("pk")


def contracts_to_finish(user) -> QuerySet[Contract]:
    """The officer's own drafts, the oldest first."""
    if not getattr(user, "is_internal", False) or not user.has_role("PO"):
        return Contract.objects.none()
    drafts = Contract.objects.filter(state=ContractState.DRAFT, officer=user)
    return drafts.select_related("payee").order_by("pk")


def amendments_waiting_for(user) -> QuerySet[Amendment]:
    """Those to approve for an approver, those to agree to for a payee's administrator."""
    amendments = Amendment.objects.select_related("contract__payee", "contract__payer").order_by("pk")
    if getattr(user, "is_internal", False) and user.has_role("AP"):
        waiting = amendments.filter(state="proposed", contract__tier=1)
        return waiting.exclude(proposed_by=user).exclude(contract__officer=user)
    if getattr(user, "is_supplier", False) and user.has_role("SA"):
        return amendments.filter(state="sent", contract__payee=user.company_id)
    return amendments.none()


def milestones_waiting_for(user) -> QuerySet[Milestone]:
    """Those that the payee reported and this person confirms."""
    found = Milestone.objects.filter(state=MilestoneState.REPORTED).select_related("contract__payee")
    if getattr(user, "is_internal", False) and user.has_role("PO"):
        return found.filter(contract__officer=user).order_by("due_on", "pk")
    if getattr(user, "is_supplier", False) and user.has_role("SA"):
        return found.filter(contract__payer=user.company_id).order_by("due_on", "pk")
    return found.none()


def is_tied(user, companies: Collection[int | None]) -> bool:
    """Whether the person belongs, or belonged, to one of the companies. Source: domain SOD-05."""
    return user.memberships.filter(company__in=[pk for pk in companies if pk is not None]).exists()


def was_sent_before(contract: Contract) -> bool:
    """Whether the payee has already read it once."""
    sent = AuditEntry.objects.filter(thing_type="contracts.contract", thing_id=str(contract.pk))
    return sent.filter(what__in=["contracts.contract.approve", "contracts.contract.send"]).exists()


def with_open_amendment(contracts: QuerySet[Contract]) -> QuerySet[Contract]:
    """Each with ``amending``: whether an amendment waits."""
    waiting = Amendment.objects.filter(contract=OuterRef("pk"), state__in=OPEN_AMENDMENTS)
    return contracts.annotate(amending=Exists(waiting))
