"""DO: the draft of a contract that an award became. Source: domain 2.3, BID-L1, PRF-09."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from catalog.models import Product
from portal.money import shares
from portal.outbox.services import announce
from portal.people.models import Company
from purchasing.bidding.models import Ruling, Tender
from purchasing.bidding.queries import offered_products
from purchasing.contracts.models import Contract
from purchasing.contracts.services.drawing_up import LineIn, begin
from purchasing.contracts.states import ContractKind, PriceBasis

KINDS: Mapping[str, str] = {
    "goods": ContractKind.GOODS,
    "equipment": ContractKind.GOODS,
    "service": ContractKind.SERVICE,
    "works": ContractKind.WORKS,
}
YEAR = timedelta(days=364)
CENT = Decimal("0.01")


@transaction.atomic
def draw_up_from_award(tender: Tender) -> Contract:
    """The draft of an awarded and recorded tender, at its amount and in its lines; once, however often it is heard.

    Its officer completes the terms; an approver and the supplier follow.
    """
    tender = Tender.objects.select_for_update(of=("self",)).get(pk=tender.pk)
    if made_before := Contract.objects.filter(tender=tender).first():
        return made_before
    contracting = tender.contracting
    bid = contracting.decision.bid
    contract = Contract(
        payer=Company.objects.get(is_buyer=True),
        payee=bid.company,
        currency=tender.currency,
        tier=1,
        officer=tender.officer,
        tender=tender,
    )
    starts_on = contracting.signed_on
    later = tender.delivery_on is not None and tender.delivery_on >= starts_on
    facts = {
        "title_ko": tender.title_ko,
        "title_en": tender.title_en,
        "kind": KINDS[tender.kind],
        "price_basis": PriceBasis.UNIT if tender.by_unit_price else PriceBasis.FIXED,
        "starts_on": starts_on,
        "ends_on": tender.delivery_on if later else starts_on + YEAR,
        "department": tender.department,
    }
    lines = _lines(tender, bid.ruling, contracting.amount_won, offered_products(bid))
    contract = begin(contract, lines=lines, by=tender.officer, facts=facts)
    announce("contracts.contract_drawn_up", contract=contract.pk)
    return contract


def _lines(tender: Tender, ruling: Ruling, amount_won: Decimal, products: Mapping[int, Product]) -> list[LineIn]:
    """The bid's lines at its unit prices; a single total is one lot. Together they are the amount, to the won.

    The eco-friendly products that won the premium are those that are delivered, and counted as such (ECO-02).
    """
    wanted = {line.no: line for line in tender.lines.order_by("no")}
    priced = [row for row in ruling.lines if row.get("unit_price_won") is not None and int(row["no"]) in wanted]
    if not priced or len(priced) != len(wanted):
        only = next(iter(wanted.values())) if len(wanted) == 1 else None
        return [_lot(tender, only, amount_won, products.get(only.no) if only is not None else None)]
    amounts = [Decimal(row["amount_won"]) for row in priced]
    if sum(amounts, Decimal(0)) != amount_won:  # the legal role recorded another amount: each line takes its share
        amounts = shares(amount_won, amounts)
    lines = []
    for row, amount in zip(priced, amounts, strict=True):
        line = wanted[int(row["no"])]
        same = amount == Decimal(row["amount_won"])
        lines.append(
            LineIn(
                description_ko=line.description_ko,
                description_en=line.description_en,
                qty=line.qty,
                uom=line.uom,
                unit_price=Decimal(row["unit_price_won"]) if same else (amount / line.qty).quantize(CENT),
                delivery_on=line.delivery_on or tender.delivery_on,
                amount=amount,
                product=products.get(line.no),
            )
        )
    return lines


def _lot(tender: Tender, only, amount_won: Decimal, product: Product | None) -> LineIn:
    """The whole as one line: of the tender's only line its quantity, else one lot."""
    if only is not None:
        return LineIn(
            description_ko=only.description_ko,
            description_en=only.description_en,
            qty=only.qty,
            uom=only.uom,
            unit_price=(amount_won / only.qty).quantize(CENT),
            delivery_on=only.delivery_on or tender.delivery_on,
            amount=amount_won,
            product=product,
        )
    return LineIn(
        description_ko=tender.title_ko,
        description_en=tender.title_en,
        qty=Decimal(1),
        uom="LOT",
        unit_price=amount_won,
        delivery_on=tender.delivery_on,
        amount=amount_won,
    )
