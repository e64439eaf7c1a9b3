"""FIND: books, accounts, balances, postings. A sum over books is always one statement: it never sees half a posting."""

from decimal import Decimal

from django.db.models import F

from portal.people.models import Company
from purchasing.payments.models import Balance, Book, BookKind


def book_of(company: Company) -> Book | None:
    """The company's own book; None as long as nothing was posted in it."""
    return Book.objects.filter(company=company).first()


def bank_book() -> Book | None:
    """The book of the bank that buys receivables."""
    return Book.objects.filter(kind=BookKind.BANK).first()


def escrow_book() -> Book | None:
    """The trustee's book."""
    return Book.objects.filter(kind=BookKind.ESCROW).first()


def balance(book: Book | None, code: str, currency: str = "KRW") -> Decimal:
    """Debits less credits of an account; zero where there is none."""
    found = Balance.objects.filter(account__book=book, account__code=code, account__currency=currency)
    return found.values_list(F("debit") - F("credit"), flat=True).first() or Decimal(0)
