"""Eco-friendly purchases on the dashboard: what a second person confirms, and the rate of a month that is missing."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.clock import today
from portal.home.registry import Card, Row, cards
from purchasing.esg.queries import eco as queries

ROLES = frozenset({"PO", "ER", "FI"})


def to_confirm(request: HttpRequest) -> Iterable[Row]:
    """Rates, declarations and targets that a colleague entered."""
    waiting = queries.to_confirm(request.user)
    for rate in waiting.rates:
        yield _row(_("Confirm the average rate of %(month)s") % {"month": f"{rate.month:%Y-%m}"}, rate.source, "rates")
    for each in waiting.declarations:
        words = _("Confirm that a line is eco-friendly: %(line)s") % {"line": each.line.description}
        yield _row(words, each.line.contract.number, "declarations")
    for target in waiting.targets:
        yield _row(_("Approve the eco target of %(year)s") % {"year": target.year}, f"USD {target.usd:,.0f}", "targets")


def _row(title: str, consequence: object, name: str) -> Row:
    return Row(
        title=title,
        consequence=consequence,
        url=reverse(f"esg:eco-{name}"),
        verb=_("Look"),
        kind="wait",
        icon="clipboard-check",
    )


def rate_missing(request: HttpRequest) -> Iterable[Row]:
    """The month that is over has no rate yet: nothing of it is counted."""
    month = queries.month_without_rate(today())
    if month is not None:
        yield Row(
            title=_("Enter the average rate of %(month)s") % {"month": f"{month:%Y-%m}"},
            consequence=_("Without it the eco-friendly purchases of the month are not counted."),
            url=reverse("esg:eco-rates"),
            verb=_("Look"),
            kind="warn",
            icon="clipboard-check",
        )


cards.add("esg-eco-confirm", Card(rows=to_confirm, roles=ROLES, order=47))
cards.add("esg-eco-rate", Card(rows=rate_missing, roles=frozenset({"FI"}), order=48))
