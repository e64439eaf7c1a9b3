"""What the tenders achieve, for the pages of results: the same rows as their own figures."""

from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.results import NUMBER, Column, Result, by_month, enter, month_column, month_page, share, summed
from purchasing.bidding.queries import figures

enter(
    Result(
        key="bidding.awards",
        programme="tenders",
        title=gettext_lazy("Tenders awarded"),
        unit=pgettext_lazy("tenders", "tenders"),
        formula=gettext_lazy("Tenders that ended in the month with an award; failed and cancelled ones beside them."),
        rows=by_month(figures.endings, "awarded", "failed", "cancelled"),
        value=summed("awarded"),
        columns=[
            month_column(),
            Column(key="awarded", title=pgettext_lazy("tenders", "Awarded"), of="awarded", kind=NUMBER),
            Column(key="failed", title=pgettext_lazy("tenders", "Failed"), of="failed", kind=NUMBER),
            Column(key="cancelled", title=pgettext_lazy("tenders", "Cancelled"), of="cancelled", kind=NUMBER),
        ],
        row_url=month_page("bidding:figures"),
        row_public=True,
        order=20,
    ),
    Result(
        key="bidding.to-small",
        programme="tenders",
        title=gettext_lazy("Awards to small and medium enterprises"),
        unit="%",
        formula=gettext_lazy("Share = awards to companies that are small or medium by certificate ÷ all."),
        rows=by_month(figures.winners, "small", "others"),
        value=share("small", "others"),
        columns=[
            month_column(),
            Column(key="small", title=gettext_lazy("Small and medium"), of="small", kind=NUMBER),
            Column(key="others", title=pgettext_lazy("companies", "Others"), of="others", kind=NUMBER),
        ],
        row_url=month_page("bidding:figures"),
        row_public=True,
        places=1,
        order=21,
    ),
)
