"""The books on the dashboard: an alarm, reversals that wait, where they are read; and the words of their timeline."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.home.registry import Action, Card, Row, actions, cards
from portal.words import deeds
from purchasing.payments.queries import ledger as queries

actions.add(
    "ledger",
    Action(
        label=pgettext_lazy("ledger", "Books"),
        url_name="payments:ledger",
        icon="scale",
        roles=frozenset(queries.KEEPS_BOOKS),
        order=82,
    ),
)


def broken(request: HttpRequest) -> Iterable[Row]:
    """The last walk over the books found something."""
    check = queries.last_ledger_check()
    if check is not None and not check.holds:
        yield Row(
            title=_("The books do not hold: difference %(difference)s") % {"difference": f"{check.difference:,.2f}"},
            consequence=_("Nothing should be paid before it is understood."),
            url=reverse("payments:ledger"),
            verb=_("Look"),
            kind="bad",
            icon="alert-triangle",
            primary=True,
        )


def reversals(request: HttpRequest) -> Iterable[Row]:
    """Reversals that a colleague asked for."""
    for reversal in queries.reversals_waiting_for(request.user)[:20]:
        posting = reversal.posting
        yield Row(
            title=_("Decide on reversal %(number)s: %(posting)s")
            % {"number": reversal.number, "posting": f"{posting.event_label} {posting.text}"},
            consequence=_("Until then the books show it as it is."),
            url=reverse("payments:ledger-posting", args=[posting.uid]),
            verb=_("Decide"),
            kind="wait",
            icon="scale",
        )


cards.add("payments-ledger", Card(rows=broken, roles=frozenset(queries.KEEPS_BOOKS), order=5))
cards.add("payments-reversals", Card(rows=reversals, roles=frozenset({"FI"}), order=34))

WORDS = {
    "reversal.asked": gettext_lazy("Reversal asked for"),
    "reversal.reverse": gettext_lazy("Reversal booked"),
    "reversal.refuse": gettext_lazy("Reversal refused"),
    "ledgeranchor.made": gettext_lazy("Ledger anchored"),
}
for _name, _words in WORDS.items():
    deeds.add(f"payments.{_name}", _words)
