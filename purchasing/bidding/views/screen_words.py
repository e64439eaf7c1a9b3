"""The words of the screens: what a figure says, what a flag means, and with which figures it was raised."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from purchasing.bidding.rules.screens import Flag

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
        gettext_lazy("RD %(rd)s, flagged from %(at_least)s on. Cover bids lie close to each other, not to the lowest."),
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
    Flag.LOSER_DECIDES: (
        gettext_lazy("A losing bid moves the floor"),
        gettext_lazy("Without one of these bids others would have been excluded, or fewer."),
    ),
}
TRACES = {
    "person": gettext_lazy("the person who submitted"),
    "network": gettext_lazy("the network address"),
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


def told(flag: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A flag in words, with the companies that it speaks of."""
    title, text = FLAGS[Flag(flag["flag"])]
    figures = dict(flag["figures"])
    if "kind" in figures:
        figures["kind_words"] = TRACES.get(figures["kind"], figures["kind"])
    for name in ("price_won", "won_won"):
        if name in figures:
            figures[name] = f"{Decimal(figures[name]):,}"
    if figures.get("rd") == "":
        figures["rd"] = _("without end: all losers ask the same")
    return {
        "title": title,
        "text": str(text) % figures,
        "red_flag": flag["red_flag"],
        "moment": flag["moment"],
        "bidders": [names.get(number, number) for number in flag["bidders"]],
    }
