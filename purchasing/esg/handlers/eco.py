"""Eco-friendly purchases: counted when goods are accepted, when a rate or a declaration is confirmed, every night."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.clock import today
from portal.notices.registry import Kind, kinds
from portal.notices.services import notify
from portal.outbox.services import on, once, sweeps, until_done
from portal.people.queries import buyer_people_with_role
from portal.periods import after
from purchasing.bidding.registry import eco_premiums
from purchasing.contracts.models import CreditNote, DeliveryLine
from purchasing.esg.models import EcoDeclaration, terms_on
from purchasing.esg.queries import eco as queries
from purchasing.esg.services import eco as services

REPORT_DAY = 3


def premium_on(day: date) -> Decimal:
    """What a notice of that day promises to eco-friendly offers. Source: domain ECO-05."""
    return terms_on(day).eco_premium


eco_premiums.add("esg.terms", premium_on)


@on("contracts.delivery_accepted")
def count_delivery(*, delivery: int, **_later) -> None:
    """Each line of it that has a basis, if the rate of its month is there; else it waits."""
    for line in DeliveryLine.objects.filter(delivery=delivery).order_by("pk"):
        services.count_line(line)


@on("contracts.credit_noted")
def take_off(*, credit_note: int, **_later) -> None:
    """Net of returns (ECO-02)."""
    services.take_off_credit(CreditNote.objects.select_related("invoice").get(pk=credit_note))


@on("esg.eco_rate_confirmed")
def count_waiting(**_later) -> None:
    """What waited for the rate."""
    services.count_all()


@on("esg.eco_declared")
def count_declared(*, declaration: int, **_later) -> None:
    """Deliveries of the declared line."""
    line = EcoDeclaration.objects.get(pk=declaration).line_id
    for each in DeliveryLine.objects.filter(line=line).order_by("pk"):
        services.count_line(each)


@sweeps
def count_each_night() -> None:
    """What an earlier run left; then the month that is over."""
    day = today()
    until_done("esg.eco-count", day.isoformat(), services.count_all)
    look_at_month(day)


def look_at_month(day: date) -> None:
    """From the third day of a month: the report of the last one, or that its rate is missing. Source: appendix B."""
    month = after(queries.month_of(day), -1)
    if day.day < REPORT_DAY:
        return
    with transaction.atomic():
        if queries.month_without_rate(day) is not None:
            if once("esg.eco-fx", f"{month:%Y-%m}:{day.isocalendar().week}"):  # every week until it is there
                remind_of_rate(month)
        elif queries.rate_of(month) is not None and once("esg.eco-report", f"{month:%Y-%m}"):
            report(month)


def remind_of_rate(month: date) -> None:
    """Finance enters it."""
    notify(
        buyer_people_with_role("FI"),
        "esg.eco_rate_missing",
        params={"month": f"{month:%Y-%m}"},
        url_name="esg:eco-rates",
    )


def report(month: date) -> None:
    """What the month and the year came to, to those who answer for it; the workbook is behind the link."""
    services.count_all()
    year = next((row for row in queries.by_year() if row["year"] == month.year), None)
    params = {
        "month": f"{month:%Y-%m}",
        "usd": f"{queries.usd_of(month):,.2f}",
        "year_usd": f"{year['total']:,.2f}" if year else "0.00",
        "share": f"{year['share']}%" if year and year["share"] is not None else "—",
    }
    notify(buyer_people_with_role("PO", "ER", "FI"), "esg.eco_report", params=params, url_name="esg:eco-overview")


@on("esg.eco_entered")
def tell_colleagues(*, what: str, by: int, **_later) -> None:
    """Somebody else has to look at it."""
    people = [person for person in buyer_people_with_role("PO", "ER", "FI") if person.pk != by]
    notify(people, f"esg.eco_{what}_entered", url_name=f"esg:eco-{what}s")


KINDS = [
    Kind(
        key="esg.eco_rate_entered",
        title=_("An average rate of a month waits for a second person"),
        text=_("Compare it with its source and confirm it, if you did not enter it."),
    ),
    Kind(
        key="esg.eco_declaration_entered",
        title=_("A line declared as eco-friendly waits for a second person"),
        text=_("Look at the evidence and confirm it, if you did not enter it."),
    ),
    Kind(
        key="esg.eco_target_entered",
        title=_("A target of eco-friendly purchases waits for a second person"),
        text=_("Approve it, if you did not enter it."),
    ),
    Kind(
        key="esg.eco_rate_missing",
        title=_("The average rate of %(month)s is missing"),
        text=_("Without it the eco-friendly purchases of the month are not counted."),
    ),
    Kind(
        key="esg.eco_report",
        title=_("Eco-friendly purchases of %(month)s: USD %(usd)s"),
        text=_("This year USD %(year_usd)s, %(share)s of the target. The workbook is on the page."),
    ),
]
for kind in KINDS:
    kinds.register(kind)
