"""Total cost ready to show: the bars, the table of lines, the sensitivity, the declared values."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from portal import charts
from portal.display import day_text, money_full
from portal.money import shares
from purchasing.bidding import policies, queries
from purchasing.bidding.models import TcoJustification, TcoResult, TcoSensitivity, Tender
from purchasing.bidding.states import RulingState, TcoComparison, TenderState

CLASSES = ("f1", "f2", "f3", "f4", "f5")
MOST_BARS = 15
OUT = (RulingState.NON_RESPONSIVE, RulingState.EXCLUDED_LOW, RulingState.EXCLUDED_HIGH, RulingState.DROPPED)


@dataclass(frozen=True, slots=True)
class CostRow:
    """One bid of the cost table."""

    result: TcoResult
    name: str
    is_first: bool
    is_out: bool
    cells: list[Decimal | None]  # present value by line, in the order of the names
    parts: list[Decimal]  # the bar: yearly won by group
    assumed: list[str]


def groups() -> list[object]:
    """What the segments of a bar stand for."""
    return [
        _("Purchase, less the value left"),
        _("Installation and freight"),
        _("Energy and carbon"),
        _("Maintenance and running"),
        _("End of life"),
    ]


def cost_view(tender: Tender) -> dict[str, Any] | None:
    """What ``_tco.html`` needs; None where no total cost was calculated."""
    document = queries.tco_document(tender)
    results = queries.tco_results_of(tender) if document is not None else []
    if document is None or not results:
        return None
    names = queries.tco_line_names(document)
    codes = [code for code in names if code not in ("LIFE", "OUTPUT")]
    best = min((result.tied for result in results if result.bid.ruling.state not in OUT), default=None)
    rows = [_row(result, document, codes, names, best=best) for result in results]
    now = {"tender": tender, "version": tender.evaluation_no}
    found = TcoSensitivity.objects.filter(**now).first()
    said = TcoJustification.objects.select_related("by").filter(**now).first()
    by_receipt = {row.result.bid.receipt: row for row in rows}
    return {
        "document": document,
        "per_unit": document["comparison"] == TcoComparison.PER_UNIT,
        "rows": rows,
        "names": [names[code] for code in codes],
        "lines": [
            {"name": names[code], "cells": [row.cells[place] for row in rows]} for place, code in enumerate(codes)
        ],
        "chart": _chart(tender, rows),
        "cases": _cases(found, by_receipt) if found else [],
        "sensitive": bool(found and found.changes_winner),
        "justification": said,
        "compared_by": TcoComparison(document["comparison"]).label,
    }


def waits_for_justification(tender: Tender, cost: dict[str, Any] | None) -> bool:
    """Whether no award may be proposed before an evaluator justifies this sensitive result. Source: domain TCO-09."""
    return bool(cost and cost["sensitive"] and cost["justification"] is None and tender.state == TenderState.EVALUATED)


def may_justify_now(user, tender: Tender, cost: dict[str, Any] | None) -> bool:
    """Whether this person is asked for that justification."""
    return waits_for_justification(tender, cost) and bool(policies.may_justify_tco(user, tender))


def _row(
    result: TcoResult, document: Mapping[str, Any], codes: list[str], names: Mapping[str, str], *, best: Decimal | None
) -> CostRow:
    by_code = {line["code"]: Decimal(line["pv_won"]) for line in result.lines}
    out = result.bid.ruling.state in OUT
    return CostRow(
        result=result,
        name=result.bid.company.name,
        is_first=not out and result.tied == best,
        is_out=out,
        cells=[by_code.get(code) for code in codes],
        parts=_parts(result, by_code, document),
        assumed=[names[line["code"]] for line in result.lines if line["assumed"]],
    )


def _parts(result: TcoResult, by_code: Mapping[str, Decimal], document: Mapping[str, Any]) -> list[Decimal]:
    """The cost of a year by group, in whole won that add up to it."""
    sums = [Decimal(0)] * 5
    sums[0] = by_code["PRICE"]
    for line in document["lines"]:
        pv = by_code.get(line["code"])
        if pv is None:
            continue
        if line["kind"] == "residual":
            place = 0
        elif line["is_energy"] or line["is_carbon"]:
            place = 2
        else:
            place = {"upfront": 1, "end": 4}.get(line["kind"], 3)
        sums[place] += pv
    weights = [max(part, Decimal(0)) for part in sums]
    if not any(weights):
        return sums
    return shares(max(result.eac_won, Decimal(0)), weights)


def _chart(tender: Tender, rows: list[CostRow]) -> SafeString | None:
    drawn = [row for row in rows if not row.is_out][:MOST_BARS] or rows[:MOST_BARS]
    first = next((row for row in drawn if row.is_first), drawn[0])
    parts = groups()
    others = [row for row in drawn if row is not first]
    finding = _("%(name)s costs %(eac)s a year.") % {"name": first.name, "eac": money_full(first.result.eac_won)}
    if others:
        second = min(others, key=lambda row: row.result.eac_won)
        finding += " " + _("%(name)s costs %(more)s more.") % {
            "name": second.name,
            "more": money_full(second.result.eac_won - first.result.eac_won),
        }
    opened = day_text(tender.evaluated_at or tender.opened_at, "short") if tender.opened_at else ""
    table = charts.Table(
        head=[_("Bidder"), *parts, _("Cost of a year")],
        rows=[[row.name, *[f"{part:,}" for part in row.parts], f"{row.result.eac_won:,}"] for row in drawn],
        opens_with=_("Show as a table"),
    )
    return charts.figure(
        title=_("Total cost of ownership, a year"),
        basis=_("Million won a year, without VAT · our prices of %(day)s · calculated %(when)s")
        % {"day": queries.tco_document(tender)["base_date"], "when": opened},  # type: ignore[index]
        finding=finding,
        draw=charts.stacked(
            [charts.Stack(row.name, row.parts, row.is_first) for row in drawn], CLASSES, write=_millions
        ),
        keys=[charts.Key(cls, words) for cls, words in zip(CLASSES, parts, strict=True)],
        table=table,
        widths=charts.FULL_WIDTHS,
    )


def _millions(amount: Decimal | int) -> str:
    return f"{Decimal(amount) / 1_000_000:,.1f}"


def _cases(found: TcoSensitivity, by_receipt: Mapping[str, CostRow]) -> list[dict[str, Any]]:
    """Each case with the annual cost of every bid that may win; bids in the order of the table."""
    words = {
        "base": _("As announced"),
        "rate_low": _("Rate 2.5 points lower"),
        "rate_high": _("Rate 2.5 points higher"),
        "energy_low": _("Energy 20% cheaper"),
        "energy_high": _("Energy 20% dearer"),
        "carbon_none": _("Without carbon"),
        "carbon_double": _("Carbon at twice the price"),
    }
    return [
        {
            "name": words[case["name"]],
            "changes": case["changes"],
            "first": by_receipt[case["first"]].name,
            "cells": [
                {
                    "eac_won": Decimal(case["eac_won"][receipt]) if receipt in case["eac_won"] else None,
                    "is_first": receipt == case["first"],
                }
                for receipt in by_receipt
            ],
        }
        for case in found.cases
    ]
