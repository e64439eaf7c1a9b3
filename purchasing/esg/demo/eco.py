"""Eco-friendly purchases in the demonstration: rates of a year, declared lines, a target that waits."""

from datetime import timedelta
from decimal import Decimal

from portal.clock import today
from portal.demo import Part, World, parts
from portal.periods import after
from purchasing.contracts.models import ContractLine
from purchasing.contracts.states import DeliveryState
from purchasing.esg.queries import eco as queries
from purchasing.esg.services import eco as services

RATES = ("1372.40", "1368.10", "1381.75", "1377.20", "1364.90", "1359.30", "1371.60", "1388.05", "1392.80", "1384.15")


def fill(world: World) -> None:
    """Rates by two people; lines with accepted deliveries declared by one and confirmed by another; all is counted."""
    finance, officer, reviewer = world.one("FI"), world.one("PO"), world.one("ER")
    month = queries.month_of(today())
    for back, won in enumerate(RATES, start=1):
        rate = services.enter_rate(month=after(month, -back), won=Decimal(won), source="월평균 매매기준율", by=officer)
        services.decide_rate(rate, confirm=True, by=finance)
    lines = ContractLine.objects.filter(
        contract__tier=1,
        contract__signed_on__isnull=False,
        deliveries__delivery__state__in=[DeliveryState.ACCEPTED, DeliveryState.DEEMED],
    )
    kinds = (("recycle", "content", "RC-2026-114"), ("reduce", "eco_label", "EL-30517"), ("reuse", "repair", "RP-0882"))
    for place, line in enumerate(lines.distinct().order_by("pk")[:4]):
        kind, evidence, number = kinds[place % len(kinds)]
        declaration = services.declare_line(
            line,
            kind=kind,
            evidence_kind=evidence,
            number=f"{number}-{place}",
            reason="납품 자료와 증빙을 대조했습니다.",
            valid_from=today() - timedelta(days=900),
            recycled_percent=Decimal(35) if evidence == "content" else None,
            least_percent=Decimal(25) if evidence == "content" else None,
            by=officer,
        )
        if place < 3:
            services.decide_declaration(declaration, confirm=True, by=reviewer)
    services.count_all()
    services.enter_target(year=today().year, usd=Decimal(2_200_000_000), by=officer)


parts.add("esg-eco", Part(order=46, title="eco-friendly purchases", fill=fill))
