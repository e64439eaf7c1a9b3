"""The cost model as the notice prints it: a document of text, and the way from it to the calculation. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from purchasing.bidding.rules.preference import evaluated_price
from purchasing.bidding.rules.tco import (
    LONGEST_YEARS,
    Comparison,
    Cost,
    Flow,
    Horizon,
    Line,
    Model,
    Offered,
    Value,
    life_years,
)

LIFE = "LIFE"
OUTPUT = "OUTPUT"
DECLARED = ("quantity", "amount")
MOST_PLACES = 20  # before and behind the point: a number of more is no declaration, and would take hours to compute
LONGEST_YEAR = 3  # digits


def model_from(document: Mapping[str, Any]) -> Model:
    """The model of a notice's document.

    Source: domain CNV-07, 3.2.

    >>> line = {"code": "ENERGY", "kind": "annual", "source": "quantity", "unit_price_won": "160", "factor": "1",
    ...     "of_code": "", "escalation": "0.03", "required": True, "guaranteed": True, "is_energy": True,
    ...     "is_carbon": False}
    >>> model = model_from({"rate": "0.045", "comparison": "eac", "horizon": "own_life", "horizon_years": None,
    ...     "lines": [line]})
    >>> model.rate, model.line("ENERGY").unit_price_won
    (Decimal('0.045'), Decimal('160'))
    """
    return Model(
        lines=tuple(line_from(line) for line in document["lines"]),
        rate=Decimal(document["rate"]),
        comparison=Comparison(document["comparison"]),
        horizon=Horizon(document["horizon"]),
        horizon_years=document["horizon_years"] or 0,
    )


def line_from(line: Mapping[str, Any]) -> Line:
    """One line of the document.

    Source: domain 3.2, TCO-05.

    >>> line_from({"code": "MAINT", "kind": "annual", "source": "amount", "unit_price_won": None, "factor": "1",
    ...     "of_code": "", "escalation": "0.02", "required": True, "guaranteed": False, "is_energy": False,
    ...     "is_carbon": False}).unit_price_won
    Decimal('1')
    """
    return Line(
        code=line["code"],
        flow=Flow(line["kind"]),
        unit_price_won=Decimal(line["unit_price_won"]) if line["unit_price_won"] is not None else Decimal(1),
        escalation=Decimal(line["escalation"]),
        factor=Decimal(line["factor"]),
        of=line["of_code"],
        required=line["required"],
        guaranteed=line["guaranteed"],
        is_energy=line["is_energy"],
        is_carbon=line["is_carbon"],
    )


def own_values(document: Mapping[str, Any]) -> dict[str, Value]:
    """The buyer's own amounts, the same for every bid.

    Source: domain 3.2, TcoLine.data_by.

    >>> own_values({"lines": [{"code": "TRAINING", "source": "buyer", "buyer_amount": "500"}]})
    {'TRAINING': Value(amount=Decimal('500'), at=())}
    """
    return {
        line["code"]: Value(Decimal(line["buyer_amount"])) for line in document["lines"] if line["source"] == "buyer"
    }


def number(text: object) -> Decimal | None:
    """A declared number as people write it, with separators of thousands; None when it is none.

    Source: domain 3.5, unit confusion.

    >>> number("498,000"), number(" 1.5 "), number("12 kWh"), number(""), number("1e999999999")
    (Decimal('498000'), Decimal('1.5'), None, None, None)
    """
    try:
        found = Decimal(str(text).replace(",", "").replace(" ", ""))
    except InvalidOperation:
        return None
    if not found.is_finite() or found.adjusted() > MOST_PLACES or int(found.as_tuple().exponent) < -MOST_PLACES:
        return None
    return found


def years_in(text: object) -> list[int] | None:
    """The years of a cost, "5, 10" or [5, 10]; None when one is no whole number of years.

    Source: domain 3.2, AT_YEARS.

    >>> years_in("5, 10"), years_in(""), years_in("five"), years_in([8])
    ([5, 10], [], None, [8])
    """
    parts = text if isinstance(text, list | tuple) else str(text or "").replace(";", ",").split(",")
    words = [str(part).strip() for part in parts if str(part).strip()]
    if any(not word.isdecimal() or len(word) > LONGEST_YEAR or int(word) > LONGEST_YEARS for word in words):
        return None
    return sorted({int(word) for word in words})


def offered_from(
    document: Mapping[str, Any],
    *,
    bid_id: int,
    price_won: Decimal,
    margin: Decimal,
    declared: Mapping[str, Value],
    life_proven: bool,
) -> Offered:
    """A bid in the form of the calculation: the preference lowers its price alone, its life is capped.

    ``declared`` holds the values that count, LIFE and OUTPUT among them. Source: domain TCO-04, TCO-08.

    >>> document = {"lines": [], "default_years": 10, "most_years": 15}
    >>> bid = offered_from(document, bid_id=1, price_won=Decimal(100), margin=Decimal("0.05"),
    ...     declared={"LIFE": Value(Decimal(20))}, life_proven=True)
    >>> bid.price_won, bid.years
    (Decimal('95'), 15)
    """
    told = declared.get(LIFE)
    output = declared.get(OUTPUT)
    return Offered(
        bid_id=bid_id,
        price_won=evaluated_price(price_won, margin),
        years=life_years(
            int(told.amount) if told is not None and told.amount >= 1 else None,
            proven=life_proven,
            default_years=document["default_years"],
            most_years=document["most_years"],
        ),
        values={
            **own_values(document),
            **{code: value for code, value in declared.items() if code not in (LIFE, OUTPUT)},
        },
        output=output.amount if output is not None else None,
    )


def cost_document(cost: Cost) -> dict[str, Any]:
    """A calculation as text: what is stored, hashed and handed out.

    Source: domain CNV-07.

    >>> from purchasing.bidding.rules.tco import cost_of
    >>> bid = Offered(7, Decimal(100), 2, {})
    >>> cost_document(cost_of(bid, Model((), Decimal(0))))["eac_won"]
    '50'
    """
    return {
        "years": cost.years,
        "lines": [
            {
                "code": line.code,
                "assumed": line.assumed,
                "pv_won": f"{line.pv_won:.0f}",
                "years": [[each.year, f"{each.flow_won:.0f}", f"{each.pv_won:.0f}"] for each in line.years],
            }
            for line in cost.lines
        ],
        "npv_won": f"{cost.npv_won:.0f}",
        "eac_won": f"{cost.eac_won:.0f}",
        "compared": str(cost.compared),
    }


def printed_lines(document: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """The lines that a bidder fills in, in the order of the notice.

    Source: domain TCO-05.

    >>> printed_lines({"lines": [{"source": "derived"}, {"source": "amount", "code": "MAINT"}]})
    [{'source': 'amount', 'code': 'MAINT'}]
    """
    return [line for line in document["lines"] if line["source"] in DECLARED]
