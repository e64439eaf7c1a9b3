"""What fair payment achieves, for the pages of results: the same rows as its own figures, which hide single amounts."""

from decimal import Decimal

from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.results import (
    MONEY,
    NUMBER,
    Column,
    Published,
    Result,
    by_month,
    enter,
    month_column,
    month_page,
    share,
    summed,
)
from purchasing.payments.queries import figures

enter(
    Result(
        key="payments.win-win",
        programme="win-win",
        direction="fair",
        title=gettext_lazy("Paid by win-win payment"),
        unit=gettext_lazy("won"),
        formula=gettext_lazy(
            "Paid in the month, in won, all tiers. "
            "What would tell the amount of one of three companies or fewer is left out."
        ),
        rows=by_month(figures.by_method, "win_win", "cash"),
        value=summed("win_win"),
        columns=[
            month_column(),
            Column(key="win_win", title=gettext_lazy("Win-win payment"), of="win_win", kind=MONEY),
            Column(key="cash", title=pgettext_lazy("payment", "Cash"), of="cash", kind=MONEY),
        ],
        row_url=month_page("payments:figures"),
        order=30,
    ),
    Result(
        key="payments.below",
        programme="win-win",
        direction="fair",
        title=gettext_lazy("Reached the tiers below"),
        unit=gettext_lazy("won"),
        formula=gettext_lazy("Win-win payment that went on from tier 1 to the tiers below; each won counted once."),
        rows=by_month(figures.reaching_below, "stayed", "went_on"),
        value=summed("went_on"),
        columns=[
            month_column(),
            Column(key="stayed", title=gettext_lazy("Stayed in tier 1"), of="stayed", kind=MONEY),
            Column(key="went_on", title=gettext_lazy("Went on"), of="went_on", kind=MONEY),
        ],
        row_url=month_page("payments:figures"),
        order=31,
    ),
    Result(
        key="payments.on-time",
        programme="win-win",
        direction="fair",
        title=gettext_lazy("Paid on time"),
        unit="%",
        formula=gettext_lazy("Share = paid on the due day or before ÷ all paid in the period, all tiers."),
        rows=by_month(figures.on_time, "on_time", "late"),
        value=share("on_time", "late"),
        columns=[
            month_column(),
            Column(key="on_time", title=pgettext_lazy("payment", "On time"), of="on_time", kind=NUMBER),
            Column(key="late", title=pgettext_lazy("payments", "Late"), of="late", kind=NUMBER),
        ],
        row_url=month_page("payments:figures"),
        places=1,
        order=32,
    ),
    Published(
        key="payments.win-win-2020",
        programme="win-win",
        title=gettext_lazy("Paid by win-win payment"),
        value=Decimal(107_600_000_000),
        unit=gettext_lazy("won"),
        period="2019 – 2020",
        source="POSCO Newsroom, Together With POSCO, episode 2",
        source_date="2021",
    ),
)
