"""Doors of the ledger: books, trial balances, statements, the check, as pages and as workbooks."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.display import day_text
from portal.figures import months_asked
from portal.forms import PeriodForm
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from portal.periods import Period
from portal.policy import require
from portal.sheets import Sheet, xlsx_answer
from portal.taking import taken
from portal.throttles import throttled
from purchasing.contracts.services import note_look
from purchasing.payments.forms.ledger import BookFilter
from purchasing.payments.models import Book
from purchasing.payments.policies import ledger as policies
from purchasing.payments.queries import ledger as queries
from purchasing.payments.queries.amounts import Sight
from purchasing.payments.rules.chart import CHART
from purchasing.payments.services.ledger_checks import ask_for_ledger_check
from purchasing.payments.views.ledger_words import in_words

PER_PAGE = 50


def book_or_404(request: HttpRequest, pk: int) -> Book:
    """A book that this person reads."""
    book = get_object_or_404(queries.books_visible_to(request.user), pk=pk)
    note_look(book, [queries.book_sight(request.user, book)], by=request.user)
    return book


def trail_to(request: HttpRequest, book: Book | None = None, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way here; a supplier has one book alone."""
    trail = [
        (_("Payments"), reverse("payments:money")),
        (pgettext("ledger", "Books"), reverse("payments:ledger")),
    ]
    if book is not None and queries.keeps_books(request.user):
        trail.append((str(book), reverse("payments:ledger-book", args=[book.pk])))
    return [*trail, *more]


def in_period(book: Book | None, months: PeriodForm, trail: list[tuple[str, str]]) -> dict[str, Any]:
    """What every page of a book over a period needs."""
    period = months.period
    return {
        "trail": [*trail[:-1], (trail[-1][0], "")],
        "book": book,
        "months": months,
        "period": f"{day_text(period.first, 'day')} – {day_text(period.last, 'day')}",
    }


@reads
def ledger(request: HttpRequest) -> HttpResponse:
    """All books and whether they hold; a supplier comes to its own book at once."""
    require(policies.may_read_books(request.user))
    if not queries.keeps_books(request.user):
        own = queries.books_visible_to(request.user).first()
        if own is not None:
            return see(request, reverse("payments:ledger-book", args=[own.pk]))
        return page(request, "payments/ledger_none.html")
    form = BookFilter(request.GET)
    books = queries.books_with_sums(request.user, form.given().get("search", ""))
    check = queries.last_ledger_check()
    results = Paginator(books, PER_PAGE).get_page(request.GET.get("page"))
    for book in results:
        book.shows_sums = queries.book_sight(request.user, book) == Sight.OPEN
    context = {
        "form": form,
        "results": results,
        "check": check,
        "checked": day_text(check.checked_at) if check else "",
        "faults": in_words(check.faults) if check else [],
        "reversals": queries.reversals_visible_to(request.user)[:10],
        "may_check": policies.may_check_ledger(request.user),
        "may_read_all": policies.may_read_all_books(request.user),
    }
    return page(request, "payments/ledger.html", context, part="payments/_books.html")


@writes
def ledger_check(request: HttpRequest) -> HttpResponse:
    """Have all books walked in the background."""
    ask_for_ledger_check(by=request.user)
    messages.success(request, _("The check has been ordered. Reload this page in a moment."))
    return see(request, reverse("payments:ledger"))


@reads
def ledger_book(request: HttpRequest, pk: int) -> HttpResponse:
    """The trial balance of one book over a period."""
    book, months = book_or_404(request, pk), months_asked(request)
    rows = queries.trial_balance(book, months.period.first, months.period.last)
    context = in_period(book, months, trail_to(request, book)) | {
        "rows": rows,
        "totals": queries.totals(rows),
        "opened": day_text(months.period.first, "day"),
    }
    return page(request, "payments/ledger_book.html", context)


@reads
def ledger_all(request: HttpRequest) -> HttpResponse:
    """The trial balance of all books together."""
    require(policies.may_read_all_books(request.user))
    note_look(request.user.company, [Sight.AUDIT], by=request.user)
    months = months_asked(request)
    rows = queries.trial_balance_of_all(months.period.first, months.period.last)
    trail = [*trail_to(request), (_("All books together"), "")]
    context = in_period(None, months, trail) | {"rows": rows, "totals": queries.totals(rows)}
    return page(request, "payments/ledger_book.html", context)


@reads
@throttled("export")
def ledger_book_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """The trial balance as a workbook."""
    book, period = book_or_404(request, pk), months_asked(request).period
    rows = queries.trial_balance(book, period.first, period.last)
    sheet = Sheet(
        title=_("Trial balance"),
        head=[
            _("Account"),
            pgettext("ledger", "Name"),
            _("Currency"),
            _("Opening balance"),
            pgettext("ledger", "Debits"),
            pgettext("ledger", "Credits"),
            _("Balance, debit"),
            _("Balance, credit"),
        ],
        rows=[
            *(
                [
                    row.entry.code,
                    str(row.entry.name),
                    row.currency,
                    row.opening,
                    row.debit,
                    row.credit,
                    row.closing_debit,
                    row.closing_credit,
                ]
                for row in rows
            ),
            *(
                [_("Total"), "", total.currency, None]
                + [total.debit, total.credit, total.closing_debit, total.closing_credit]
                for total in queries.totals(rows)
            ),
        ],
        notes=notes_of(request, book, period),
    )
    return xlsx_answer(f"trial-balance-{book.pk}-{period.first:%Y%m}-{period.last:%Y%m}", sheet)


@reads
def ledger_account(request: HttpRequest, pk: int, code: str, currency: str) -> HttpResponse:
    """What went through one account in a period, with the balance after each entry."""
    book, months = _account_or_404(request, pk, code, currency), months_asked(request)
    entry = CHART[code]
    lines = queries.account_lines(book, code, currency, months.period.first, months.period.last)
    opening = queries.opening_of(book, code, currency, months.period.first)
    results = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    name = f"{code} {entry.name}"
    context = in_period(book, months, [*trail_to(request, book), (name, "")]) | {
        "entry": entry,
        "name": name,
        "currency": currency,
        "opening": opening,
        "results": results,
        "lines": [(line, opening + line.running) for line in results],
    }
    return page(request, "payments/ledger_account.html", context)


@writes(shows_form=True)
@throttled("export")
def ledger_account_xlsx(request: HttpRequest, pk: int, code: str, currency: str) -> HttpResponse:
    """The statement of an account as a workbook."""
    book, period = _account_or_404(request, pk, code, currency), months_asked(request).period
    opening = queries.opening_of(book, code, currency, period.first)
    lines = queries.account_lines(book, code, currency, period.first, period.last)
    name = f"account-{book.pk}-{code}-{currency}-{period.first:%Y%m}-{period.last:%Y%m}"
    here = reverse("payments:ledger-account", args=[book.pk, code, currency])
    return taken(
        request,
        lambda notes: xlsx_answer(name, _account_sheet(request, book, period, lines, (code, currency, opening), notes)),
        about=book,
        what=name,
        rows=lines.count(),
        trail=trail_to(request, book, (code, here)),
    )


def _account_sheet(request: HttpRequest, book: Book, period: Period, lines, account, notes: list[str]) -> Sheet:
    code, currency, opening = account
    return Sheet(
        title=f"{code} {currency}",
        head=[
            _("Day"),
            pgettext("payment", "What happened"),
            pgettext("ledger", "About"),
            pgettext("ledger", "Debit"),
            pgettext("ledger", "Credit"),
            _("Balance"),
        ],
        rows=[
            [period.first, _("Opening balance"), "", None, None, opening],
            *(
                [
                    line.posting.booked_on,
                    line.posting.event_label,
                    line.posting.text,
                    line.debit or None,
                    line.credit or None,
                    opening + line.running,
                ]
                for line in lines.iterator(2000)
            ),
        ],
        notes=[*notes_of(request, book, period), f"{code} {CHART[code].name}, {currency}", *notes],
    )


@reads
def ledger_statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that was posted in a book in a period, day by day: to read, to print, to keep."""
    book, months = book_or_404(request, pk), months_asked(request)
    postings = queries.journal(book, months.period.first, months.period.last)
    context = in_period(book, months, [*trail_to(request, book), (_("Statement"), "")]) | {
        "results": Paginator(postings, PER_PAGE).get_page(request.GET.get("page")),
    }
    return page(request, "payments/ledger_statement.html", context)


@writes(shows_form=True)
@throttled("export")
def ledger_statement_xlsx(request: HttpRequest, pk: int) -> HttpResponse:
    """The statement of a book as a workbook, one row for each entry."""
    book, period = book_or_404(request, pk), months_asked(request).period
    name = f"statement-{book.pk}-{period.first:%Y%m}-{period.last:%Y%m}"
    return taken(
        request,
        lambda notes: xlsx_answer(name, _statement_sheet(request, book, period, notes)),
        about=book,
        what=name,
        rows=queries.entries_of(book, period.first, period.last),
        trail=trail_to(request, book, (_("Statement"), reverse("payments:ledger-statement", args=[book.pk]))),
    )


def _statement_sheet(request: HttpRequest, book: Book, period: Period, notes: list[str]) -> Sheet:
    postings = queries.journal(book, period.first, period.last)
    return Sheet(
        title=_("Statement"),
        head=[
            _("Day"),
            pgettext("payment", "What happened"),
            pgettext("ledger", "About"),
            _("Account"),
            pgettext("ledger", "Name"),
            _("Currency"),
            pgettext("ledger", "Debit"),
            pgettext("ledger", "Credit"),
            pgettext("ledger", "Key"),
        ],
        rows=[
            [
                posting.booked_on,
                posting.event_label,
                posting.text,
                line.account.code,
                str(line.account.name),
                line.currency,
                line.debit or None,
                line.credit or None,
                posting.key,
            ]
            for posting in postings.iterator(500)
            for line in posting.in_book  # type: ignore[attr-defined]
        ],
        notes=[*notes_of(request, book, period), *notes],
    )


def notes_of(request: HttpRequest, book: Book, period: Period) -> list[str]:
    """Whose book, which days, made when: on top of a workbook."""
    return [
        str(book),
        f"{period.first:%Y-%m-%d} – {period.last:%Y-%m-%d}",
        _("Made %(when)s") % {"when": day_text(page_now(request))},
    ]


def _account_or_404(request: HttpRequest, pk: int, code: str, currency: str) -> Book:
    book = book_or_404(request, pk)
    if code not in CHART or not book.accounts.filter(code=code, currency=currency).exists():
        raise Http404
    return book
