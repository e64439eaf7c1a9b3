"""Korean public practice: the reserve price (예정가격) from fifteen drawn prices, award floor, qualification."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from purchasing.bidding.rules.methods.drawing import drawn, drawn_order
from purchasing.bidding.rules.methods.floors import mixed
from purchasing.bidding.rules.methods.placing import above, by_price, failure_of, split
from purchasing.bidding.rules.offers import Case, Judged, Offer, Outcome, Reason, Ruled, Step, exact, step
from purchasing.bidding.rules.price_limit import PriceLimit

PRICES = 15
PICKS = 2  # numbers that a bidder chooses
AVERAGED = 4  # most-chosen numbers


def preliminary_prices(base_won: Decimal, *, spread: Decimal, seed: str) -> tuple[int, ...]:
    """Fifteen prices around the base amount, numbered by their place: one drawn in each of fifteen equal bands.

    The interval is ``base * (1 - spread)`` to ``base * (1 + spread)``; the numbers are drawn too. Source: domain 2.7.

    >>> prices = preliminary_prices(Decimal(100_000_000), spread=Decimal("0.02"), seed="seed")
    >>> len(prices), min(prices) >= 98_000_000, max(prices) <= 102_000_000
    (15, True, True)
    """
    low = Fraction(base_won) * (1 - Fraction(spread))
    width = Fraction(base_won) * 2 * Fraction(spread) / PRICES
    prices = []
    for band in range(PRICES):
        first = _ceil(low + width * band)
        last = max(first, _ceil(low + width * (band + 1)) - 1)
        prices.append(first + drawn(seed, f"price {band + 1}", last - first + 1))
    return tuple(prices[place] for place in drawn_order(seed, "number", PRICES))


def picks_of(offer: Offer, *, seed: str) -> tuple[int, ...]:
    """The two numbers of a bidder: those it chose, else two that are drawn for it.

    Source: domain 2.7.

    >>> picks_of(Offer(1, Decimal(5), picks=(3, 9)), seed="s")
    (3, 9)
    >>> len(set(picks_of(Offer(1, Decimal(5), "CMP-1"), seed="s")))
    2
    """
    chosen = tuple(dict.fromkeys(offer.picks))
    if len(chosen) == PICKS and all(1 <= number <= PRICES for number in chosen):
        return chosen
    order = drawn_order(seed, f"picks {offer.bidder or offer.bid_id}", PRICES)
    return tuple(number + 1 for number in order[:PICKS])


def most_picked(picks: Iterable[Sequence[int]]) -> tuple[int, ...]:
    """The four numbers that were chosen most; equally often: the lower number first.

    Source: domain 2.7.

    >>> most_picked([(3, 9), (9, 12), (1, 9), (12, 3), (5, 12), (7, 3), (9, 14), (12, 15), (3, 5)])
    (3, 9, 12, 5)
    """
    counts = dict.fromkeys(range(1, PRICES + 1), 0)
    for chosen in picks:
        for number in chosen:
            counts[number] += 1
    return tuple(sorted(counts, key=lambda number: (-counts[number], number))[:AVERAGED])


def reserve_price(prices: Sequence[int], chosen: Sequence[int]) -> Decimal:
    """The mean of the chosen prices, down to the won.

    Source: domain 2.7.

    >>> reserve_price([10, 21, 30], [1, 2])
    Decimal('15')
    """
    return Decimal(sum(prices[number - 1] for number in chosen) // len(chosen))


def admissible_from(reserve_won: Decimal, rate: Decimal) -> PriceLimit:
    """The award floor: ``rate`` of the reserve price, exact; the smallest bid that may win is its ceiling.

    Source: domain 2.7.

    >>> admissible_from(Decimal(99_834_375), Decimal("0.87745")).shown_won
    Decimal('87599673')
    """
    floor = Fraction(reserve_won) * Fraction(rate)
    return PriceLimit(floor.numerator, floor.denominator, ratio=rate, base_won=reserve_won)


def price_score(price_won: Decimal, *, reserve_won: Decimal, weight: Decimal, slope: Decimal, top: Decimal) -> Decimal:
    """``weight - slope * |top - x|`` with x = price / reserve in percent, first rounded to four decimals of the share.

    Source: domain 2.7.

    >>> of = {"weight": Decimal(70), "slope": Decimal(5), "top": Decimal(91)}
    >>> price_score(Decimal(114_156_413), reserve_won=Decimal(128_226_825), **of)
    Decimal('60.1500')
    """
    share = (price_won / reserve_won).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    return weight - slope * abs(top - share * 100)


def floor_rate(*, weight: Decimal, slope: Decimal, top: Decimal, other: Decimal, pass_mark: Decimal) -> Decimal:
    """The award floor that follows from the scoring: the lowest share that can still reach the pass mark.

    Half a step of the fourth decimal lower, because the share is rounded there. Source: domain 2.7.

    >>> of = {"weight": Decimal(80), "slope": Decimal(20), "top": Decimal(88)}
    >>> floor_rate(**of, other=Decimal(20), pass_mark=Decimal(95))
    Decimal('0.87745')
    """
    needed = pass_mark - other
    lowest = top / 100 - (weight - needed) / slope / 100
    return (lowest - Decimal("0.00005")).normalize()


def kr_reserve(case: Case) -> Judged:
    """A bid is admissible from the floor up to the reserve price; the lowest admissible wins.

    Source: domain 2.7.

    >>> from purchasing.bidding.rules.offers import Notice
    >>> notice = Notice(figures={"spread": "0.02", "floor": "0.87745"})
    >>> pool = [Offer(n, Decimal(p) * 10**6) for n, p in enumerate((80, 90, 95, 110))]
    >>> judged = kr_reserve(Case(pool, notice, Decimal(100_000_000), draw="d"))
    >>> [int(place.offer.price_won) for place in judged.ranked], len(judged.out)
    ([90000000, 95000000], 2)
    """
    reserve, trace = drawn_reserve(case)
    kept, out, limit, more = _admissible(case, reserve)
    return Judged(by_price(kept, case), out, limit, [*trace, *more], failure=failure_of(kept, out))


def kr_qualification(case: Case) -> Judged:
    """The lowest admissible bid whose points for price and for everything else reach the pass mark.

    Source: domain 2.7.

    >>> from purchasing.bidding.rules.offers import Notice
    >>> figures = {"spread": "0", "floor": "0.8", "weight": "80", "slope": "20", "top": "88", "pass_mark": "95"}
    >>> def of(n, price, points): return Offer(n, Decimal(price), points=Decimal(points))
    >>> pool = [of(1, 86_000_000, 100), of(2, 87_745_000, 100), of(3, 90_000_000, 100)]
    >>> judged = kr_qualification(Case(pool, Notice(figures=figures), Decimal(10**8), draw="d"))
    >>> [(place.offer.bid_id, place.test.result) for place in judged.ranked]
    [(2, '95')]
    """
    reserve, trace = drawn_reserve(case)
    admissible, out, limit, more = _admissible(case, reserve)
    figures = case.notice.figures
    of = {name: Decimal(str(figures[name])) for name in ("weight", "slope", "top")}
    pass_mark = Decimal(str(figures["pass_mark"]))
    kept, tests = [], {}
    for offer in admissible:
        if offer.points is None:
            raise ValueError(f"bid {offer.bid_id} has no points besides its price")
        for_price = price_score(offer.price_won, reserve_won=reserve, **of)
        others = (100 - of["weight"]) * offer.points / 100
        total = for_price + others
        test = step("total", "price score + other points", total, price_score=for_price, other_points=others, **of)
        if total >= pass_mark:
            kept.append(offer)
            tests[offer.bid_id] = test
        else:
            told = {"score": exact(total), "pass_mark": exact(pass_mark)}
            out.append(Ruled(offer, Outcome.NON_RESPONSIVE, Reason.NOT_QUALIFIED, told, test=test))
    places = by_price(kept, case)
    for place in places:
        place.test = tests[place.offer.bid_id]
    return Judged(places, out, limit, [*trace, *more], failure=failure_of(kept, out))


def drawn_reserve(case: Case) -> tuple[Decimal, list[Step]]:
    """The reserve price and how it was drawn.

    Source: domain 2.7.

    >>> from purchasing.bidding.rules.offers import Notice
    >>> case = Case([Offer(1, Decimal(90))], Notice(figures={"spread": "0.02"}), Decimal(100_000_000), draw="d")
    >>> reserve, trace = drawn_reserve(case)
    >>> Decimal(98_000_000) < reserve < Decimal(102_000_000), [line.name for line in trace]
    (True, ['prices', 'picks', 'reserve'])
    """
    if not case.draw:
        raise ValueError("a reserve price needs the seed of its draw")
    spread = Decimal(str(case.notice.figures["spread"]))
    prices = preliminary_prices(case.base_won, spread=spread, seed=case.draw)
    picked = {offer.bidder or str(offer.bid_id): picks_of(offer, seed=case.draw) for offer in case.pool}
    chosen = most_picked(picked.values())
    reserve = reserve_price(prices, chosen)
    return reserve, [
        Step(
            "prices",
            "one in each of 15 bands of base * (1 - spread) .. base * (1 + spread)",
            {"base": exact(case.base_won), "spread": exact(spread), "draw": case.draw},
            " ".join(map(str, prices)),
        ),
        Step(
            "picks",
            "the 4 numbers chosen most, the lower number first",
            {bidder: " ".join(map(str, numbers)) for bidder, numbers in sorted(picked.items())},
            " ".join(map(str, chosen)),
        ),
        Step(
            "reserve",
            "floor(sum / 4)",
            {str(number): str(prices[number - 1]) for number in chosen},
            exact(reserve),
        ),
    ]


def _admissible(case: Case, reserve: Decimal) -> tuple[list[Offer], list[Ruled], PriceLimit, list[Step]]:
    rate = Decimal(str(case.notice.figures["floor"]))
    limit = admissible_from(reserve, rate)
    over = [above(offer, reserve, Reason.ABOVE_RESERVE) for offer in case.pool if offer.price_won > reserve]
    kept, out = split([offer for offer in case.pool if offer.price_won <= reserve], limit)
    trace = [
        step("limit", "rate * reserve", mixed(limit.exact), rate=rate, reserve=reserve),
        step("shown", "ceil(limit)", limit.shown_won, limit=mixed(limit.exact)),
    ]
    return kept, out + over, limit, trace


def _ceil(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)
