"""Deliveries, invoices, holds, contests on the dashboard, and the words of their timeline."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.clock import SEOUL
from portal.home.registry import Card, Row, cards
from portal.http import page_now
from portal.words import deeds
from purchasing.contracts import queries
from purchasing.contracts.states import DeliveryState

RECEIVERS = frozenset({"PO", "RQ", "SA", "SF", "SU"})
MONEY = frozenset({"FI", "AP", "SA", "SF"})
SELLERS = frozenset({"SA", "SF"})
HOLDERS = frozenset({"FI", "PO", "CP", "SA", "SF"})
JUDGES = frozenset({"PO", "AP", "SG", "CP", "SA", "SF"})
MOST = 20  # rows of one kind; the list has the rest


def _today(request: HttpRequest):
    return page_now(request).astimezone(SEOUL).date()


def receipts(request: HttpRequest) -> Iterable[Row]:
    """Deliveries to confirm (whose day has come) and to inspect."""
    for delivery in queries.deliveries_waiting_for(request.user)[:MOST]:
        named = {"number": delivery.number, "title": delivery.contract.title}
        url = reverse("contracts:delivery-detail", args=[delivery.number])
        if delivery.state == DeliveryState.RECEIVED:
            yield Row(
                title=_("Enter the result of the inspection: %(number)s %(title)s") % named,
                consequence=_("Without a result by this day the delivery counts as accepted."),
                due=delivery.inspect_by,
                url=url,
                verb=_("Inspect"),
                kind="warn",
                icon="checklist",
                soon=3,
            )
        elif delivery.announced_for is not None and delivery.announced_for <= _today(request):
            yield Row(
                title=_("Confirm the receipt: %(number)s %(title)s") % named,
                consequence=_("%(name)s has announced it. Payment counts from the day on which it came.")
                % {"name": delivery.contract.payee.name},
                due=delivery.announced_for,
                url=url,
                verb=_("Confirm"),
                kind="wait",
                icon="truck",
            )


def invoices(request: HttpRequest) -> Iterable[Row]:
    """Invoices and credit notes that this person may decide on."""
    for invoice in queries.invoices_waiting_for(request.user)[:MOST]:
        yield Row(
            title=_("Decide on invoice %(number)s: %(title)s")
            % {"number": invoice.number, "title": invoice.contract.title},
            consequence=_("Of %(name)s; the days of payment count from %(day)s.")
            % {"name": invoice.contract.payee.name, "day": invoice.base_on.isoformat()},
            url=reverse("contracts:invoice-detail", args=[invoice.number]),
            verb=_("Decide"),
            kind="wait",
            icon="file-text",
        )
    for note in queries.credit_notes_waiting_for(request.user)[:MOST]:
        yield Row(
            title=_("Confirm credit note %(number)s: %(title)s")
            % {"number": note.number, "title": note.invoice.contract.title},
            consequence=_("Until then the whole invoice is owed."),
            url=reverse("contracts:invoice-detail", args=[note.invoice.number]),
            verb=_("Look"),
            kind="wait",
            icon="file-diff",
        )


def holds(request: HttpRequest) -> Iterable[Row]:
    """Holds to look at again."""
    for hold in queries.holds_waiting_for(request.user, _today(request))[:MOST]:
        yield Row(
            title=_("Look again at the hold on %(number)s") % {"number": hold.invoice.number},
            consequence=_("The days of the law go on counting; late interest is owed after them."),
            due=hold.review_on,
            url=reverse("contracts:invoice-detail", args=[hold.invoice.number]),
            verb=_("Look"),
            kind="warn",
        )


def to_invoice(request: HttpRequest) -> Iterable[Row]:
    """What is accepted and not yet asked for; what of the own money is held, and why."""
    for contract in queries.contracts_to_invoice(request.user)[:MOST]:
        yield Row(
            title=_("Submit an invoice: %(number)s %(title)s") % {"number": contract.number, "title": contract.title},
            consequence=_("Something is accepted that no invoice asks for yet."),
            url=reverse("contracts:invoice-submit", args=[contract.number]),
            verb=_("Submit"),
            kind="ok",
            icon="file-text",
            primary=True,
        )
    for hold in queries.invoices_held_of(request.user)[:MOST]:
        yield Row(
            title=_("Payment held: invoice %(number)s") % {"number": hold.invoice.number},
            consequence=hold.text,
            due=hold.review_on,
            url=reverse("contracts:invoice-detail", args=[hold.invoice.number]),
            verb=_("Read"),
            kind="warn",
        )


def contests(request: HttpRequest) -> Iterable[Row]:
    """Contested facts that this person may decide on."""
    for contest in queries.contests_waiting_for(request.user)[:MOST]:
        yield Row(
            title=_("Decide on a contested fact of %(name)s") % {"name": contest.fact.company.name},
            consequence=_("It counts in the scorecard until then."),
            due=contest.answer_by,
            url=reverse("contracts:contest-decide", args=[contest.uid]),
            verb=_("Decide"),
            kind="warn",
            icon="scale",
        )


cards.add("contracts-receipts", Card(rows=receipts, roles=RECEIVERS, order=20))
cards.add("contracts-invoices", Card(rows=invoices, roles=MONEY, order=21))
cards.add("contracts-to-invoice", Card(rows=to_invoice, roles=SELLERS, order=22))
cards.add("contracts-holds", Card(rows=holds, roles=HOLDERS, order=23))
cards.add("contracts-contests", Card(rows=contests, roles=JUDGES, order=24))

# Timeline ------------------------------------------------------------------------------------------------------------
WORDS = {
    "delivery.announced": gettext_lazy("Announced by the supplier"),
    "delivery.receive": gettext_lazy("Receipt confirmed"),
    "delivery.accept": gettext_lazy("Inspected and accepted"),
    "delivery.deem": gettext_lazy("Deemed accepted: no result in time"),
    "delivery.reject": gettext_lazy("Rejected at the inspection"),
    "delivery.cancel": gettext_lazy("Announcement taken back"),
    "delivery.papers_added": gettext_lazy("Files added"),
    "invoice.submitted": gettext_lazy("Submitted by the supplier"),
    "invoice.approve": gettext_lazy("Approved: it is owed"),
    "invoice.refuse": gettext_lazy("Refused with a reason"),
    "invoice.cancel": gettext_lazy("Taken back by the supplier"),
    "invoice.held": gettext_lazy("Payment held"),
    "invoice.hold_kept": gettext_lazy("Hold looked at, and kept"),
    "invoice.hold_answered": gettext_lazy("Document added by the supplier"),
    "invoice.hold_lifted": gettext_lazy("Hold lifted"),
    "invoice.credited": gettext_lazy("Credit note confirmed"),
    "creditnote.issued": gettext_lazy("Issued by the supplier"),
    "creditnote.confirm": gettext_lazy("Confirmed by the payer"),
    "creditnote.refuse": gettext_lazy("Refused by the payer"),
    "creditnote.withdraw": gettext_lazy("Taken back by the supplier"),
    "factcontest.lodged": gettext_lazy("Contested by the supplier"),
    "factcontest.uphold": gettext_lazy("Upheld by who took no part"),
    "factcontest.reject": gettext_lazy("Rejected by who took no part"),
    "factcontest.withdraw": gettext_lazy("Withdrawn by the supplier"),
}
for _name, _words in WORDS.items():
    deeds.add(f"contracts.{_name}", _words)
