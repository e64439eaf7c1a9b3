"""The figures of tendering, each with its formula in words: for pages and programs."""

from functools import partial

from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.figures import Figure, Rows, last_in_words, share_in_words
from purchasing.bidding.queries import figures

INSIDE = ("AU", "CP")  # how many cases there are is for those who look at them
ONE_DECIMAL = "{:,.1f}"


def _most(rows: Rows) -> str:
    """The groups with the most, all that have as many."""
    most = max(row[0] or 0 for row in rows.values())
    return ", ".join(f"{name}%" for name, row in rows.items() if row[0] == most) if most else ""


FIGURES = [
    Figure(
        key="rules",
        title=gettext_lazy("Tenders by award rule"),
        unit=pgettext_lazy("tenders", "tenders"),
        formula=gettext_lazy(
            "Published in the month, also by invitation: those join the public list when they have ended. Share = those"
            " with a price floor ÷ all."
        ),
        columns=[
            gettext_lazy("Price floor"),
            gettext_lazy("Total cost"),
            gettext_lazy("Points"),
            pgettext_lazy("award rules", "Others"),
        ],
        rows=figures.by_rule,
        headline=partial(share_in_words, parts=[0]),
    ),
    Figure(
        key="bidders",
        title=gettext_lazy("Bids per tender"),
        unit=pgettext_lazy("unit", "bids"),
        formula=gettext_lazy("Of the tenders closed in the month: the middle one, and the mean."),
        columns=[gettext_lazy("Median"), gettext_lazy("Mean")],
        rows=figures.bidders,
        headline=partial(last_in_words, words=gettext_lazy("%(a)s, mean %(b)s")),
        classes=("s1", "s2"),
        drawn="lines",
        write=lambda value: ONE_DECIMAL.format(value or 0),
    ),
    Figure(
        key="ratios",
        title=gettext_lazy("Award price in percent of the base price"),
        unit=gettext_lazy("awards"),
        formula=gettext_lazy(
            "Awards of the period by contract price ÷ base price; the group with the most, or all that have as many."
        ),
        columns=[gettext_lazy("Awards")],
        rows=figures.ratios,
        headline=_most,
        along=gettext_lazy("Percent of the base price"),
    ),
    Figure(
        key="verdicts",
        title=gettext_lazy("Bids below the price floor"),
        unit=pgettext_lazy("unit", "bids"),
        formula=gettext_lazy("Bids of tenders evaluated in the month. Share = below the floor ÷ all."),
        columns=[
            pgettext_lazy("bids", "Valid"),
            pgettext_lazy("bids", "Below the floor"),
            gettext_lazy("Otherwise excluded"),
        ],
        rows=figures.verdicts,
        headline=partial(share_in_words, parts=[1]),
    ),
    Figure(
        key="endings",
        title=gettext_lazy("Failed tenders"),
        unit=pgettext_lazy("tenders", "tenders"),
        formula=gettext_lazy("Tenders that ended in the month. Share = failed ÷ all."),
        columns=[
            pgettext_lazy("tenders", "Awarded"),
            pgettext_lazy("tenders", "Failed"),
            pgettext_lazy("tenders", "Cancelled"),
        ],
        rows=figures.endings,
        headline=partial(share_in_words, parts=[1]),
    ),
    Figure(
        key="cycle",
        title=gettext_lazy("Days from notice to award"),
        unit=gettext_lazy("days"),
        formula=gettext_lazy(
            "Of the awards of the month: half within the first figure, nine of ten within the second."
        ),
        columns=[pgettext_lazy("review", "Half within"), pgettext_lazy("review", "Nine of ten within")],
        rows=figures.cycle_days,
        headline=partial(last_in_words, words=gettext_lazy("%(a)s / %(b)s days")),
        classes=("s1", "s2"),
        drawn="lines",
    ),
    Figure(
        key="winners",
        title=gettext_lazy("Awards to small and medium enterprises"),
        unit=gettext_lazy("awards"),
        formula=gettext_lazy("Share = awards to companies that are small or medium by certificate ÷ all."),
        columns=[gettext_lazy("Small and medium"), pgettext_lazy("companies", "Others")],
        rows=figures.winners,
        headline=partial(share_in_words, parts=[0]),
    ),
    Figure(
        key="objections",
        title=gettext_lazy("Objections upheld"),
        unit=gettext_lazy("objections"),
        formula=gettext_lazy("Share = upheld ÷ all that were decided in the period."),
        columns=[pgettext_lazy("objections", "Upheld"), pgettext_lazy("objections", "Rejected")],
        rows=figures.objections,
        headline=partial(share_in_words, parts=[0]),
    ),
]
CASES = Figure(
    key="cases",
    title=gettext_lazy("Auditors' cases closed"),
    unit=pgettext_lazy("unit", "cases"),
    formula=gettext_lazy("Cases begun in the month by the screens for collusion. Share = closed by now ÷ all."),
    columns=[pgettext_lazy("cases", "Closed"), pgettext_lazy("cases", "Open")],
    rows=figures.cases,
    headline=partial(share_in_words, parts=[0]),
)


def figures_for(user) -> list[Figure]:
    """Those that the person may see."""
    inside = user.is_authenticated and user.is_internal and user.has_role(*INSIDE)
    return [*FIGURES, CASES] if inside else FIGURES
