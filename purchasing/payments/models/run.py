"""Payment runs and their instructions, and the accounts that they pay to."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from portal.encrypted.fields import BlindIndexField, EncryptedCharField
from purchasing.contracts.models.contract import CURRENCIES, MONEY, PERSON, whole_won
from purchasing.payments.models.ledger import Posting
from purchasing.payments.models.obligation import Obligation
from purchasing.payments.models.receivable import Receivable
from purchasing.payments.states import (
    ACCOUNT_FLOW,
    INSTRUCTION_FLOW,
    LIVE_INSTRUCTIONS,
    RUN_FLOW,
    AccountPurpose,
    AccountState,
    HoldReason,
    InstructionState,
    PayRole,
    RunKind,
    RunState,
)


class BankAccount(models.Model):
    """A company's account at a bank. A change waits for a second person and then for 72 hours. Source: CAT-06, T21."""

    flow = ACCOUNT_FLOW
    badges = {
        AccountState.PROPOSED: "wait",
        AccountState.COOLING: "wait",
        AccountState.ACTIVE: "ok",
        AccountState.REFUSED: "bad",
        AccountState.RETIRED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="bank_accounts")
    state = models.CharField(_("state"), max_length=10, choices=AccountState, default=AccountState.PROPOSED)
    purpose = models.CharField(  # wages only to accounts for wages: PAY-43
        pgettext_lazy("payment", "for"),
        max_length=8,
        choices=AccountPurpose,
        default=AccountPurpose.GENERAL,
    )
    bank_code = models.CharField(_("bank (code)"), max_length=11)
    number = EncryptedCharField(_("account number"), max_length=34)
    same_account = BlindIndexField(of=("bank_code", "number"))
    owner = models.CharField(_("account holder"), max_length=100)
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="KRW")
    proposed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    proposed_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    confirmed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    confirmed_at = models.DateTimeField(null=True, editable=False)
    callback = models.TextField(_("call-back"), max_length=500, blank=True)  # who was reached, at which known number
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by", editable=False)
    active_from = models.DateTimeField(_("in use from"), null=True, editable=False)
    retired_at = models.DateTimeField(null=True, editable=False)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "purpose", "currency"],
                name="bank_account_active_once",
                condition=Q(state=AccountState.ACTIVE),
                violation_error_message=_("A company has one account in use for each purpose and currency."),
            ),
            models.UniqueConstraint(
                fields=["company", "purpose", "currency"],
                name="bank_account_change_once",
                condition=Q(state__in=[AccountState.PROPOSED, AccountState.COOLING]),
                violation_error_message=_("A change of this account is already under way."),
            ),
            models.CheckConstraint(
                name="bank_account_by_two_people",
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("proposed_by")),
                violation_error_message=_("Who asked for the change does not confirm it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bank_code} ···{self.number[-4:]}"


class PaymentRun(models.Model):
    """What is paid on one bank day from one account in one currency; made by one person, checked by another."""

    flow = RUN_FLOW
    badges = {
        RunState.DRAFT: "draft",
        RunState.CHECKED: "wait",
        RunState.RELEASED: "wait",
        RunState.SENT: "info",
        RunState.EXECUTED: "info",
        RunState.RECONCILED: "ok",
        RunState.CANCELLED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=RunState, default=RunState.DRAFT)
    kind = models.CharField(_("kind"), max_length=8, choices=RunKind)
    value_on = models.DateField(_("bank day"))
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="KRW")
    part = models.PositiveSmallIntegerField(default=1, editable=False)  # a second run of the same day
    total = models.DecimalField(_("total"), **MONEY, default=0, editable=False)
    count = models.PositiveIntegerField(_("payments"), default=0, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)  # of what is paid to whom, as it was checked
    debtor_owner = models.CharField(
        max_length=100, blank=True, editable=False
    )  # from which account: copied at the check
    debtor_bank = models.CharField(max_length=11, blank=True, editable=False)
    debtor_number = EncryptedCharField(max_length=34, blank=True, editable=False)
    made_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)  # None: the clock
    made_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    checked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    checked_at = models.DateTimeField(null=True, editable=False)
    second_checked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    released_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    released_at = models.DateTimeField(null=True, editable=False)
    sent_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("payment run")
        verbose_name_plural = _("payment runs")
        ordering = ["-value_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value_on", "currency", "part"],
                name="payment_run_once",
                condition=~Q(state=RunState.CANCELLED),
                violation_error_message=_("There is already a run of this kind for this day."),
            ),
            models.CheckConstraint(
                name="payment_run_by_two_people",
                condition=(Q(checked_by=None) | ~Q(checked_by=F("made_by")))
                & (Q(second_checked_by=None) | ~Q(second_checked_by=F("checked_by")))
                & (Q(second_checked_by=None) | ~Q(second_checked_by=F("made_by")))
                & (Q(released_by=None) | ~Q(released_by=F("checked_by")))
                & (Q(released_by=None) | ~Q(released_by=F("second_checked_by")))
                & (Q(released_by=None) | ~Q(released_by=F("made_by"))),
                violation_error_message=_("Who made a run does not check it."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def has_protocol(self) -> bool:
        """Whether there is something to report: it was released, and not given up since."""
        return self.released_at is not None and self.state != RunState.CANCELLED


class Instruction(models.Model):
    """One payment of a run. The account is copied when it is planned and compared again before it is sent.

    ``end_to_end`` is what the bank gives back with its answer. Source: domain 4.7, security 6.5, 7.1.
    """

    flow = INSTRUCTION_FLOW
    badges = {
        InstructionState.PLANNED: "draft",
        InstructionState.HELD: "wait",
        InstructionState.POSTED: "info",
        InstructionState.PAID: "ok",
        InstructionState.REJECTED: "bad",
        InstructionState.DROPPED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="instructions", db_index=False)  # by run and state
    state = models.CharField(_("state"), max_length=10, choices=InstructionState, default=InstructionState.PLANNED)
    role = models.CharField(pgettext_lazy("payment", "for"), max_length=6, choices=PayRole, default=PayRole.CASH)
    # what it pays: one of four, each with an index of those that pay such a thing (Meta)
    obligation = models.ForeignKey(
        Obligation, models.PROTECT, null=True, blank=True, related_name="instructions", db_index=False
    )
    receivable = models.ForeignKey(
        Receivable, models.PROTECT, null=True, blank=True, related_name="instructions", db_index=False
    )
    direct = models.ForeignKey(  # a firm below the contractor that is owed: PAY-15
        "payments.DirectPayment", models.PROTECT, null=True, blank=True, related_name="instructions", db_index=False
    )
    payable = models.ForeignKey(  # what is owed without an invoice
        "payments.Payable", models.PROTECT, null=True, blank=True, related_name="instructions", db_index=False
    )
    payee = models.ForeignKey(  # None: the trustee or the bank; found with the latest last (Meta)
        "people.Company",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("payee"),
        db_index=False,
    )
    currency = models.CharField(_("currency"), max_length=3, choices=CURRENCIES, default="KRW")
    amount = models.DecimalField(_("amount"), **MONEY)
    end_to_end = models.CharField(_("reference"), max_length=35, unique=True)
    account = models.ForeignKey(BankAccount, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    bank_code = models.CharField(max_length=11, blank=True)
    account_number = EncryptedCharField(max_length=34, blank=True)
    account_owner = models.CharField(max_length=100, blank=True)
    text = models.CharField(_("text for the payee"), max_length=140, blank=True)
    changed = models.BooleanField(_("account changed"), default=False)  # another than that of the last payment
    hold_reason = models.CharField(_("why held"), max_length=20, choices=HoldReason, blank=True)
    result_code = models.CharField(_("answer of the bank"), max_length=4, blank=True)
    posting = models.OneToOneField(Posting, models.PROTECT, null=True, blank=True, related_name="+")
    paid_on = models.DateField(_("paid on"), null=True, blank=True)
    stated_on = models.DateField(_("on the statement of"), null=True, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("payment", "instruction")
        verbose_name_plural = pgettext_lazy("payment", "instructions")
        ordering = ["run", "id"]
        indexes = [
            models.Index(fields=["run", "state"], name="instruction_run_state"),
            models.Index(fields=["payee", "id"], name="instruction_payee"),
            models.Index(fields=["account", "id"], name="instruction_account"),
            *(
                models.Index(fields=[name], name=f"instruction_{name}", condition=Q(**{f"{name}__isnull": False}))
                for name in ("obligation", "receivable", "direct", "payable")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="instruction_is_positive",
                condition=Q(amount__gt=0),
                violation_error_message=_("The amount must be above zero."),
            ),
            models.CheckConstraint(
                name="instruction_pays_something",
                condition=Q(obligation__isnull=False, receivable=None, direct=None, payable=None)
                | Q(obligation=None, receivable__isnull=False, direct=None, payable=None)
                | Q(obligation=None, receivable=None, direct__isnull=False, payable=None)
                | Q(obligation=None, receivable=None, direct=None, payable__isnull=False),
                violation_error_message=_(
                    "A payment is for an obligation, a receivable, a direct payment or a payable."
                ),
            ),
            whole_won("instruction_whole_won", "amount"),
            models.UniqueConstraint(
                fields=["obligation"],
                name="instruction_pays_an_obligation_once",
                condition=Q(obligation__isnull=False, state__in=LIVE_INSTRUCTIONS),
                violation_error_message=_("This obligation is already being paid in a run."),
            ),
            models.UniqueConstraint(
                fields=["direct"],
                name="instruction_pays_directly_once",
                condition=Q(direct__isnull=False, state__in=[*LIVE_INSTRUCTIONS, InstructionState.PAID]),
                violation_error_message=_("This direct payment is already being made in a run."),
            ),
            models.UniqueConstraint(
                fields=["payable"],
                name="instruction_pays_a_payable_once",
                condition=Q(payable__isnull=False, state__in=[*LIVE_INSTRUCTIONS, InstructionState.PAID]),
                violation_error_message=_("This payable is already being paid in a run."),
            ),
            models.UniqueConstraint(
                fields=["receivable", "role"],
                name="instruction_pays_a_receivable_once",
                condition=Q(receivable__isnull=False)
                & (Q(state__in=LIVE_INSTRUCTIONS) | Q(state=InstructionState.PAID, role=PayRole.FUND)),
                violation_error_message=_("This receivable is already being paid in a run."),
            ),
        ]

    def __str__(self) -> str:
        return self.end_to_end
