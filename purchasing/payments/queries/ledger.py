"""FIND: books, accounts, balances, postings. A sum over books is always one statement: it never sees half a posting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Sum, Window
from django.db.models.functions import Coalesce

from portal.people.models import Company, User
from purchasing.payments.models import Balance, Book, BookKind, LedgerCheck, Line, Posting, Reversal
from purchasing.payments.queries.amounts import Sight, sees_by_audit
from purchasing.payments.rules.chart import CHART, Entry
from purchasing.payments.states.ledger import ReversalState

ZERO = Decimal(0)
KEEPS_BOOKS = ("FI", "AU", "CP")  # the buyer's own book; whether all hold
READS_OWN_BOOK = ("SA", "SF")


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
    return found.values_list(F("debit") - F("credit"), flat=True).first() or ZERO


def keeps_books(user: User) -> bool:
    """Whether this person sees the buyer's book, and the checks of all."""
    return user.is_internal and user.has_role(*KEEPS_BOOKS)


def reads_all_books(user: User) -> bool:
    """Whether this person sees the books of all companies, of the bank and the trustee: each look is recorded."""
    return sees_by_audit(user)


def book_sight(user: User, book: Book) -> Sight:
    """A book of one's own is open; what lower tiers are paid stands in those of others. Source: ADR 0033."""
    return Sight.OPEN if book.company_id is not None and book.company_id == user.company_id else Sight.AUDIT


def books_visible_to(user: User) -> QuerySet[Book]:
    """All books for auditors; the own one for the buyer's finance and compliance, a supplier's head and finance."""
    books = Book.objects.select_related("company")
    if reads_all_books(user):
        return books
    if keeps_books(user):
        return books.filter(company__is_buyer=True)
    if user.is_supplier and user.company_id is not None and user.has_role(*READS_OWN_BOOK):
        return books.filter(company=user.company_id)
    return books.none()


def books_with_sums(user: User, search: str = "") -> QuerySet[Book]:
    """The books with how many accounts and how much on either side, the company's name or number searched."""
    books = books_visible_to(user)
    if search:
        named = Q(company__legal_name_ko__icontains=search) | Q(company__legal_name_en__icontains=search)
        books = books.filter(named | Q(company__number__icontains=search))
    of_won = Q(accounts__currency="KRW")
    return books.annotate(
        accounts_open=Count("accounts"),
        debits=Coalesce(Sum("accounts__balance__debit", filter=of_won), ZERO),
        credits=Coalesce(Sum("accounts__balance__credit", filter=of_won), ZERO),
    ).order_by(F("company").asc(nulls_first=True), "kind")


@dataclass(frozen=True, slots=True)
class Turnover:
    """One account over a period: what stood there, what was added on either side, what stands there."""

    entry: Entry
    currency: str
    opening: Decimal
    debit: Decimal
    credit: Decimal

    @property
    def closing(self) -> Decimal:
        """Debits less credits at the end."""
        return self.opening + self.debit - self.credit

    @property
    def closing_debit(self) -> Decimal:
        """The balance, if it stands on the debit side."""
        return max(self.closing, ZERO)

    @property
    def closing_credit(self) -> Decimal:
        """The balance, if it stands on the credit side."""
        return max(-self.closing, ZERO)


@dataclass(frozen=True, slots=True)
class Totals:
    """The last line of a trial balance, in one currency."""

    currency: str
    debit: Decimal
    credit: Decimal
    closing_debit: Decimal
    closing_credit: Decimal

    @property
    def holds(self) -> bool:
        """Whether both sides are equal."""
        return self.debit == self.credit and self.closing_debit == self.closing_credit


def trial_balance(book: Book, first: date, last: date) -> list[Turnover]:
    """Every account of ``book`` from ``first`` to ``last``, in one statement."""
    return _turnovers(first, last, book.pk)


def trial_balance_of_all(first: date, last: date) -> list[Turnover]:
    """The same of all books together."""
    return _turnovers(first, last, None)


def _turnovers(first: date, last: date, book: int | None) -> list[Turnover]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a.code, a.currency,"
            " coalesce(sum(l.debit - l.credit) FILTER (WHERE p.booked_on < %(first)s), 0),"
            " coalesce(sum(l.debit) FILTER (WHERE p.booked_on >= %(first)s), 0),"
            " coalesce(sum(l.credit) FILTER (WHERE p.booked_on >= %(first)s), 0)"
            " FROM payments_account a JOIN payments_line l ON l.account_id = a.id"
            " JOIN payments_posting p ON p.id = l.posting_id"
            " WHERE (%(book)s::bigint IS NULL OR a.book_id = %(book)s) AND p.booked_on <= %(last)s"
            " GROUP BY a.code, a.currency ORDER BY a.currency, a.code",
            {"first": first, "last": last, "book": book},
        )
        return [Turnover(CHART[code], currency, *sums) for code, currency, *sums in cursor.fetchall()]


def account_lines(book: Book, code: str, currency: str, first: date, last: date) -> QuerySet[Line]:
    """The lines of an account in a period, the earliest first, with the sum so far (``running``) of the period."""
    lines = Line.objects.filter(
        account__book=book, account__code=code, currency=currency, posting__booked_on__range=(first, last)
    )
    order = [F("posting__booked_on").asc(), F("pk").asc()]
    running = Window(Sum(F("debit") - F("credit")), order_by=order)
    return lines.annotate(running=running).select_related("posting").order_by("posting__booked_on", "pk")


def opening_of(book: Book, code: str, currency: str, first: date) -> Decimal:
    """Debits less credits of an account before ``first``."""
    before = Line.objects.filter(
        account__book=book, account__code=code, currency=currency, posting__booked_on__lt=first
    )
    return before.aggregate(sum=Sum(F("debit") - F("credit")))["sum"] or ZERO


def postings_visible_to(user: User) -> QuerySet[Posting]:
    """Postings with a line in a book that this person reads."""
    postings = Posting.objects.select_related("posted_by", "reverses", "reversed_by")
    if reads_all_books(user):
        return postings
    own = Line.objects.filter(posting=OuterRef("pk"), account__book__in=books_visible_to(user))
    return postings.filter(Exists(own))


def journal(book: Book, first: date, last: date) -> QuerySet[Posting]:
    """The postings of a book in a period, the earliest first, with its lines in this book (``in_book``) alone."""
    lines = Line.objects.filter(account__book=book).select_related("account").order_by("pk")
    here = Line.objects.filter(posting=OuterRef("pk"), account__book=book)
    return (
        Posting.objects.filter(Exists(here), booked_on__range=(first, last))
        .prefetch_related(Prefetch("lines", queryset=lines, to_attr="in_book"))
        .order_by("booked_on", "pk")
    )


def entries_of(book: Book, first: date, last: date) -> int:
    """How many entries a book has in a period."""
    return Line.objects.filter(account__book=book, posting__booked_on__range=(first, last)).count()


def lines_visible_to(user: User, posting: Posting) -> list[Line]:
    """The sides of a posting in the books that this person reads, book by book."""
    lines = Line.objects.filter(posting=posting, account__book__in=books_visible_to(user).order_by())
    return list(lines.select_related("account__book__company").order_by("account__book", "pk"))


def reversals_visible_to(user: User) -> QuerySet[Reversal]:
    """Of the postings that this person sees, for who keeps the books."""
    reversals = Reversal.objects.select_related("posting", "asked_by", "decided_by")
    if not keeps_books(user):
        return reversals.none()
    return reversals.filter(posting__in=postings_visible_to(user).order_by().values("pk"))


def reversals_waiting_for(user: User) -> QuerySet[Reversal]:
    """Those that this member of finance may decide."""
    waiting = reversals_visible_to(user).filter(state=ReversalState.ASKED).exclude(asked_by=user)
    return waiting if user.has_role("FI") else waiting.none()


def last_ledger_check() -> LedgerCheck | None:
    """The latest walk over all books."""
    return LedgerCheck.objects.select_related("asked_by").first()


def totals(rows: Iterable[Turnover]) -> list[Totals]:
    """Of each currency. In a book that holds, debits equal credits, and so do the balances on both sides."""
    sums: dict[str, list[Decimal]] = {}
    for row in rows:
        kept = sums.setdefault(row.currency, [ZERO] * 4)
        for at, amount in enumerate((row.debit, row.credit, row.closing_debit, row.closing_credit)):
            kept[at] += amount
    return [Totals(currency, *kept) for currency, kept in sums.items()]
