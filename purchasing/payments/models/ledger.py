"""The ledger: a book for each company, for the bank and for the trustee; postings whose debits equal their credits.

Append-only: a mistake is reversed by a new posting. The database refuses a posting that does not balance in each of its
books when the transaction ends. Source: domain 4.6, security 6.2, 6.4.
"""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from purchasing.contracts.models.contract import CURRENCIES, MONEY, PERSON, whole_won
from purchasing.payments.rules.chart import CHART
from purchasing.payments.states.ledger import Event


class BookKind(models.TextChoices):
    """Whose book it is."""

    COMPANY = "company", _("Company")
    BANK = "bank", _("Bank")
    ESCROW = "escrow", _("Trustee (escrow)")
    FUND = "fund", pgettext_lazy("ledger", "Fund")


class Book(models.Model):
    """The book of one company, of the bank that buys receivables, of the trustee, or of a fund."""

    auditors_read = True

    kind = models.CharField(_("kind"), max_length=8, choices=BookKind, default=BookKind.COMPANY)
    company = models.OneToOneField(
        "people.Company", models.PROTECT, null=True, blank=True, related_name="book", verbose_name=_("company")
    )
    name = models.CharField(_("name"), max_length=40, blank=True, default="")  # a fund's code

    class Meta:
        verbose_name = pgettext_lazy("ledger", "book")
        verbose_name_plural = pgettext_lazy("ledger", "books")
        constraints = [
            models.CheckConstraint(
                name="book_of_a_company",
                condition=Q(kind=BookKind.COMPANY, company__isnull=False)
                | (~Q(kind=BookKind.COMPANY) & Q(company=None)),
                violation_error_message=_("A company's book names the company; no other book does."),
            ),
            models.UniqueConstraint(
                fields=["kind", "name"],
                name="book_of_bank_and_trustee_once",
                condition=~Q(kind=BookKind.COMPANY),
                violation_error_message=_("There is one book of this kind."),
            ),
            models.CheckConstraint(
                name="book_of_a_fund_has_a_name",
                condition=Q(kind=BookKind.FUND) & ~Q(name="") | ~Q(kind=BookKind.FUND) & Q(name=""),
                violation_error_message=_("A fund's book carries its code; no other book does."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.company) if self.company else f"{self.get_kind_display()} {self.name}".strip()


class Account(models.Model):
    """One account of a book; what its code means stands in ``rules.chart``."""

    auditors_read = True

    book = models.ForeignKey(Book, models.PROTECT, related_name="accounts")
    code = models.CharField(_("account"), max_length=4)
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="KRW")

    class Meta:
        verbose_name = pgettext_lazy("ledger", "account")
        verbose_name_plural = pgettext_lazy("ledger", "accounts")
        ordering = ["book", "code", "currency"]
        constraints = [
            models.UniqueConstraint(
                fields=["book", "code", "currency"],
                name="account_once",
                violation_error_message=_("This account is already there."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.currency}"

    @property
    def name(self) -> object:
        """What its code means."""
        return CHART[self.code].name


class Balance(models.Model):
    """What stands in an account: the sums of its lines, kept by the database as lines are written."""

    kept_by_database = True
    auditors_read = True

    account = models.OneToOneField(Account, models.PROTECT, related_name="balance", primary_key=True)
    debit = models.DecimalField(_("debit"), **MONEY, default=0)
    credit = models.DecimalField(_("credit"), **MONEY, default=0)

    class Meta:
        verbose_name = pgettext_lazy("ledger", "balance")
        verbose_name_plural = pgettext_lazy("ledger", "balances")
        constraints = [
            models.CheckConstraint(
                name="balance_sums_are_not_negative",
                condition=Q(debit__gte=0, credit__gte=0),
                violation_error_message=_("Sums of debits and credits are not negative."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.debit} / {self.credit}"


class Posting(models.Model):
    """One event in the books. ``key`` makes it happen once; ``reverses`` names the posting that it takes back."""

    append_only = True
    auditors_read = True

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    key = models.CharField(_("key"), max_length=120, unique=True, db_collation="C")
    event = models.CharField(_("event"), max_length=24)  # rules.postings.Event
    booked_on = models.DateField(_("booked on"))
    thing_type = models.CharField(max_length=60, blank=True)  # what it is about: "payments.receivable", and its id
    thing_id = models.CharField(max_length=40, blank=True)
    text = models.CharField(_("text"), max_length=200, blank=True)
    reverses = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name=_("reverses")
    )
    posted_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("posted by"), db_index=False
    )
    with_lines = models.BooleanField(db_default=False, editable=False)  # proved with its statement, else at commit
    posted_at = models.DateTimeField(_("posted"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = pgettext_lazy("ledger", "posting")
        verbose_name_plural = pgettext_lazy("ledger", "postings")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["thing_type", "thing_id"], name="posting_thing"),
            models.Index(fields=["booked_on"], name="posting_booked_on"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.key}"

    @property
    def event_label(self) -> str:
        """What happened, in words."""
        return str(Event(self.event).label)


class Line(models.Model):
    """One side of a posting in one account: a debit or a credit, never both."""

    append_only = True
    auditors_read = True

    # Both keys are proved by the trigger of the table instead: portal/decisions/0035-ledger-keys.md.
    posting = models.ForeignKey(Posting, models.PROTECT, related_name="lines", db_constraint=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="lines", db_constraint=False)
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="KRW")
    debit = models.DecimalField(_("debit"), **MONEY, default=0)
    credit = models.DecimalField(_("credit"), **MONEY, default=0)

    class Meta:
        verbose_name = pgettext_lazy("ledger", "line")
        verbose_name_plural = pgettext_lazy("ledger", "lines")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="line_has_one_side",
                condition=Q(debit__gt=0, credit=0) | Q(debit=0, credit__gt=0),
                violation_error_message=_("A line has either a debit or a credit, above zero."),
            ),
            whole_won("line_whole_won", "debit", "credit"),
            models.CheckConstraint(
                name="line_in_range",
                condition=Q(debit__lt=10**16, credit__lt=10**16),
                violation_error_message=_("The amount is too large."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.debit} / {self.credit}"
