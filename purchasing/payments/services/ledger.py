"""DO: write the books. Nothing else writes a posting; what was written is never changed, only reversed.

A posting happens once: its ``key`` says which event it is. The database itself refuses what does not balance
(migration 0003). These functions are called by other services inside their transactions; they ask nobody's leave.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from portal.clock import today
from portal.errors import WrongState
from portal.people.models import User
from purchasing.payments.models import Account, Book, BookKind, Line, Posting
from purchasing.payments.rules.postings import (
    BANK,
    ESCROW,
    FUND_PREFIX,
    BookKey,
    Side,
    differences,
    fund_book,
    mirrored,
)
from purchasing.payments.states.ledger import Event

SPECIAL = {BANK: BookKind.BANK, ESCROW: BookKind.ESCROW}
AccountKey = tuple[BookKey, str, str]  # book, code, currency


@dataclass(frozen=True, slots=True)
class Draft:
    """A posting to be written. ``thing``: its label and id, as in the audit trail."""

    event: str
    key: str
    on: date
    sides: Sequence[Side] = field(default_factory=list)
    thing_type: str = ""
    thing_id: str = ""
    text: str = ""
    reverses_id: int | None = None
    by_id: int | None = None


def post(
    event: Event,
    *,
    key: str,
    on: date,
    sides: Iterable[Side],
    about: Model | None = None,
    text: str = "",
    by: User | None = None,
) -> Posting:
    """Write one posting. The same ``key`` again gives back the same posting; with other content it is an error."""
    draft = _draft(event, key=key, on=on, sides=sides, about=about, text=text, by=by)
    return Posting.objects.get(pk=post_many([draft])[key])


@transaction.atomic
def post_many(drafts: Sequence[Draft]) -> dict[str, int]:
    """Write many postings in three statements, or none of them. Returns the id of each key's posting.

    Keys that are already there are left as they are, if their content is the same.
    """
    for draft in drafts:
        if not draft.sides:
            raise ValueError(f"posting {draft.key} has no sides")
        if wrong := differences(draft.sides):
            raise ValueError(f"posting {draft.key} does not balance: {wrong}")
    accounts = accounts_for({(side.book, side.code, side.currency) for draft in drafts for side in draft.sides})
    made = _insert_postings(drafts)
    _insert_lines([draft for draft in drafts if draft.key in made], made, accounts)
    return made | _made_before([draft for draft in drafts if draft.key not in made])


@transaction.atomic
def reverse(posting: Posting, *, key: str, reason: str, by: User | None, on: date | None = None) -> Posting:
    """Take a posting back by its mirror image, once. ``on``: the day of the reversal, else the database's today."""
    if (made_before := Posting.objects.filter(reverses=posting).first()) and made_before.key != key:
        raise WrongState(_("This posting has already been reversed, by %(key)s.") % {"key": made_before.key})
    if posting.reverses_id:
        raise WrongState(_("A reversal is not reversed: write the event once more."))
    draft = Draft(
        event=Event.REVERSAL,
        key=key,
        on=on or today(),
        sides=mirrored(sides_of(posting)),
        thing_type=posting.thing_type,
        thing_id=posting.thing_id,
        text=reason[:200],
        reverses_id=posting.pk,
        by_id=by.pk if by else None,
    )
    return Posting.objects.get(pk=post_many([draft])[key])


def sides_of(posting: Posting) -> list[Side]:
    """What a posting says, as sides, in the order in which they were written."""
    lines = Line.objects.filter(posting=posting).select_related("account__book").order_by("pk")
    return [
        Side(book_key(line.account.book), line.account.code, line.debit, line.credit, line.currency) for line in lines
    ]


def book_key(book: Book) -> BookKey:
    """How the rules name a book."""
    if book.company_id is not None:
        return book.company_id
    if book.kind == BookKind.FUND:
        return fund_book(book.name)
    return BANK if book.kind == BookKind.BANK else ESCROW


def _draft(event: Event, *, key, on, sides, about=None, text="", by=None) -> Draft:
    return Draft(
        event=event,
        key=key,
        on=on,
        sides=list(sides),
        thing_type=about._meta.label_lower if about else "",
        thing_id=str(about.pk) if about else "",
        text=text[:200],
        by_id=by.pk if by else None,
    )


def accounts_for(keys: set[AccountKey]) -> dict[AccountKey, int]:
    """The accounts' ids; those that are not there yet are opened, with their books."""
    found = _accounts(keys)
    if missing := sorted(keys - found.keys(), key=str):
        books = _books({book for book, _code, _currency in missing})
        Account.objects.bulk_create(
            [Account(book_id=books[book], code=code, currency=currency) for book, code, currency in missing],
            ignore_conflicts=True,
        )
        found = _accounts(keys)
    return found


def _accounts(keys: set[AccountKey]) -> dict[AccountKey, int]:
    """By company and by kind apart: an OR of both would read all books."""
    companies = sorted({book for book, _code, _currency in keys if isinstance(book, int)})
    kinds = [kind.value for name, kind in SPECIAL.items() if any(book == name for book, _c, _u in keys)]
    funds = _fund_names(book for book, _code, _currency in keys)
    codes = sorted({code for _book, code, _currency in keys})
    rows = []
    with connection.cursor() as cursor:
        for column, wanted in (("company_id", companies), ("kind", kinds), ("name", funds)):
            if wanted:
                cursor.execute(
                    "SELECT a.id, a.code, a.currency, b.company_id, b.kind, b.name FROM payments_account a"  # noqa: S608
                    f" JOIN payments_book b ON b.id = a.book_id WHERE b.{column} = ANY(%s) AND a.code = ANY(%s)",
                    [wanted, codes],
                )
                rows += cursor.fetchall()
    names = {kind.value: name for name, kind in SPECIAL.items()}
    return {
        (company if company is not None else fund_book(name) if name else names[kind], code, currency): pk
        for pk, code, currency, company, kind, name in rows
    }


def _fund_names(books: Iterable[BookKey]) -> list[str]:
    """The names of those that are a fund's."""
    return sorted(
        {book[len(FUND_PREFIX) :] for book in books if isinstance(book, str) and book.startswith(FUND_PREFIX)}
    )


def _books(books: set[BookKey]) -> dict[BookKey, int]:
    companies = sorted(book for book in books if isinstance(book, int))
    kinds = [SPECIAL[book] for book in books if book in SPECIAL]
    funds = _fund_names(books)
    Book.objects.bulk_create(
        [
            *(Book(kind=BookKind.COMPANY, company_id=company) for company in companies),
            *(Book(kind=kind) for kind in kinds),
            *(Book(kind=BookKind.FUND, name=name) for name in funds),
        ],
        ignore_conflicts=True,
    )
    found: dict[BookKey, int] = dict(Book.objects.filter(company__in=companies).values_list("company_id", "pk"))
    found |= {book_key(book): book.pk for book in Book.objects.filter(kind__in=kinds)}
    found |= {book_key(book): book.pk for book in Book.objects.filter(kind=BookKind.FUND, name__in=funds)}
    return found


def _insert_postings(drafts: Sequence[Draft]) -> dict[str, int]:
    """The new ones alone; a key that another transaction is just writing is waited for, and then left alone."""
    columns: list[Any] = [
        [draft.key for draft in drafts],
        [str(draft.event) for draft in drafts],
        [draft.on for draft in drafts],
        [draft.thing_type for draft in drafts],
        [draft.thing_id for draft in drafts],
        [draft.text for draft in drafts],
        [draft.reverses_id for draft in drafts],
        [draft.by_id for draft in drafts],
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO payments_posting"
            " (uid, key, event, booked_on, thing_type, thing_id, text, reverses_id, posted_by_id)"
            " SELECT gen_random_uuid(), d.* FROM unnest(%s::text[], %s::text[], %s::date[], %s::text[], %s::text[],"
            " %s::text[], %s::bigint[], %s::bigint[]) AS d ON CONFLICT (key) DO NOTHING RETURNING key, id",
            columns,
        )
        return dict(cursor.fetchall())


def _insert_lines(drafts: Sequence[Draft], made: Mapping[str, int], accounts: Mapping[AccountKey, int]) -> None:
    """All sides of all postings in one statement: the database proves them together."""
    rows = [
        (made[draft.key], accounts[side.book, side.code, side.currency], side.currency, side.debit, side.credit)
        for draft in drafts
        for side in draft.sides
    ]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO payments_line (posting_id, account_id, currency, debit, credit)"
            " SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::numeric[], %s::numeric[])",
            [list(column) for column in zip(*rows, strict=True)],
        )


def _made_before(drafts: Sequence[Draft]) -> dict[str, int]:
    """The postings of these keys; WrongState where one says something else."""
    found = {posting.key: posting for posting in Posting.objects.filter(key__in=[draft.key for draft in drafts])}
    for draft in drafts:
        posting = found[draft.key]
        if posting.event != draft.event or _content(sides_of(posting)) != _content(draft.sides):
            raise WrongState(
                _("The key %(key)s already stands for another posting: nothing was written.") % {"key": draft.key}
            )
    return {draft.key: found[draft.key].pk for draft in drafts}


def _content(sides: Iterable[Side]) -> list[tuple[str, str, str, Decimal, Decimal]]:
    return sorted((str(s.book), s.code, s.currency, Decimal(s.debit), Decimal(s.credit)) for s in sides)
