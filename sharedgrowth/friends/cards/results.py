"""What the Friends achieve, for the pages of results; what was published before, apart. Source: domain 10, KPIs."""

from decimal import Decimal

from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.clock import SEOUL
from portal.periods import Period
from portal.results import DAY, MONEY, NUMBER, Column, Published, Result, counted, enter, summed
from sharedgrowth.friends.queries import figures

COMPANIES = pgettext_lazy("unit", "companies")
NEWS = "snmnews.com 460808, 464241"


def _activity(row) -> str:
    return reverse("friends:activity-detail", args=[row.number])


def _members(period: Period):
    return figures.members_on(period.last).select_related("company")


def _activities(period: Period):
    return figures.activities_verified(period.first, period.last)


def _donations(period: Period):
    return figures.donations_given(period.first, period.last)


def _prepayments(period: Period):
    return figures.prepayments_paid(period.first, period.last)


def _impacts(metric: str):
    return lambda period: figures.impacts_of(period.first, period.last).filter(metric=metric)


def _day(row):
    return row.begins_at.astimezone(SEOUL).date()


ACTIVITY = [
    Column(key="activity", title=gettext_lazy("Number"), of="number"),
    Column(key="day", title=gettext_lazy("Day"), of=_day, kind=DAY),
    Column(key="title", title=pgettext_lazy("friends", "Activity"), of="title"),
]
OF_ACTIVITY = [
    Column(key="activity", title=gettext_lazy("Number"), of="activity.number"),
    Column(key="title", title=pgettext_lazy("friends", "Activity"), of="activity.title"),
    Column(key="value", title=pgettext_lazy("figure", "Value"), of="value", kind=NUMBER),
]

enter(
    Result(
        key="friends.members",
        programme="friends",
        title=gettext_lazy("Member companies of the Friends"),
        unit=COMPANIES,
        formula=gettext_lazy("Companies that were members on the last day of the period."),
        rows=_members,
        value=counted,
        columns=[
            Column(key="company", title=gettext_lazy("Company"), of="company.name", inside=True),
            Column(key="since", title=pgettext_lazy("friends member", "Since"), of="joined_on", kind=DAY),
        ],
        order=30,
    ),
    Result(
        key="friends.activities",
        programme="friends",
        title=gettext_lazy("Verified activities"),
        unit=pgettext_lazy("unit", "activities"),
        formula=gettext_lazy("Activities held in the period whose report a second person has verified."),
        rows=_activities,
        value=counted,
        columns=ACTIVITY,
        row_url=_activity,
        row_public=True,
        order=31,
    ),
    Result(
        key="friends.hours",
        programme="friends",
        title=gettext_lazy("Volunteer hours"),
        unit=gettext_lazy("hours"),
        formula=gettext_lazy(
            "Confirmed hours of verified activities: from coming to leaving, in half hours, at most eight a day."
        ),
        rows=_activities,
        value=summed("hours"),
        columns=[
            *ACTIVITY,
            Column(key="people", title=gettext_lazy("People"), of="people", kind=NUMBER),
            Column(key="hours", title=gettext_lazy("Hours"), of="hours", kind=NUMBER),
        ],
        people=lambda row: row.people,
        suppress_below=5,
        row_url=_activity,
        row_public=True,
        places=1,
        order=32,
    ),
    Result(
        key="friends.donations",
        programme="friends",
        title=gettext_lazy("Goods and money donated"),
        unit=gettext_lazy("won"),
        formula=gettext_lazy("Value of what was handed over to organisations in the period."),
        rows=_donations,
        value=summed("value_won"),
        columns=[
            Column(key="number", title=gettext_lazy("Number"), of="number"),
            Column(key="day", title=gettext_lazy("Day"), of="handed_on", kind=DAY),
            Column(key="kind", title=gettext_lazy("Kind"), of=lambda row: row.get_kind_display()),
            Column(key="donor", title=gettext_lazy("Donor"), of="donor.name", inside=True),
            Column(key="recipient", title=gettext_lazy("Recipient organisation"), of="recipient.name"),
            Column(key="won", title=pgettext_lazy("friends", "Value"), of="value_won", kind=MONEY),
        ],
        row_url=lambda row: reverse("friends:donation-detail", args=[row.number]),
        order=33,
    ),
    Result(
        key="friends.prepaid",
        programme="friends",
        title=gettext_lazy("Paid to market shops in advance"),
        unit=gettext_lazy("won"),
        formula=gettext_lazy("Prepayments of partner companies and the buyer, paid in the period."),
        rows=_prepayments,
        value=summed("amount_won"),
        columns=[
            Column(key="number", title=gettext_lazy("Number"), of="number"),
            Column(key="day", title=gettext_lazy("Day"), of="paid_on", kind=DAY),
            Column(key="market", title=gettext_lazy("Market"), of="shop.market.name"),
            Column(key="payer", title=gettext_lazy("Payer"), of="payer.name", inside=True),
            Column(key="won", title=gettext_lazy("Amount"), of="amount_won", kind=MONEY),
        ],
        row_url=lambda row: reverse("friends:prepayment-detail", args=[row.number]),
        order=34,
    ),
    Result(
        key="friends.trees",
        programme="friends",
        title=gettext_lazy("Trees planted"),
        unit=pgettext_lazy("unit", "trees"),
        formula=gettext_lazy("As reported by verified activities."),
        rows=_impacts("trees"),
        value=summed("value"),
        columns=OF_ACTIVITY,
        row_url=lambda row: _activity(row.activity),
        row_public=True,
        order=35,
    ),
    Result(
        key="friends.carbon",
        programme="friends",
        title=gettext_lazy("Carbon dioxide bound in a year"),
        unit="kgCO₂",
        formula=gettext_lazy("Trees of verified activities times a house assumption per tree: an estimate."),
        rows=_impacts("carbon"),
        value=summed("value"),
        columns=OF_ACTIVITY,
        row_url=lambda row: _activity(row.activity),
        row_public=True,
        estimate=True,
        order=36,
    ),
    *(
        Published(
            key=f"friends.{key}",
            programme="friends",
            title=title,
            value=Decimal(value),
            unit=unit,
            period=period,
            source=source,
            source_date=dated,
            page="friends:home",
            order=60 + place,
        )
        for place, (key, title, value, unit, period, source, dated) in enumerate(
            (
                ("members-2020", gettext_lazy("Suppliers in the Friends Club"), 81, COMPANIES, "2020-03", NEWS, "2020"),
                (
                    "sanitizers-2020",
                    gettext_lazy("Hand sanitizers given"),
                    4000,
                    gettext_lazy("pieces"),
                    "2020",
                    gettext_lazy("POSCO, Win-Win programmes (Together With POSCO)"),
                    "2021",
                ),
                (
                    "prepaid-2020",
                    gettext_lazy("Good advance payment in two regions"),
                    40_000_000,
                    gettext_lazy("won"),
                    "2020-05",
                    NEWS,
                    "2020",
                ),
                (
                    "people-2020",
                    gettext_lazy("People in the advance-payment campaign"),
                    165,
                    pgettext_lazy("unit", "people"),
                    "2020-05",
                    NEWS,
                    "2020",
                ),
                (
                    "prepaid-2021",
                    gettext_lazy("Good advance payment in two markets"),
                    45_000_000,
                    gettext_lazy("won"),
                    "2021",
                    NEWS,
                    "2021",
                ),
            )
        )
    ),
)
