"""Every award method: what it is called, how it judges, which figures its notice tells. The registry of the engine."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from purchasing.bidding.rules.methods.abnormal import eu_explain
from purchasing.bidding.rules.methods.averages import bam, below_avg
from purchasing.bidding.rules.methods.figures import Figure, number, parts_of_base, share
from purchasing.bidding.rules.methods.floors import lowest, lpl_ec, lpl_fixed, lpl_posco, minimum_price
from purchasing.bidding.rules.methods.italy import it_2017, it_a, trimmed_mean
from purchasing.bidding.rules.methods.japan import jp_min
from purchasing.bidding.rules.methods.korea import kr_qualification, kr_reserve
from purchasing.bidding.rules.methods.scores import composite, tco
from purchasing.bidding.rules.offers import Case, Judged, Way

MOST_WON = Decimal(999_999_999_999_999)


@dataclass(frozen=True, slots=True)
class Method:
    """An award method as the engine knows it."""

    way: Way
    judge: Callable[[Case], Judged]
    version: str  # goes up when the formula changes; stored with each result
    figures: tuple[Figure, ...] = ()
    takes_preference: bool = False  # ranks what a preference makes of the price
    needs_points: bool = False  # every bid needs points besides its price
    needs_cost: bool = False  # every bid needs a total cost
    needs_budget: bool = False
    draws: bool = False  # something is drawn at the opening
    picks: bool = False  # bidders choose numbers
    explains: bool = False  # low bids are asked about
    floor: bool = True  # there is a price below which a bid is excluded
    leans_on_bids: bool = True  # the limit or the rank of a bid depends on the other bids


def _won(name: str) -> Figure:
    return Figure(name, "won", None, Decimal(0), MOST_WON, sealed=True)


RATIO = share("ratio", None, lowest="0.01", term="lpl_ratio", house=True)
ITALIAN = (
    number("min_offers", "5", lowest="5", highest="50"),
    Figure("compare", "choice", "GE", choices=("GE", "GT")),
)
KOREAN = (share("spread", None, lowest="0", highest="0.1", term="kr_spread"), share("floor", None, term="kr_floor"))
JAPANESE = (
    *(_won(name) for name in ("direct_won", "common_won", "site_won", "general_won")),
    share("direct", "0.97"),
    share("common", "0.9"),
    share("site", "0.9"),
    share("general", "0.68"),
    share("low", "0.75"),
    share("high", "0.92"),
)


def base_parts(way: Way) -> tuple[str, ...]:
    """The parts of the base price that a method judges by; the estimator seals them with it.

    Source: domain 2.10 JP_MIN, security 5.9.

    >>> base_parts(Way.JP_MIN), base_parts(Way.POSCO)
    (('direct_won', 'common_won', 'site_won', 'general_won'), ())
    """
    return parts_of_base(METHODS[way].figures)


METHODS: dict[Way, Method] = {
    method.way: method
    for method in (
        Method(Way.POSCO, lpl_posco, "posco-1", (RATIO,), takes_preference=True),
        Method(
            Way.EC,
            lpl_ec,
            "ec-1",
            (
                share("ratio", None, lowest="0.01", term="lpl_ec_ratio", house=True),
                share("posco_ratio", None, lowest="0.01", term="lpl_ratio", house=True),
            ),
            takes_preference=True,
            needs_budget=True,
        ),
        Method(Way.FIXED, lpl_fixed, "fixed-1", takes_preference=True),
        Method(Way.KR_RESERVE, kr_reserve, "kr-reserve-1", KOREAN, draws=True, picks=True),
        Method(
            Way.KR_QUALIFICATION,
            kr_qualification,
            "kr-qualification-1",
            (
                *KOREAN,
                number("weight", "80", lowest="1", highest="100"),
                number("slope", "20", lowest="1", highest="100"),
                number("top", "88", lowest="50", highest="100"),
                number("pass_mark", "95", lowest="1", highest="100"),
            ),
            draws=True,
            picks=True,
            needs_points=True,
        ),
        Method(Way.IT_A, it_a, "it-a-1", ITALIAN),
        Method(Way.IT_2017, it_2017, "it-drawn-2", ITALIAN, draws=True),
        Method(Way.IT_2017_A, it_2017, "it-2017-2", ITALIAN),
        Method(Way.IT_2017_B, it_2017, "it-2017-2", ITALIAN),
        Method(Way.IT_2017_C, it_2017, "it-2017-2", ITALIAN),
        Method(Way.IT_2017_D, it_2017, "it-2017-2", ITALIAN),
        Method(Way.IT_2017_E, it_2017, "it-2017-2", ITALIAN, draws=True),
        Method(
            Way.TRIMMED_MEAN,
            trimmed_mean,
            "trimmed-2",
            (
                number("min_offers", "5", lowest="3", highest="50"),
                Figure("compare", "choice", "GE", choices=("GE", "GT")),
                share("trim", "0.1", highest="0.4"),
                share("coefficient", "1", highest="2"),
                Figure("decrements", "shares", "0", Decimal(0), Decimal(50)),
            ),
            draws=True,
        ),
        Method(
            Way.EXPLAIN,
            eu_explain,
            "explain-1",
            (share("of_base", "0.7"), share("of_mean", "0.7"), share("of_second", "0.8")),
            takes_preference=True,
            explains=True,
            floor=False,
        ),
        Method(Way.BAM, bam, "bam-1", (number("min_n", "3", lowest="3", highest="10"),), floor=False),
        Method(Way.BELOW_AVG, below_avg, "below-avg-1", floor=False),
        Method(Way.JP_MIN, jp_min, "jp-min-1", JAPANESE, leans_on_bids=False),
        Method(
            Way.TCO,
            tco,
            "tco-1",
            (Figure("limit", "choice", "", choices=("", "LPL_POSCO")), RATIO),
            takes_preference=True,
            needs_cost=True,
            floor=False,
        ),
        Method(
            Way.COMPOSITE,
            composite,
            "composite-1",
            (
                number("price_weight", None, lowest="1", highest="99", term="price_weight"),
                number("esg_bonus", "0", lowest="0", highest="10", term="composite_esg_bonus"),
            ),
            takes_preference=True,
            needs_points=True,
            floor=False,
        ),
        Method(
            Way.LOWEST,
            lowest,
            "lowest-1",
            (Figure("legal_basis", "text", None, Decimal(5)),),
            takes_preference=True,
            floor=False,
            leans_on_bids=False,
        ),
        Method(Way.MINIMUM, minimum_price, "minimum-1", leans_on_bids=False),
    )
}


def has_floor(way: Way, figures: Mapping[str, Any]) -> bool:
    """Whether bids below some price are excluded under this rule with these ``figures`` of the notice.

    Source: domain 2.2, 2.5 to 2.10, 3.3 (a total cost may be joined with the limit).

    >>> has_floor(Way.POSCO, {}), has_floor(Way.TCO, {}), has_floor(Way.TCO, {"limit": "LPL_POSCO"})
    (True, False, True)
    """
    return METHODS[way].floor or bool(figures.get("limit"))
