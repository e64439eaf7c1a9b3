"""FIND: what counts as eco-friendly, what waits for a rate, totals against the path. Source: domain 11.7."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import ExtractYear

from catalog.models import EcoClaim
from portal.periods import after
from purchasing.contracts.models import ContractLine, CreditNote, DeliveryLine
from purchasing.contracts.states import CreditState, DeliveryState
from purchasing.esg.models import EcoDeclaration, EcoPurchase, EcoTarget, FxRate
from purchasing.esg.rules import eco as rules
from purchasing.esg.states.eco import EcoState

READERS = ("PO", "AP", "ER", "EC", "FI", "CP", "AU", "SG")
ACCEPTED = (DeliveryState.ACCEPTED, DeliveryState.DEEMED)
ZERO = Decimal(0)


def reads_eco(user) -> bool:
    """Staff who deal with it."""
    return bool(getattr(user, "is_internal", False) and user.has_role(*READERS))


def purchases_visible_to(user) -> QuerySet[EcoPurchase]:
    """Staff all, a supplier its own."""
    found = EcoPurchase.objects.select_related("company", "delivery_line__delivery__contract", "delivery_line__line")
    if reads_eco(user):
        return found
    if getattr(user, "is_supplier", False) and user.has_role("SA", "SE", "SU"):
        return found.filter(company=user.company_id)
    return found.none()


def month_of(day: date) -> date:
    """Its first day."""
    return day.replace(day=1)


def rate_of(month: date) -> FxRate | None:
    """The confirmed one."""
    return FxRate.objects.filter(month=month_of(month), state=EcoState.CONFIRMED).first()


def declarations_visible_to(user) -> QuerySet[EcoDeclaration]:
    """Staff only."""
    found = EcoDeclaration.objects.select_related("line__contract__payee", "entered_by", "decided_by", "file")
    return found if reads_eco(user) else found.none()


# What counts ----------------------------------------------------------------------------------------------------------
def _claims(line: ContractLine, product: int | None) -> list[rules.Basis]:
    if product is None:
        return []
    # Every version that was ever published: a claim counts as it stood on the day of the order.
    rows = EcoClaim.objects.filter(version__product=product, version__state__in=["published", "superseded"]).order_by(
        "pk"
    )
    return [
        rules.Basis(
            kind=claim.kind,
            label=f"{claim.issuer} {claim.number}"[:200],
            valid_from=claim.valid_from,
            valid_to=claim.valid_to,
            claim=claim.pk,
        )
        for claim in rows
    ]


def basis_of(line: ContractLine) -> rules.Basis | None:
    """Why a contract's line is eco-friendly, or None."""
    told = EcoDeclaration.objects.filter(line=line, state=EcoState.CONFIRMED).first()
    declaration = None
    if told is not None:
        declaration = rules.Basis(
            kind=told.kind,
            label=f"{told.get_evidence_kind_display()} {told.number}"[:200],
            valid_from=told.valid_from,
            valid_to=told.valid_to,
            declaration=told.pk,
        )
    ordered_on = line.contract.signed_on
    if ordered_on is None:
        return None
    return rules.basis_of(_claims(line, line.product_id), declaration, ordered_on=ordered_on)


def lines_to_count() -> QuerySet[DeliveryLine]:
    """Accepted lines of the buyer's contracts that have a product or a declaration and stand in no entry."""
    counted = EcoPurchase.objects.filter(delivery_line=OuterRef("pk"))
    declared = EcoDeclaration.objects.filter(line=OuterRef("line"), state=EcoState.CONFIRMED)
    return (
        DeliveryLine.objects.filter(
            delivery__state__in=ACCEPTED, delivery__contract__tier=1, amount__gt=0, delivery__inspected_on__isnull=False
        )
        .filter(Q(line__product__isnull=False) | Exists(declared))
        .exclude(Exists(counted))
        .select_related("delivery__contract__payee", "line__contract")
        .order_by("pk")
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line that counts as soon as the rate of its month is there."""

    line: DeliveryLine
    basis: rules.Basis
    month: date


def waiting_for_rate(lines: Iterable[DeliveryLine] | None = None) -> list[Waiting]:
    """Lines with a basis whose month has no confirmed rate: said, never guessed."""
    found = []
    known = set(FxRate.objects.filter(state=EcoState.CONFIRMED).values_list("month", flat=True))
    for line in lines if lines is not None else lines_to_count()[:500]:
        if line.delivery.inspected_on is None:
            continue
        month = month_of(line.delivery.inspected_on)
        if month not in known and (basis := basis_of(line.line)) is not None:
            found.append(Waiting(line, basis, month))
    return found


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """What colleagues entered."""

    rates: list[FxRate]
    declarations: list[EcoDeclaration]
    targets: list[EcoTarget]


def to_confirm(user) -> ToConfirm:
    """What waits for a second person, and that person may be this one."""
    rates = FxRate.objects.filter(state=EcoState.ENTERED).exclude(entered_by=user)
    declarations = EcoDeclaration.objects.filter(state=EcoState.ENTERED).exclude(entered_by=user)
    targets = EcoTarget.objects.filter(approved_by=None, entered_by__isnull=False).exclude(entered_by=user)
    return ToConfirm(
        list(rates.order_by("month")[:5]),
        list(declarations.select_related("line__contract").order_by("pk")[:5]),
        list(targets.order_by("year")[:5]),
    )


def month_without_rate(on: date) -> date | None:
    """The month before, while nobody has entered its rate."""
    month = after(month_of(on), -1)
    return None if FxRate.objects.filter(month=month).exclude(state=EcoState.REJECTED).exists() else month


def usd_of(month: date) -> Decimal:
    """What the ledger books in a month."""
    return EcoPurchase.objects.filter(month=month).aggregate(usd=Sum("usd"))["usd"] or ZERO


def balance_of(line: DeliveryLine) -> Decimal:
    """What the ledger holds of a line now."""
    return EcoPurchase.objects.filter(delivery_line=line).aggregate(total=Sum("amount"))["total"] or ZERO


def last_entry(line: DeliveryLine) -> EcoPurchase | None:
    """The one that counts: not reversed, not a credit."""
    return (
        EcoPurchase.objects.filter(delivery_line=line, reverses=None, credit_note=None, reversal=None)
        .order_by("-seq")
        .first()
    )


def credits_of(line: DeliveryLine) -> list[CreditNote]:
    """Confirmed credit notes on the invoice of its delivery."""
    invoice = line.delivery.invoice_id
    if invoice is None:
        return []
    return list(CreditNote.objects.filter(invoice=invoice, state=CreditState.NOTED).select_related("invoice"))


# Figures --------------------------------------------------------------------------------------------------------------
def by_year() -> list[dict[str, Any]]:
    """US dollars by year and R, with the target; years with a target or a purchase."""
    rows = (
        EcoPurchase.objects.annotate(year=ExtractYear("month"))
        .values("year", "kind")
        .annotate(usd=Sum("usd"))
        .order_by("year", "kind")
    )
    found: dict[int, dict[str, Any]] = {}
    for target in EcoTarget.objects.filter(Q(entered_by=None) | Q(approved_by__isnull=False)).order_by("year"):
        found[target.year] = {"year": target.year, "target": target.usd, "total": ZERO}
    for row in rows:
        year = found.setdefault(row["year"], {"year": row["year"], "target": None, "total": ZERO})
        year[row["kind"]] = row["usd"]
        year["total"] += row["usd"]
    for year in found.values():
        for kind in ("recycle", "reuse", "reduce"):
            year.setdefault(kind, ZERO)
        year["share"] = rules.of_target(year["total"], year["target"]) if year["target"] else None
    return [found[year] for year in sorted(found)]


def last_target() -> EcoTarget | None:
    """Of the latest year with one."""
    approved = EcoTarget.objects.filter(Q(entered_by=None) | Q(approved_by__isnull=False))
    return approved.order_by("-year").first()


def by_supplier(year: int) -> list[dict[str, Any]]:
    """The suppliers of a year, the largest first."""
    rows = (
        EcoPurchase.objects.filter(month__year=year)
        .values("company__legal_name_ko", "company__legal_name_en")
        .annotate(usd=Sum("usd"), lines=Count("delivery_line", distinct=True))
        .order_by("-usd")
    )
    return [dict(row) for row in rows[:20]]


def expired_claims_in_use(on: date) -> list[ContractLine]:
    """Lines of running contracts whose product claims what has expired: no new order counts with it (greenwashing)."""
    ended = EcoClaim.objects.filter(version__product=OuterRef("product"), version__state="published", valid_to__lt=on)
    lives = EcoClaim.objects.filter(version__product=OuterRef("product"), version__state="published").filter(
        Q(valid_to=None) | Q(valid_to__gte=on)
    )
    lines = ContractLine.objects.filter(contract__state="in_force", contract__tier=1, product__isnull=False)
    return list(
        lines.filter(Exists(ended))
        .exclude(Exists(lives))
        .select_related("contract__payee", "product")
        .order_by("pk")[:100]
    )
