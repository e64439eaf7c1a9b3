"""What Benefit Sharing achieves, for the pages of results: the same rows as its own figures."""

from functools import partial

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
    summed,
    summed_if_told,
)
from sharedgrowth.benefit.queries import figures

enter(
    Result(
        key="benefit.tasks",
        programme="benefit-sharing",
        title=gettext_lazy("Tasks taken up"),
        unit=pgettext_lazy("unit", "tasks"),
        formula=gettext_lazy(
            "Tasks proposed in the month and selected by now; those not taken up and undecided beside."
        ),
        rows=by_month(figures.proposals, "selected", "refused", "undecided"),
        value=summed("selected"),
        columns=[
            month_column(),
            Column(key="selected", title=pgettext_lazy("applications", "Selected"), of="selected", kind=NUMBER),
            Column(key="refused", title=pgettext_lazy("benefit task", "Not taken up"), of="refused", kind=NUMBER),
            Column(key="undecided", title=pgettext_lazy("benefit task", "Undecided"), of="undecided", kind=NUMBER),
        ],
        row_url=month_page("benefit:figures"),
        order=50,
    ),
    Result(
        key="benefit.compensation",
        programme="benefit-sharing",
        title=gettext_lazy("Shared with suppliers"),
        unit=gettext_lazy("won"),
        formula=gettext_lazy(
            "What was verified in the month and goes to the suppliers. A month with fewer than five tasks is left out."
        ),
        rows=by_month(partial(figures.benefits, fewest=figures.FEWEST), "suppliers", "buyer"),
        value=summed_if_told("suppliers"),
        columns=[
            month_column(),
            Column(key="suppliers", title=gettext_lazy("To suppliers"), of="suppliers", kind=MONEY),
            Column(key="buyer", title=gettext_lazy("Stays with the buyer"), of="buyer", kind=MONEY),
        ],
        row_url=month_page("benefit:figures"),
        order=51,
    ),
    *(
        Published(
            key=f"benefit.published-{place}",
            programme="benefit-sharing",
            title=each.label,
            value=each.value,
            unit=each.unit,
            period=each.period,
            source=each.source,
            page="benefit:figures",
            order=place,
        )
        for place, each in enumerate(figures.PUBLISHED, 1)
    ),
)
