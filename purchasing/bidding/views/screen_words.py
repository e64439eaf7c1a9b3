"""The words of the screens: what a figure says, what a flag means, and with which figures it was raised."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from purchasing.bidding.queries.procedure_flags import Usual
from purchasing.bidding.rules.screen_flags import Flag, red_flag_of
from purchasing.bidding.rules.spread_gap import Gap

MEASURES = {
    "cv": (gettext_lazy("Spread of the prices (CV)"), gettext_lazy("Sample standard deviation ÷ mean of all prices.")),
    "rd": (
        gettext_lazy("Gap to the losers (RD)"),
        gettext_lazy("(Second − lowest price) ÷ standard deviation of all prices but the lowest."),
    ),
    "diffp": (gettext_lazy("Second to lowest (DIFFP)"), gettext_lazy("(Second − lowest price) ÷ lowest price.")),
    "skew": (
        gettext_lazy("Skewness of the prices"),
        gettext_lazy("Below zero: a few low prices far from a crowd of high ones."),
    ),
    "evenness": (
        gettext_lazy("Evenness of the wins"),
        gettext_lazy("Entropy of the winners when these bidders met before, of 1 for an equal turn."),
    ),
}
OF_MEASURE = {
    "cv": {Flag.LOW_SPREAD},
    "rd": {Flag.GAP_TO_LOSERS},
    "diffp": {Flag.CLOSE_SECOND, Flag.FAR_SECOND},
    "skew": set(),
    "evenness": {Flag.ROTATION},
}
FLAGS = {
    Flag.LOW_SPREAD: (
        gettext_lazy("Prices lie close together"),
        gettext_lazy("CV %(cv)s, flagged up to %(at_most)s. Agreed prices spread less than competing ones."),
    ),
    Flag.GAP_TO_LOSERS: (
        gettext_lazy("One price apart from a crowd"),
        gettext_lazy("RD %(rd)s, flagged from %(at_least)s on."),
    ),
    Flag.SAME_PRICE: (
        gettext_lazy("Equal prices"),
        gettext_lazy("Different bidders asked exactly ₩%(price_won)s."),
    ),
    Flag.SAME_ENDING: (
        gettext_lazy("Equal last digits"),
        gettext_lazy("%(times)s of %(of)s prices end with %(ending)s."),
    ),
    Flag.SINGLE_BID: (gettext_lazy("A single bid"), gettext_lazy("Nobody else bid.")),
    Flag.SAME_TRACE: (
        gettext_lazy("Shared traces"),
        gettext_lazy("%(times)s bidders share: %(kind_words)s."),
    ),
    Flag.ROTATION: (
        gettext_lazy("The turn goes round"),
        gettext_lazy(
            "These bidders met %(meetings)s times; nobody won twice in a row; the wins are even (%(evenness)s of 1)."
        ),
    ),
    Flag.LIMIT_KNOWN: (
        gettext_lazy("Always just above the floor"),
        gettext_lazy("Won %(times)s times within twelve months at most 0.1%% above the price floor."),
    ),
    Flag.CLOSE_SECOND: (
        gettext_lazy("The second is unusually close"),
        gettext_lazy("DIFFP %(diffp)s, the lower fence of %(of)s earlier tenders is %(fence)s."),
    ),
    Flag.FAR_SECOND: (
        gettext_lazy("The second is unusually far"),
        gettext_lazy("DIFFP %(diffp)s, the upper fence of %(of)s earlier tenders is %(fence)s."),
    ),
    Flag.ALL_OTHERS_OUT: (
        gettext_lazy("All but the winner are out"),
        gettext_lazy("Of %(of)s bids only the winner's was valid."),
    ),
    Flag.LOWEST_LEFT: (
        gettext_lazy("The lowest bid was withdrawn and a companion won"),
        gettext_lazy(
            "₩%(price_won)s was withdrawn for an error; the winner asked ₩%(won_won)s. The two met in %(meetings)s "
            "earlier awards."
        ),
    ),
    Flag.BUSINESS_ENDED: (
        gettext_lazy("The business of a bidder is suspended or closed"),
        gettext_lazy("The tax office said so at this step. The bid cannot win while it stays so."),
    ),
    Flag.LOSER_DECIDES: (
        gettext_lazy("A losing bid moves the floor"),
        gettext_lazy("Without one of these bids others would have been excluded, or fewer."),
    ),
    Flag.SHORT_PERIOD: (
        gettext_lazy("A short bidding period"),
        gettext_lazy(
            "The notice stood for %(days)s whole days before bids closed; the terms ask for at least %(least)s days."
        ),
    ),
    Flag.LATE_CHANGE: (
        gettext_lazy("A change shortly before the deadline"),
        gettext_lazy("After the last change of the notice bidders had %(days)s whole days."),
    ),
    Flag.EXTENDED_AGAIN: (
        gettext_lazy("The deadline was extended twice within a day"),
        gettext_lazy(
            "%(times)s extensions came into force, the closest two %(hours)s whole hours apart; flagged up to "
            "%(within)s hours."
        ),
    ),
    Flag.ABOVE_BASE: (
        gettext_lazy("Award above the base price"),
        gettext_lazy("Awarded at ₩%(price_won)s: %(pct)s%% of the base price of ₩%(base_won)s."),
    ),
    Flag.ABOVE_BUDGET: (
        gettext_lazy("Award above the budget"),
        gettext_lazy("Awarded at ₩%(price_won)s: %(pct)s%% of the budget of ₩%(budget_won)s."),
    ),
    Flag.NOT_FIRST: (
        gettext_lazy("The winner is not the first in rank"),
        gettext_lazy("Rank %(rank)s of %(of)s valid bids won; the award decision says why."),
    ),
    Flag.CHANGED_AFTER: (
        gettext_lazy("A contract that was changed after the award"),
        gettext_lazy(
            "Amended %(times)s times: from ₩%(signed_won)s to ₩%(now_won)s (%(pct)s%%), the end moved by %(days)s days."
        ),
    ),
    Flag.SAME_WINNER: (
        gettext_lazy("The same winner again and again"),
        gettext_lazy("Won %(wins)s of %(awards)s awards of UNSPSC class %(class_code)s within twelve months."),
    ),
    Flag.SPLIT: (
        gettext_lazy("Purchases that may have been split"),
        gettext_lazy(
            "A budget of ₩%(own_won)s for UNSPSC class %(class_code)s, not above the threshold of ₩%(threshold_won)s; "
            "together with %(others)s more purchases of the department it is."
        ),
    ),
}
RULES = {
    Flag.LOW_SPREAD: gettext_lazy("CV at most 0.06, with four bids or more."),
    Flag.GAP_TO_LOSERS: gettext_lazy("RD at least 1, with four bids or more."),
    Flag.SAME_PRICE: gettext_lazy("Two bidders and more ask exactly the same price."),
    Flag.SAME_ENDING: gettext_lazy("Three prices and more, and half of them, end with the same four digits."),
    Flag.SINGLE_BID: gettext_lazy("One bid was opened."),
    Flag.SAME_TRACE: gettext_lazy("Bidders share what no two share by chance: a file, an address, a telephone number."),
    Flag.ROTATION: gettext_lazy("The same bidders met four times and more, took turns, and won about equally often."),
    Flag.LIMIT_KNOWN: gettext_lazy("Three wins within twelve months, each at most 1/1000 above the price floor."),
    Flag.CLOSE_SECOND: gettext_lazy("DIFFP at or below Q1 − 1.5 × IQR of twelve earlier tenders and more."),
    Flag.FAR_SECOND: gettext_lazy("DIFFP at or above Q3 + 1.5 × IQR of twelve earlier tenders and more."),
    Flag.ALL_OTHERS_OUT: gettext_lazy("Several bids, and only the winner's was valid."),
    Flag.LOWEST_LEFT: gettext_lazy("The lowest bid was withdrawn for an error; one that often bids beside it won."),
    Flag.BUSINESS_ENDED: gettext_lazy("A bidder's business is suspended or closed by what the tax office says."),
    Flag.LOSER_DECIDES: gettext_lazy("Without one losing bid others would have been excluded."),
    Flag.SHORT_PERIOD: gettext_lazy("The notice stands no longer than the shortest that the terms allow."),
    Flag.LATE_CHANGE: gettext_lazy("The notice is changed less than three whole days before bids close."),
    Flag.EXTENDED_AGAIN: gettext_lazy("Two extensions of the deadline came into force within 24 hours."),
    Flag.ABOVE_BASE: gettext_lazy("The award price is above the opened base price."),
    Flag.ABOVE_BUDGET: gettext_lazy("The award price is above the budget."),
    Flag.NOT_FIRST: gettext_lazy("The winner's rank by the published rule is 2 or later."),
    Flag.CHANGED_AFTER: gettext_lazy("Amendments in force changed the value of the contract or moved its end."),
    Flag.SAME_WINNER: gettext_lazy("Three awards of a class and more within twelve months, and more than half of all."),
    Flag.SPLIT: gettext_lazy(
        "Purchases of one department and class within the period of the terms, each up to an approval limit, together "
        "above it."
    ),
}
MEDIANS = {
    Flag.SHORT_PERIOD: gettext_lazy("median notice: %(median)s days"),
    Flag.LATE_CHANGE: gettext_lazy("median time left after a change: %(median)s days"),
    Flag.ABOVE_BASE: gettext_lazy("median award: %(median)s%% of the base price"),
    Flag.ABOVE_BUDGET: gettext_lazy("median award: %(median)s%% of the budget"),
    Flag.NOT_FIRST: gettext_lazy("median rank of the winner: %(median)s"),
    Flag.SINGLE_BID: gettext_lazy("median number of bids: %(median)s"),
}
PERIODS = {
    "": gettext_lazy("Opened within the last twelve months"),
    "year": gettext_lazy("Opened this year"),
    "all": gettext_lazy("All opened tenders"),
}
WON = ("price_won", "won_won", "base_won", "budget_won", "own_won", "threshold_won", "signed_won", "now_won")
TRACES = {
    "person": gettext_lazy("the person who submitted"),
    "network": gettext_lazy("the network address"),
    "device": gettext_lazy("the device: the same program at the same network address"),
    "file": gettext_lazy("a file, byte for byte"),
    "author": gettext_lazy("who wrote or last saved a file, as its properties say"),
    "office": gettext_lazy("the organisation in the properties of a file"),
    "made": gettext_lazy("the second at which a file was made, and the program"),
    "original": gettext_lazy("the document that a PDF was made from"),
    "note": gettext_lazy("the wording of the note"),
    "unit_prices": gettext_lazy("all unit prices"),
    "phone": gettext_lazy("the telephone number"),
    "address": gettext_lazy("the address of the company"),
    "website": gettext_lazy("the website"),
}


def figure(measure: str, value: Decimal) -> str:
    """A figure as it is read: DIFFP in percent, the rest with two or three places."""
    if measure == "diffp":
        return f"{value * 100:.1f}%"
    return f"{value:.3f}" if measure == "cv" else f"{value:.2f}"


def choices() -> list[tuple[str, Any]]:
    """The flags to choose from."""
    return [(str(flag), title) for flag, (title, _text) in FLAGS.items()]


def counted(usual: Usual) -> dict[str, Any]:
    """A flag with its rule, how often it is raised, and the median of what it is raised by."""
    median = "" if usual.median is None else f"{usual.median.normalize():f}"
    return {
        "title": FLAGS[usual.flag][0],
        "rule": RULES[usual.flag],
        "red_flag": red_flag_of(usual.flag),
        "times": usual.times,
        "of": usual.of,
        "median": MEDIANS[usual.flag] % {"median": median} if median and usual.flag in MEDIANS else "",
    }


def told(
    flag: Mapping[str, Any], names: Mapping[str, str], gap: Gap | None = None, usual: Usual | None = None
) -> dict[str, Any]:
    """A flag in words, with the companies that it speaks of; RD with the prices behind it."""
    title, text = FLAGS[Flag(flag["flag"])]
    figures = dict(flag["figures"])
    if "kind" in figures:
        figures["kind_words"] = TRACES.get(figures["kind"], figures["kind"])
    for name in WON:
        if name in figures:
            figures[name] = f"{Decimal(figures[name]):,}"
    if figures.get("rd") == "":
        figures["rd"] = _("without end: all losers ask the same")
    return {
        "title": title,
        "text": str(text) % figures,
        "explained": gap_words(gap) if gap and flag["flag"] == Flag.GAP_TO_LOSERS else figures.get("answer", ""),
        "red_flag": flag["red_flag"],
        "moment": flag["moment"],
        "usual": counted(usual) if usual else None,
        "bidders": [names.get(number, number) for number in flag["bidders"]],
    }


def gap_words(gap: Gap) -> str:
    """What RD says of these prices, and why it is only a hint."""
    amounts = {
        "lowest_won": f"{gap.lowest_won:,}",
        "second_won": f"{gap.second_won:,}",
        "gap_won": f"{gap.gap_won:,}",
        "sd_won": f"{gap.sd_won:,}",
        "losers": gap.losers,
    }
    if gap.sd_won:
        amounts["rd"] = f"{gap.gap_won / gap.sd_won:.2f}"
        figures = _(
            "The second price, ₩%(second_won)s, lies ₩%(gap_won)s above the lowest, ₩%(lowest_won)s. The %(losers)s "
            "higher prices have a standard deviation of ₩%(sd_won)s: RD = %(gap_won)s ÷ %(sd_won)s = %(rd)s."
        )
    else:
        figures = _(
            "The second price, ₩%(second_won)s, lies ₩%(gap_won)s above the lowest, ₩%(lowest_won)s, and all "
            "%(losers)s higher prices are the same."
        )
    meaning = _(
        "From 1 on, the lowest is further from the second than the losers are from each other: cover bids, set to "
        "lose, look like that. So does one bidder who is truly cheaper: this flag alone begins no case."
    )
    return f"{figures % amounts} {meaning}"
