"""Italian anomaly thresholds on discounts (ribassi): method A, the five of 2017, and a trimmed mean in general.

Discounts are exact percentages of the base price; the threshold is turned back into a price, so that a bid is compared
in whole numbers. Methods B and C of 2023 are not here: their text was not at hand (domain 2.8).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from purchasing.bidding.rules.methods.drawing import drawn_from
from purchasing.bidding.rules.methods.floors import mixed
from purchasing.bidding.rules.methods.placing import above, by_price, failure_of, split
from purchasing.bidding.rules.offers import Case, Doubt, Judged, Reason, Step, step
from purchasing.bidding.rules.price_limit import PriceLimit

SMALL = 15  # offers, below which method A looks at the relative deviation
DRAWN = ("IT_2017_A", "IT_2017_B", "IT_2017_C", "IT_2017_D", "IT_2017_E")
COEFFICIENTS = ("0.6", "0.7", "0.8", "0.9")


@dataclass(frozen=True, slots=True)
class Trimmed:
    """What is left after the wings are cut: sum and mean of the kept, and the mean deviation above the mean."""

    cut: int  # at each side
    kept: int
    total: Fraction
    mean: Fraction
    deviation: Fraction


def discount(price_won: Decimal, *, base_won: Decimal) -> Fraction:
    """By how many percent a price is below the base price, exact.

    Source: domain 2.8.

    >>> discount(Decimal(88), base_won=Decimal(100))
    Fraction(12, 1)
    """
    return (Fraction(base_won) - Fraction(price_won)) * 100 / Fraction(base_won)


def trimmed(discounts: Sequence[Fraction], *, share: Decimal) -> Trimmed:
    """Cut ``share`` of the offers, rounded up, at each side, with every other offer equal to one that is cut.

    Source: domain 2.8, IT_A 1-3.

    >>> result = trimmed([Fraction(n) for n in (1, 2, 2, 3, 5, 9)], share=Decimal("0.3"))
    >>> result.cut, result.kept, result.mean, result.deviation
    (2, 1, Fraction(3, 1), Fraction(0, 1))
    """
    count = len(discounts)
    part = Fraction(share) * count
    cut = -(-part.numerator // part.denominator)
    ordered = sorted(discounts)
    aside = set(ordered[:cut]) | set(ordered[count - cut :] if cut else [])
    kept = [value for value in ordered if value not in aside]
    if not kept:
        return Trimmed(cut, 0, Fraction(0), Fraction(0), Fraction(0))
    total = sum(kept, Fraction(0))
    mean = total / len(kept)
    over = [value - mean for value in kept if value > mean]
    return Trimmed(cut, len(kept), total, mean, sum(over, Fraction(0)) / len(over) if over else Fraction(0))


def threshold_a(discounts: Sequence[Fraction]) -> tuple[Fraction | None, list[Step]]:
    """Method A: mean plus mean deviation, lowered by the first two decimals of the sum; simpler below 15 offers.

    None where cutting the wings leaves nothing: then no offer stands out.

    Source: domain 2.8, IT_A.

    >>> values = [Fraction(value) for value in ("12.10", "13.40", "14.05", "14.80", "15.60", "16.10", "18.20")]
    >>> threshold_a(values)[0]  # 17.748
    Fraction(4437, 250)
    """
    cut = trimmed(discounts, share=Decimal("0.1"))
    trace = _trimmed_trace(cut, len(discounts))
    if not cut.kept:
        return None, trace
    if len(discounts) >= SMALL:
        first, second = _decimals(cut.total)
        result = cut.mean + cut.deviation * (1 - Fraction(first * second, 100))
        trace.append(
            step(
                "threshold",
                "M + S * (1 - c1 * c2 / 100)",
                mixed(result),
                M=mixed(cut.mean),
                S=mixed(cut.deviation),
                c1=first,
                c2=second,
            )
        )
        return result, trace
    relative = cut.deviation / cut.mean if cut.mean else Fraction(0)
    if relative <= Fraction(15, 100):
        result = cut.mean * Fraction(12, 10)
        trace.append(step("threshold", "1.2 * M", mixed(result), M=mixed(cut.mean), R=mixed(relative)))
    else:
        result = cut.mean + cut.deviation
        numbers = {"M": mixed(cut.mean), "S": mixed(cut.deviation), "R": mixed(relative)}
        trace.append(step("threshold", "M + S", mixed(result), **numbers))
    return result, trace


def threshold_2017(
    letter: str, discounts: Sequence[Fraction], *, coefficient: Decimal = Decimal("0.6")
) -> tuple[Fraction | None, list[Step]]:
    """The five of 2017: (A) M + S, (B) M lowered by the first decimal of the sum, (C) 1.15 and (D) 1.10 of the mean,
    (E) M + coefficient * S.

    A and B cut a fifth at each side, E a tenth. Source: domain 2.8, IT_2017.

    >>> threshold_2017("D", [Fraction(10), Fraction(20)])[0]
    Fraction(33, 2)
    """
    total, count = sum(discounts, Fraction(0)), len(discounts)
    if letter in ("C", "D"):
        factor = Fraction(115, 100) if letter == "C" else Fraction(110, 100)
        result = total / count * factor
        return result, [step("threshold", "factor * sum / n", mixed(result), factor=factor, sum=mixed(total), n=count)]
    cut = trimmed(discounts, share=Decimal("0.1") if letter == "E" else Decimal("0.2"))
    trace = _trimmed_trace(cut, count)
    if not cut.kept:
        return None, trace
    if letter == "A":
        result = cut.mean + cut.deviation
        trace.append(step("threshold", "M + S", mixed(result), M=mixed(cut.mean), S=mixed(cut.deviation)))
    elif letter == "B":
        first, _second = _decimals(total)
        result = cut.mean if first % 2 == 0 else cut.mean * (1 - Fraction(first, 100))
        formula = "M" if first % 2 == 0 else "M * (1 - d / 100)"
        trace.append(step("threshold", formula, mixed(result), M=mixed(cut.mean), d=first, sum=mixed(total)))
    elif letter == "E":
        result = cut.mean + cut.deviation * Fraction(coefficient)
        numbers = {"M": mixed(cut.mean), "S": mixed(cut.deviation)}
        trace.append(step("threshold", "M + coefficient * S", mixed(result), coefficient=coefficient, **numbers))
    else:
        raise ValueError(f"there is no method {letter}")
    return result, trace


def threshold_trimmed(
    discounts: Sequence[Fraction], *, share: Decimal, coefficient: Decimal, decrement: Decimal
) -> tuple[Fraction | None, list[Step]]:
    """A trimmed mean plus ``coefficient`` times the mean deviation, minus a drawn share of it in percent.

    Source: domain 2.8, TRIMMED_MEAN.

    >>> values = [Fraction(n) for n in (10, 12, 14, 16, 18)]
    >>> of = {"share": Decimal("0.2"), "coefficient": Decimal(1), "decrement": Decimal(0)}
    >>> threshold_trimmed(values, **of)[0]
    Fraction(16, 1)
    """
    cut = trimmed(discounts, share=share)
    trace = _trimmed_trace(cut, len(discounts))
    if not cut.kept:
        return None, trace
    result = (cut.mean + cut.deviation * Fraction(coefficient)) * (1 - Fraction(decrement) / 100)
    trace.append(
        step(
            "threshold",
            "(M + coefficient * S) * (1 - decrement / 100)",
            mixed(result),
            M=mixed(cut.mean),
            S=mixed(cut.deviation),
            coefficient=coefficient,
            decrement=decrement,
        )
    )
    return result, trace


def it_a(case: Case) -> Judged:
    """Discounts at or above method A's threshold are out; the highest of the rest wins.

    Source: domain 2.8, IT_A.

    >>> from purchasing.bidding.rules.offers import Notice, Offer
    >>> discounts = ("12.10", "13.40", "14.05", "14.80", "15.60", "16.10", "18.20")
    >>> pool = [Offer(n, (100 - Decimal(d)) * 10_000) for n, d in enumerate(discounts)]
    >>> notice = Notice(figures={"min_offers": "5", "compare": "GE"})
    >>> it_a(Case(pool, notice, Decimal(1_000_000))).ranked[0].offer.price_won
    Decimal('839000.00')
    """
    return _judged(case, lambda discounts: threshold_a(discounts))


def it_2017(case: Case) -> Judged:
    """One of the five of 2017: the one that the notice names, or one that is drawn at the opening.

    Source: domain 2.8, IT_2017.

    >>> from purchasing.bidding.rules.offers import Notice, Offer, Way
    >>> pool = [Offer(n, Decimal(price)) for n, price in enumerate((80, 85, 90, 92, 95))]
    >>> notice = Notice(way=Way.IT_2017_D, figures={"min_offers": "5", "compare": "GE"})
    >>> it_2017(Case(pool, notice, Decimal(100), draw="d")).limit.shown_won
    Decimal('88')
    """
    way, trace = str(case.notice.way), []
    if way == "IT_2017":
        way = drawn_from(_draw(case), "method", DRAWN)
        trace.append(Step("method", "one of A to E, drawn", {"draw": case.draw}, way[-1]))
    coefficient = Decimal("0.6")
    if way[-1] == "E":
        coefficient = Decimal(drawn_from(_draw(case), "coefficient", COEFFICIENTS))
        choices = " ".join(COEFFICIENTS)
        trace.append(Step("coefficient", "drawn", {"draw": case.draw, "of": choices}, f"{coefficient:f}"))
    judged = _judged(case, lambda discounts: threshold_2017(way[-1], discounts, coefficient=coefficient))
    judged.trace[:0] = trace
    return judged


def trimmed_mean(case: Case) -> Judged:
    """A threshold from a trimmed mean with the notice's own figures; the decrement is drawn from the notice's set.

    Source: domain 2.8, TRIMMED_MEAN.

    >>> from purchasing.bidding.rules.offers import Notice, Offer
    >>> figures = {"min_offers": "5", "trim": "0.2", "coefficient": "1", "decrements": "0", "compare": "GT"}
    >>> pool = [Offer(n, Decimal(price)) for n, price in enumerate((80, 84, 86, 88, 92))]
    >>> trimmed_mean(Case(pool, Notice(figures=figures), Decimal(100), draw="d")).ranked[0].offer.price_won
    Decimal('84')
    """
    figures = case.notice.figures
    choices = str(figures.get("decrements") or "0").split()
    decrement = Decimal(drawn_from(_draw(case), "decrement", choices) if len(choices) > 1 else choices[0])
    share, coefficient = Decimal(str(figures["trim"])), Decimal(str(figures["coefficient"]))
    of = {"share": share, "coefficient": coefficient, "decrement": decrement}
    judged = _judged(case, lambda discounts: threshold_trimmed(discounts, **of))
    if len(choices) > 1:
        told = {"draw": case.draw, "of": " ".join(choices)}
        judged.trace.insert(0, Step("decrement", "drawn", told, f"{decrement:f}"))
    return judged


def _judged(case: Case, threshold) -> Judged:
    """Bids above the base price give no discount and are out; with too few offers no low price is excluded.

    Nor is one where nobody gives a discount: a threshold of nothing is reached by every bid, and none stands out.
    """
    figures = case.notice.figures
    over = [above(offer, case.base_won, Reason.ABOVE_CAP) for offer in case.pool if offer.price_won > case.base_won]
    within = [offer for offer in case.pool if offer.price_won <= case.base_won]
    needed = int(figures.get("min_offers", 5))
    if len(within) < needed:
        trace = [step("count", "n < needed: no automatic exclusion", len(within), needed=needed)]
        doubt = Doubt.FEW_BIDS if within else Doubt.NONE
        return Judged(by_price(within, case), over, trace=trace, doubt=doubt, failure=failure_of(within, over))
    result, trace = threshold([discount(offer.price_won, base_won=case.base_won) for offer in within])
    if result is None or result <= 0:
        return Judged(by_price(within, case), over, trace=trace, doubt=Doubt.FEW_BIDS)
    price = Fraction(case.base_won) * (1 - result / 100)
    equal_out = figures.get("compare", "GE") == "GE"
    limit = PriceLimit(price.numerator, price.denominator, base_won=case.base_won, equal_out=equal_out)
    kept, out = split(within, limit)
    trace.append(step("limit", "base * (1 - threshold / 100)", mixed(price), base=case.base_won))
    return Judged(by_price(kept, case), out + over, limit, trace, failure=failure_of(kept, out + over))


def _trimmed_trace(cut: Trimmed, count: int) -> list[Step]:
    return [
        step("wings", "ceil(share * n), and equal offers", cut.cut, n=count, kept=cut.kept),
        step("M", "sum / n of the kept", mixed(cut.mean), sum=mixed(cut.total), n=cut.kept),
        step("S", "mean(r - M) of the kept above M", mixed(cut.deviation)),
    ]


def _decimals(value: Fraction) -> tuple[int, int]:
    """The first two decimals; missing ones count as 0."""
    hundredths = value.numerator * 100 // value.denominator % 100
    return hundredths // 10, hundredths % 10


def _draw(case: Case) -> str:
    if not case.draw:
        raise ValueError("what is drawn needs the seed of the draw")
    return case.draw
