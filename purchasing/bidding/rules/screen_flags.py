"""What the screens can notice, and the published red flag that each is, where one fits."""

from dataclasses import dataclass, field
from enum import StrEnum


class Flag(StrEnum):
    """What was noticed."""

    LOW_SPREAD = "low_spread"
    GAP_TO_LOSERS = "gap_to_losers"
    SAME_PRICE = "same_price"
    SAME_ENDING = "same_ending"
    SINGLE_BID = "single_bid"
    SAME_TRACE = "same_trace"
    ROTATION = "rotation"
    LIMIT_KNOWN = "limit_known"
    CLOSE_SECOND = "close_second"
    FAR_SECOND = "far_second"
    ALL_OTHERS_OUT = "all_others_out"
    LOSER_DECIDES = "loser_decides"
    LOWEST_LEFT = "lowest_left"
    BUSINESS_ENDED = "business_ended"
    SHORT_PERIOD = "short_period"  # from here on of the procedure, not of the bidders: rules.procedure_flags
    LATE_CHANGE = "late_change"
    EXTENDED_AGAIN = "extended_again"
    ABOVE_BASE = "above_base"
    ABOVE_BUDGET = "above_budget"
    NOT_FIRST = "not_first"
    CHANGED_AFTER = "changed_after"
    SAME_WINNER = "same_winner"
    SPLIT = "split"


PROCEDURE = (
    Flag.SHORT_PERIOD,
    Flag.LATE_CHANGE,
    Flag.EXTENDED_AGAIN,
    Flag.ABOVE_BASE,
    Flag.ABOVE_BUDGET,
    Flag.NOT_FIRST,
    Flag.CHANGED_AFTER,
    Flag.SAME_WINNER,
    Flag.SPLIT,
)
OF_RULES = frozenset({Flag.SINGLE_BID, Flag.LOSER_DECIDES, Flag.ALL_OTHERS_OUT, Flag.BUSINESS_ENDED, *PROCEDURE})
TELLING = frozenset(Flag) - OF_RULES  # speak of bidders

RED_FLAGS = {  # identifiers of the Open Contracting Partnership's red flags where one fits, with their names
    Flag.SHORT_PERIOD: "R003",  # short submission period
    Flag.SPLIT: "R011",  # splitting purchases to avoid procurement thresholds
    Flag.SINGLE_BID: "R018",  # single bid received
    Flag.CLOSE_SECOND: "R024",  # price close to winning bid
    Flag.SAME_PRICE: "R028",  # identical bid prices
    Flag.ABOVE_BASE: "R031",  # winning bid price very close or higher than estimated price
    Flag.ALL_OTHERS_OUT: "R035",  # all except winning bid disqualified
    Flag.SAME_WINNER: "R050",  # high market share (of a class of goods)
    Flag.ROTATION: "R057",  # bid rotation
    Flag.FAR_SECOND: "R058",  # heavily discounted bid
    Flag.CHANGED_AFTER: "R064",  # contract has modifications
}
DOCUMENTS, BUSINESS = "R041", "R044"  # physical similarities in documents; business similarities between bidders
TRACE_RED_FLAGS = {  # a network or a device is neither
    **dict.fromkeys(("file", "author", "office", "made", "original", "note", "unit_prices"), DOCUMENTS),
    **dict.fromkeys(("person", "phone", "address", "website"), BUSINESS),
}


def red_flag_of(flag: Flag, kind: str | None = None) -> str:
    """The identifier among the published red flags, or ""; shared traces by their kind, without one all they may be.

    Source: red flags of the Open Contracting Partnership, R001 to R073.

    >>> red_flag_of(Flag.ROTATION), red_flag_of(Flag.NOT_FIRST), red_flag_of(Flag.SAME_TRACE, "phone")
    ('R057', '', 'R044')
    >>> red_flag_of(Flag.SAME_TRACE, "network"), red_flag_of(Flag.SAME_TRACE)
    ('', 'R041, R044')
    """
    if flag == Flag.SAME_TRACE:
        return f"{DOCUMENTS}, {BUSINESS}" if kind is None else TRACE_RED_FLAGS.get(kind, "")
    return RED_FLAGS.get(flag, "")


@dataclass(frozen=True, slots=True)
class Raised:
    """A flag with the figures that raised it; ``bidders`` are public numbers."""

    flag: Flag
    figures: dict[str, str] = field(default_factory=dict)
    bidders: tuple[str, ...] = ()

    @property
    def red_flag(self) -> str:
        """The identifier among the published red flags, or ""."""
        return red_flag_of(self.flag, self.figures.get("kind", ""))
