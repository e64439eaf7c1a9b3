"""What the catalogue achieves, for the pages of results: the same rows as its own figures."""

from functools import partial

from django.utils.translation import gettext_lazy, pgettext_lazy

from catalog.queries import figures
from portal.results import MONEY, NUMBER, Column, Result, by_month, enter, month_column, month_page, summed

FEWEST = 5  # decisions behind a month's savings, as on the page of the catalogue's figures

enter(
    Result(
        key="catalog.companies",
        programme="supplier-registration",
        title=gettext_lazy("Companies newly registered"),
        unit=pgettext_lazy("unit", "companies"),
        formula=gettext_lazy("Companies whose registration was approved in the month."),
        rows=by_month(figures.new_companies, "companies"),
        value=summed("companies"),
        columns=[month_column(), Column(key="companies", title=gettext_lazy("Approved"), of="companies", kind=NUMBER)],
        row_url=month_page("catalog:figures"),
        row_public=True,
        order=10,
    ),
    Result(
        key="catalog.products",
        programme="open-sourcing",
        title=gettext_lazy("Products newly listed"),
        unit=gettext_lazy("products"),
        formula=gettext_lazy(
            "Products published for the first time in the month, of companies with and without trade. "
            "One that was taken out since still counts, so the catalogue may hold fewer."
        ),
        rows=by_month(lambda period: _with_sum(figures.listings(period)), "trading", "others", "products"),
        value=summed("products"),
        columns=[
            month_column(),
            Column(key="trading", title=gettext_lazy("Trading companies (L2, L3)"), of="trading", kind=NUMBER),
            Column(key="others", title=gettext_lazy("Others (L0, L1)"), of="others", kind=NUMBER),
            Column(key="products", title=pgettext_lazy("points", "Together"), of="products", kind=NUMBER),
        ],
        row_url=month_page("catalog:figures"),
        row_public=True,
        order=11,
    ),
    Result(
        key="catalog.savings",
        programme="open-sourcing",
        title=gettext_lazy("Saved by adopted alternatives"),
        unit=gettext_lazy("won a year"),
        formula=gettext_lazy(
            "Old landed cost less new, times the quantity of a year. "
            "A month with fewer than five decisions is left out."
        ),
        rows=by_month(partial(figures.savings, fewest=FEWEST), "won"),
        value=summed("won"),
        columns=[month_column(), Column(key="won", title=gettext_lazy("Saved"), of="won", kind=MONEY)],
        row_url=month_page("catalog:figures"),
        row_public=True,
        order=12,
    ),
)


def _with_sum(rows):
    return {month: [*row, sum(each or 0 for each in row)] for month, row in rows.items()}
