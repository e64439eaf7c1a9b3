"""FIND: indexes and their values, links of a contract, changes that wait."""

from datetime import date
from decimal import Decimal

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from purchasing.contracts.models import Contract, IndexValue, PriceChange, PriceIndex, PriceLink
from purchasing.contracts.queries.contracts import contracts_visible_to
from purchasing.contracts.states import OPEN_CHANGES, ContractState, IndexValueState, PriceChangeState

C = IndexValueState.CONFIRMED


def indexes_listed() -> QuerySet[PriceIndex]:
    """All indexes with the last confirmed month and value, how many wait, how many contracts follow them."""
    last = IndexValue.objects.filter(index=OuterRef("pk"), state=C).order_by("-month")
    return PriceIndex.objects.annotate(
        last_month=Subquery(last.values("month")[:1]),
        last_value=Subquery(last.values("value")[:1]),
        waiting=Count("values", filter=Q(values__state=IndexValueState.ENTERED), distinct=True),
        followers=Count("links__contract", filter=Q(links__contract__state=ContractState.IN_FORCE), distinct=True),
    ).order_by("code")


def values_of(index: PriceIndex, *, confirmed_only: bool = False) -> list[IndexValue]:
    """Its values, the newest month first."""
    values = index.values.select_related("entered_by", "decided_by")
    return list(values.filter(state=C) if confirmed_only else values)


def value_in(index: PriceIndex, month: date) -> Decimal | None:
    """The confirmed value of a month."""
    return index.values.filter(state=C, month=month).values_list("value", flat=True).first()


def latest_value(index: PriceIndex, until: date) -> IndexValue | None:
    """The confirmed value of the latest month that begins on or before the day."""
    return index.values.filter(state=C, month__lte=until).order_by("-month").first()


def index_values_waiting_for(user) -> QuerySet[IndexValue]:
    """Values entered by others that this person may confirm."""
    if not getattr(user, "is_internal", False) or not user.has_role("PO", "FI", "AP"):
        return IndexValue.objects.none()
    waiting = IndexValue.objects.filter(state=IndexValueState.ENTERED).exclude(entered_by=user)
    return waiting.select_related("index").order_by("month", "pk")


def links_of(contract: Contract) -> list[PriceLink]:
    """The contract's links with their indexes."""
    return list(contract.links.select_related("index").order_by("pk"))


def linked_contracts() -> QuerySet[Contract]:
    """Contracts in force whose price follows an index."""
    linked = Contract.objects.filter(state=ContractState.IN_FORCE, price_basis="indexed", links__isnull=False)
    return linked.distinct().order_by("pk")


def changes_of(contract: Contract) -> list[PriceChange]:
    """All price changes, the newest first."""
    changes = contract.price_changes.select_related("payer_by", "payee_by", "contested_by")
    return list(changes.order_by("-pk"))


def open_change(contract: Contract) -> PriceChange | None:
    """The one that waits or is contested."""
    return contract.price_changes.filter(state__in=OPEN_CHANGES).first()


def changes_waiting_for(user) -> QuerySet[PriceChange]:
    """Proposed changes that this person's side has not accepted yet."""
    waiting = PriceChange.objects.filter(state=PriceChangeState.PROPOSED).select_related(
        "contract__payer", "contract__payee"
    )
    if getattr(user, "is_internal", False) and user.has_role("PO"):
        return waiting.filter(payer_by=None, contract__officer=user).order_by("pk")
    if getattr(user, "is_supplier", False) and user.has_role("SA"):
        own = Q(payer_by=None, contract__payer=user.company_id) | Q(payee_by=None, contract__payee=user.company_id)
        return waiting.filter(own).order_by("pk")
    return waiting.none()


def followers_of(user, index: PriceIndex) -> QuerySet[Contract]:
    """Contracts in force that follow the index and that the person may see."""
    visible = contracts_visible_to(user).filter(state=ContractState.IN_FORCE)
    return visible.filter(links__index=index).order_by("-pk")
