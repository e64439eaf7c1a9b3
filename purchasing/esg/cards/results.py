"""What ESG purchasing achieves, for the pages of results: the same rows as its own figures."""

from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.periods import Period
from portal.results import NUMBER, Column, Result, by_month, enter, month_column, month_page, share, summed
from purchasing.esg.queries import figures

enter(
    Result(
        key="esg.entries",
        programme="esg",
        title=gettext_lazy("Suppliers qualified at the gate"),
        unit=pgettext_lazy("unit", "decisions"),
        formula=gettext_lazy("Entry qualifications decided in the month: passed, also on conditions."),
        rows=by_month(
            lambda period: _with_sum(figures.entries(period)), "passed", "conditional", "refused", "qualified"
        ),
        value=summed("qualified"),
        columns=[
            month_column(),
            Column(key="passed", title=gettext_lazy("Qualified"), of="passed", kind=NUMBER),
            Column(key="conditional", title=gettext_lazy("On conditions"), of="conditional", kind=NUMBER),
            Column(key="refused", title=gettext_lazy("Not qualified"), of="refused", kind=NUMBER),
            Column(key="qualified", title=gettext_lazy("Qualified together"), of="qualified", kind=NUMBER),
        ],
        row_url=month_page("esg:figures"),
        row_public=True,
        order=40,
    ),
    Result(
        key="esg.actions",
        programme="esg",
        title=gettext_lazy("Corrective actions closed in time"),
        unit="%",
        formula=gettext_lazy("Due in the month. Share = closed on the due day or before ÷ all."),
        rows=by_month(figures.actions, "timely", "late", "open"),
        value=share("timely", "late", "open"),
        columns=[
            month_column(),
            Column(key="timely", title=pgettext_lazy("payment", "On time"), of="timely", kind=NUMBER),
            Column(key="late", title=pgettext_lazy("payments", "Late"), of="late", kind=NUMBER),
            Column(key="open", title=pgettext_lazy("cases", "Open"), of="open", kind=NUMBER),
        ],
        row_url=month_page("esg:figures"),
        row_public=True,
        places=1,
        order=41,
    ),
    Result(
        key="esg.eco",
        programme="esg",
        title=gettext_lazy("Eco-friendly purchases"),
        unit=gettext_lazy("million US dollars"),
        formula=gettext_lazy("Counted once from accepted deliveries with evidence, without VAT, beside the target."),
        rows=lambda period: _eco(period),
        value=summed("counted"),
        columns=[
            Column(key="year", title=gettext_lazy("Year"), of=lambda row: f"{row['year']}"),
            Column(key="counted", title=gettext_lazy("Counted"), of="counted", kind=NUMBER),
            Column(key="target", title=gettext_lazy("Target"), of="target", kind=NUMBER),
        ],
        places=1,
        order=42,
    ),
)


def _with_sum(rows):
    return {month: [*row, (row[0] or 0) + (row[1] or 0)] for month, row in rows.items()}


def _eco(period: Period) -> list[dict]:
    years = range(period.first.year, period.last.year + 1)
    found = figures.eco_spend(period).items()
    return [{"year": year, "counted": row[0], "target": row[1]} for year, row in found if row[0] and int(year) in years]
