"""Windows on the ledger: it is written by services alone."""

from django.contrib import admin

from portal.windows import Window
from purchasing.payments.admin.veils import OfTheOwnBook
from purchasing.payments.models import Account, Balance, Book, LedgerAnchor, LedgerCheck, Line, Posting, Reversal


@admin.register(Book)
class BookWindow(Window):
    """Books."""

    list_display = ["id", "kind", "company"]
    list_filter = ["kind"]
    list_select_related = ["company"]


@admin.register(Account)
class AccountWindow(Window):
    """Accounts."""

    list_display = ["book", "code", "currency"]
    list_filter = ["code", "currency"]
    list_select_related = ["book__company"]


@admin.register(Balance)
class BalanceWindow(OfTheOwnBook):
    """Balances."""

    path = "account__book"
    list_display = ["account", "debit", "credit"]
    list_select_related = ["account"]


@admin.register(Posting)
class PostingWindow(Window):
    """Postings."""

    list_display = ["posted_at", "booked_on", "event", "key", "reverses"]
    list_filter = ["event"]
    list_select_related = ["reverses"]
    search_fields = ["key"]
    date_hierarchy = "booked_on"


@admin.register(Line)
class LineWindow(OfTheOwnBook):
    """Lines of postings."""

    path = "account__book"
    list_display = ["posting", "account", "currency", "debit", "credit"]
    list_select_related = ["posting", "account"]


@admin.register(Reversal)
class ReversalWindow(Window):
    """Reversals by two people."""

    list_display = ["number", "posting", "asked_by", "asked_at", "decided_by", "state"]
    list_filter = ["state"]
    list_select_related = ["posting", "asked_by", "decided_by"]
    search_fields = ["number"]


@admin.register(LedgerCheck)
class LedgerCheckWindow(Window):
    """Walks over all books."""

    list_display = ["checked_at", "entries", "books", "difference", "asked_by"]
    list_select_related = ["asked_by"]


@admin.register(LedgerAnchor)
class LedgerAnchorWindow(Window):
    """Hashes of what was posted."""

    list_display = ["made_at", "upto", "entries", "sha256"]
