"""What of obligations, receivables and the own book may be taken out in bulk."""

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.exchange.registry.exports import DAY, DECIMAL, INTEGER, WON, Column, Dataset, datasets
from portal.people.models import User
from purchasing.payments.models import Line, Obligation, Receivable
from purchasing.payments.queries.ledger import books_visible_to
from purchasing.payments.queries.obligations import OWN_READERS, READERS, obligations_visible_to
from purchasing.payments.queries.receivables import OWN_PEOPLE, SEES_ALL, SEES_FIRST_TIER, receivables_visible_to
from purchasing.payments.states import ObligationState, ReceivableState


def obligations(user: User) -> QuerySet[Obligation]:
    """On both sides of the own company; staff: of the first tier."""
    rows = obligations_visible_to(user)
    return rows.filter(tier=1) if user.is_internal else rows


def receivables(user: User) -> QuerySet[Receivable]:
    """Held and passed on; staff: of the first tier. What a holder does with it is not its giver's business."""
    rows = receivables_visible_to(user)
    rows = rows.filter(tier=1) if user.is_internal else rows
    held = Q(holder=user.company_id) if not user.is_internal else Q(pk__isnull=False)
    return rows.annotate(use_shown=ExpressionWrapper(held, output_field=BooleanField()))


def entries(user: User) -> QuerySet[Line]:
    """Every entry in the own book."""
    books = books_visible_to(user).filter(company=user.company_id)
    return Line.objects.filter(account__book__in=books.order_by()).select_related("posting", "account")


def passed_on(row: Receivable) -> object:
    """For its holder."""
    return row.assigned if row.use_shown else None  # type: ignore[attr-defined]


def drawn(row: Receivable) -> object:
    """For its holder."""
    return row.drawn if row.use_shown else None  # type: ignore[attr-defined]


datasets.add(
    "payments.obligations",
    Dataset(
        own=True,
        label=_("Payments due"),
        said=_("What the company owes and is owed, with every due day and what has been paid."),
        roles=frozenset({*OWN_READERS, *READERS}),
        scope="receivable.read",
        rows=obligations,
        period="pay_on",
        period_is_day=True,
        states=ObligationState.choices,
        order=40,
        columns=[
            Column("uid", _("Identifier")),
            Column("number", _("Number")),
            Column("state", _("State")),
            Column("contract", _("Contract"), of="contract.number"),
            Column("invoice", _("Invoice"), of="invoice.number"),
            Column("payer", _("Payer"), of="payer.name"),
            Column("payee", _("Payee"), of="payee.name"),
            Column("method", _("Paid by")),
            Column("tier", _("Tier"), INTEGER),
            Column("currency", _("Currency")),
            Column("amount", _("Amount"), DECIMAL),
            Column("credited", _("Credited"), DECIMAL),
            Column("covered", _("Covered by receivables"), DECIMAL),
            Column("paid", _("Paid"), DECIMAL),
            Column("received_on", _("Received on"), DAY, of="base_on"),
            Column("due_on", pgettext_lazy("payment", "Due"), DAY),
            Column("pay_on", _("Bank day"), DAY),
            Column("paid_on", _("Paid on"), DAY),
        ],
    ),
)
datasets.add(
    "payments.receivables",
    Dataset(
        own=True,
        label=_("Receivables"),
        said=_("Receivables of win-win payment that the company holds or has passed on."),
        roles=frozenset({*OWN_PEOPLE, *SEES_ALL, *SEES_FIRST_TIER}),
        scope="receivable.read",
        rows=receivables,
        period="matures_on",
        period_is_day=True,
        states=ReceivableState.choices,
        order=41,
        columns=[
            Column("uid", _("Identifier")),
            Column("number", _("Number")),
            Column("state", _("State")),
            Column("obligation", _("Obligation"), of="obligation.number"),
            Column("contract", _("Contract"), of="obligation.contract.number"),
            Column("issuer", _("Given by"), of="issuer.name"),
            Column("holder", _("Holder"), of="holder.name"),
            Column("tier", _("Tier"), INTEGER),
            Column("face_won", _("Amount (won)"), WON, of="face"),
            Column("passed_on_won", _("Passed on (won)"), WON, of=passed_on),
            Column("drawn_won", _("Drawn early (won)"), WON, of=drawn),
            Column("fee_won", _("Fee beyond day 60 (won)"), WON, of="fee"),
            Column("issued_on", _("Issued on"), DAY),
            Column("matures_on", _("Maturity"), DAY),
            Column("settled_on", _("Settled on"), DAY),
        ],
    ),
)
datasets.add(
    "payments.statement",
    Dataset(
        own=True,
        label=_("Statement"),
        said=_("Every entry in the company's own book."),
        roles=frozenset({"SA", "SF", "FI"}),
        scope="statement.read",
        rows=entries,
        period="posting__booked_on",
        period_is_day=True,
        order=42,
        columns=[
            Column("posting", _("Posting"), of="posting.uid"),
            Column("event", _("Event"), of="posting.event"),
            Column("booked_on", _("Booked on"), DAY, of="posting.booked_on"),
            Column("text", pgettext_lazy("posting", "Text"), of="posting.text"),
            Column("account", _("Account"), of="account.code"),
            Column("currency", _("Currency")),
            Column("debit", _("Debit"), DECIMAL),
            Column("credit", _("Credit"), DECIMAL),
        ],
    ),
)
