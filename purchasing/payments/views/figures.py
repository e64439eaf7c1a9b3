"""Doors of the figures of payment: each with its formula, chart, table and CSV; for staff."""

from decimal import Decimal
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.figures import Figure, Rows, as_csv, last_in_words, months_asked, share_in_words, shown, total_of
from portal.http import page, page_now, reads
from portal.policy import require
from purchasing.payments.policies import obligations as policies
from purchasing.payments.queries import figures, figures_cash


def _count(rows: Rows) -> str:
    """All of them."""
    return f"{total_of(rows):,.0f}"


def _kept(rows: Rows) -> str:
    """The last quarter's share."""
    return share_in_words({1: list(rows.values())[-1]}, [0]) if rows else ""


TIERS = [gettext_lazy("Tier 1"), gettext_lazy("Tier 2"), gettext_lazy("Tier 3"), gettext_lazy("Tier 4")]
FIGURES = [
    Figure(
        key="days",
        title=pgettext_lazy("payment", "Days to pay"),
        unit=gettext_lazy("days"),
        formula=gettext_lazy("Mean days from receipt to payment of what was paid in the month; VAT apart not counted."),
        columns=[gettext_lazy("Tier 1"), gettext_lazy("Tiers below")],
        rows=figures.days_to_pay,
        headline=partial(last_in_words, words=gettext_lazy("%(a)s days")),
        classes=("s1", "s2"),
        drawn="lines",
        write=lambda value: f"{value or 0:,.1f}",
    ),
    Figure(
        key="cash",
        title=pgettext_lazy("payment", "Days to cash"),
        unit=gettext_lazy("days"),
        formula=gettext_lazy(
            "Mean days from receipt until the money was in hand, weighed by won: drawn early, paid at maturity or paid"
            " in cash; VAT apart not counted."
        ),
        columns=[gettext_lazy("Tier 1"), gettext_lazy("Tier 2"), gettext_lazy("Tiers 3 and 4")],
        rows=figures_cash.days_to_cash,
        headline=partial(last_in_words, words=gettext_lazy("%(a)s days")),
        classes=("s1", "s2", "s3"),
        drawn="lines",
        write=lambda value: f"{value or 0:,.1f}",
    ),
    Figure(
        key="on-time",
        title=gettext_lazy("Paid on time"),
        unit=gettext_lazy("payments"),
        formula=gettext_lazy("Share = paid on the due day or before ÷ all paid in the period, all tiers."),
        columns=[pgettext_lazy("payment", "On time"), pgettext_lazy("payments", "Late")],
        rows=figures.on_time,
        headline=partial(share_in_words, parts=[0]),
    ),
    Figure(
        key="win-win",
        title=gettext_lazy("Share of win-win payment"),
        unit=gettext_lazy("million won"),
        formula=gettext_lazy("Share = paid by win-win payment ÷ all paid in the period, in won, all tiers."),
        columns=[gettext_lazy("Win-win payment"), pgettext_lazy("payment", "Cash")],
        rows=figures.by_method,
        headline=partial(share_in_words, parts=[0]),
        scale=Decimal(1_000_000),
    ),
    Figure(
        key="trickle",
        title=gettext_lazy("Trickle-down rate"),
        unit=gettext_lazy("million won"),
        formula=gettext_lazy("Of win-win payment to tier 1: what tier 1 passed on to tier 2 ÷ all of it."),
        columns=[gettext_lazy("Kept in tier 1"), pgettext_lazy("payment", "Passed on")],
        rows=figures.reaching_below,
        headline=partial(share_in_words, parts=[1]),
        scale=Decimal(1_000_000),
    ),
    Figure(
        key="amounts",
        title=gettext_lazy("Paid by tier"),
        unit=gettext_lazy("million won"),
        formula=gettext_lazy("Won paid in the month to each tier. Share = below tier 1 ÷ all."),
        columns=TIERS,
        rows=figures.by_tier,
        headline=partial(share_in_words, parts=[1, 2, 3]),
        scale=Decimal(1_000_000),
    ),
    Figure(
        key="draws",
        title=gettext_lazy("Drawn early"),
        unit=gettext_lazy("million won"),
        formula=gettext_lazy(
            "Share = drawn before maturity ÷ (drawn + paid to holders at maturity), in won, all tiers."
        ),
        columns=[gettext_lazy("Drawn early"), gettext_lazy("Kept to maturity")],
        rows=figures_cash.drawn_early,
        headline=partial(share_in_words, parts=[0]),
        scale=Decimal(1_000_000),
    ),
    Figure(
        key="saved",
        title=gettext_lazy("Saved by the buyer's rate"),
        unit=gettext_lazy("thousand won"),
        formula=gettext_lazy(
            "What early draws cost, and how much more loans of the holders' own would have cost for the same days, at"
            " the rate entered for them. Share = saved ÷ cost of such loans."
        ),
        columns=[gettext_lazy("Cost of the draws"), pgettext_lazy("draws", "Saved")],
        rows=figures_cash.saved_by_rate,
        headline=partial(share_in_words, parts=[1]),
        scale=Decimal(1000),
    ),
    Figure(
        key="overdue",
        title=gettext_lazy("Overdue by tier"),
        unit=gettext_lazy("payments"),
        formula=gettext_lazy("Unpaid after their due day today, whatever period is shown."),
        columns=[gettext_lazy("Overdue")],
        rows=figures.late_now,
        headline=_count,
        along=gettext_lazy("Tier"),
    ),
    Figure(
        key="ratio",
        title=gettext_lazy("Ratio rule kept"),
        unit=gettext_lazy("companies"),
        formula=gettext_lazy("Of the quarter's report: companies that paid down enough ÷ all; the last quarter."),
        columns=[pgettext_lazy("ratio rule", "Enough"), pgettext_lazy("ratio rule", "Too little")],
        rows=figures.ratio_kept,
        headline=_kept,
        along=gettext_lazy("Quarter from"),
    ),
    Figure(
        key="unclear",
        title=gettext_lazy("Bank lines without a payment"),
        unit=pgettext_lazy("bank", "lines"),
        formula=gettext_lazy("Lines of bank messages that matched no payment, by the month they were found in."),
        columns=[gettext_lazy("Settled by two people"), gettext_lazy("Still open")],
        rows=figures_cash.left_unclear,
        headline=_count,
    ),
]


@reads
def figures_page(request: HttpRequest) -> HttpResponse:
    """All figures of a period; what has no data says so. The published figure stands apart."""
    require(policies.may_see_figures(request.user))
    months = months_asked(request)
    context = {
        "months": months,
        "shown": [shown(figure, months.period, page_now(request)) for figure in FIGURES],
    }
    return page(request, "payments/figures.html", context)


@reads
def figures_csv(request: HttpRequest, key: str) -> HttpResponse:
    """One figure as CSV."""
    require(policies.may_see_figures(request.user))
    figure = next((each for each in FIGURES if each.key == key), None)
    if figure is None:
        raise Http404
    return as_csv(figure, months_asked(request).period)
