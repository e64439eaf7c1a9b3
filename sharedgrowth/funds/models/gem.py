"""A GEM matching fund of the buyer and a raw-material supplier: years, contributions, proposals, grants, reports.

Books are kept in US dollars. It is not linked to purchase volume or price (GEM-08). Source: domain 13.
"""

import uuid
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from portal.files.models import File
from sharedgrowth.funds.models.funds import COMPANY, PERSON
from sharedgrowth.funds.states.gem import (
    CONTRIBUTION_FLOW,
    GEM_FLOW,
    PROPOSAL_FLOW,
    REPORT_FLOW,
    ContributionState,
    GemState,
    ProposalState,
    ReportState,
    Side,
    Theme,
    Unspent,
)

USD: dict[str, Any] = {"max_digits": 14, "decimal_places": 2}
ZERO = Decimal(0)


def _positive(name: str, *fields: str) -> models.CheckConstraint:
    condition = Q()
    for field in fields:
        condition &= Q(**{f"{field}__gt": 0})
    return models.CheckConstraint(
        name=name, condition=condition, violation_error_message=_("The amount must be above zero.")
    )


class GemFund(models.Model):
    """One matching fund: both companies pay the same each year."""

    flow = GEM_FLOW
    badges = {
        GemState.PROPOSED: "draft",
        GemState.AGREED: "info",
        GemState.ACTIVE: "ok",
        GemState.CLOSING: "wait",
        GemState.CLOSED: "mute",
        GemState.EXTENDED: "mute",
        GemState.TERMINATED: "bad",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    gem_name = models.CharField(_("name of the gem"), max_length=40, unique=True)
    state = models.CharField(_("state"), max_length=12, choices=GemState, default=GemState.PROPOSED)
    partner = models.ForeignKey(COMPANY, models.PROTECT, related_name="gem_funds", verbose_name=_("partner company"))
    country = models.CharField(_("country of the partner"), max_length=2)  # ISO 3166-1
    party_usd = models.DecimalField(_("each company pays a year (US dollars)"), **USD, default=Decimal(50_000))
    begins_on = models.DateField(_("begins on"))
    agreement = models.ForeignKey(
        File, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("agreement")
    )
    time_zone = models.CharField(_("time zone of the partner"), max_length=40, default="Australia/Brisbane")
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="followed_by", verbose_name=_("follows"), editable=False
    )
    unspent = models.CharField(_("unspent money"), max_length=8, choices=Unspent, blank=True, editable=False)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    agreed_house = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    agreed_partner = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("GEM matching fund")
        verbose_name_plural = _("GEM matching funds")
        ordering = ["-begins_on", "-id"]
        constraints = [_positive("gem_party_positive", "party_usd")]

    def __str__(self) -> str:
        return f"{self.number} {self.gem_name}"


class GemYear(models.Model):
    """One year of a fund and the country that it is used in; the grants of the year are counted under its lock."""

    fund = models.ForeignKey(GemFund, models.PROTECT, related_name="years", verbose_name=_("GEM matching fund"))
    no = models.PositiveSmallIntegerField(pgettext_lazy("gem", "year"))
    country = models.CharField(_("country of use"), max_length=2)
    rolled_usd = models.DecimalField(_("rolled into it (US dollars)"), **USD, default=ZERO, editable=False)
    deviates_why = models.TextField(_("why it is not the other country's turn"), max_length=1000, blank=True)
    deviates_house = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    deviates_partner = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("year of a GEM fund")
        verbose_name_plural = _("years of GEM funds")
        ordering = ["fund", "no"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "no"],
                name="gem_year_once",
                violation_error_message=_("This year is already planned."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.fund_id}/{self.no}"


class Contribution(models.Model):
    """What one of both companies pays into one year."""

    flow = CONTRIBUTION_FLOW
    badges = {
        ContributionState.PLANNED: "draft",
        ContributionState.REQUESTED: "wait",
        ContributionState.OVERDUE: "late",
        ContributionState.PARTLY: "wait",
        ContributionState.RECEIVED: "ok",
        ContributionState.WAIVED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    year = models.ForeignKey(GemYear, models.PROTECT, related_name="contributions", verbose_name=_("year"))
    side = models.CharField(pgettext_lazy("contribution", "paid by"), max_length=8, choices=Side)
    state = models.CharField(_("state"), max_length=10, choices=ContributionState, default=ContributionState.PLANNED)
    amount = models.DecimalField(_("amount"), **USD)
    due_on = models.DateField(pgettext_lazy("contribution", "due"))
    received = models.DecimalField(pgettext_lazy("contribution", "received"), **USD, default=ZERO, editable=False)
    requested_at = models.DateTimeField(null=True, editable=False)
    reason = models.TextField(_("why the rest is waived"), max_length=1000, blank=True)
    waived_house = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    waived_partner = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("contribution")
        verbose_name_plural = _("contributions")
        ordering = ["year", "side"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "side"],
                name="gem_contribution_once",
                violation_error_message=_("This company's contribution of the year is already planned."),
            ),
            models.CheckConstraint(
                name="gem_contribution_in_range",
                condition=Q(amount__gt=0, received__gte=0, received__lte=F("amount")),
                violation_error_message=_("More than is due cannot be received."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year_id} {self.side}"


class GemReceipt(models.Model):
    """Money that came in: when, at which rate, under which reference. Never changed."""

    append_only = True

    contribution = models.ForeignKey(Contribution, models.PROTECT, related_name="receipts")
    amount = models.DecimalField(_("amount"), **USD)
    received_on = models.DateField(pgettext_lazy("contribution", "received on"))
    rate = models.DecimalField(_("won for one US dollar"), max_digits=10, decimal_places=4)
    reference = models.CharField(_("reference of the bank"), max_length=60)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = _("receipt of a contribution")
        verbose_name_plural = _("receipts of contributions")
        ordering = ["id"]
        constraints = [
            _positive("gem_receipt_positive", "amount", "rate"),
            models.UniqueConstraint(
                fields=["contribution", "reference"],
                name="gem_receipt_once",
                violation_error_message=_("This receipt is already entered."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Proposal(models.Model):
    """A project that an operator proposes; both companies have to agree before it gets a grant (GEM-05)."""

    flow = PROPOSAL_FLOW
    badges = {
        ProposalState.SUBMITTED: "wait",
        ProposalState.DILIGENCE: "wait",
        ProposalState.SHORTLISTED: "info",
        ProposalState.GRANTED: "ok",
        ProposalState.IN_PROGRESS: "ok",
        ProposalState.FINAL_REPORT: "wait",
        ProposalState.ACCEPTED: "ok",
        ProposalState.RECOVERY: "bad",
        ProposalState.REFUSED: "bad",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    year = models.ForeignKey(GemYear, models.PROTECT, related_name="proposals", verbose_name=_("year of a GEM fund"))
    state = models.CharField(_("state"), max_length=12, choices=ProposalState, default=ProposalState.SUBMITTED)
    operator = models.CharField(_("organisation"), max_length=120)
    registration = models.CharField(_("registration number of the organisation"), max_length=40)
    contact = models.EmailField(_("e-mail address for questions"))
    theme = models.CharField(_("theme"), max_length=14, choices=Theme)
    title_ko = models.CharField(_("title (Korean)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200)
    text = models.TextField(_("what is done, where, for whom"), max_length=8000)
    goals = models.TextField(_("goals that can be counted"), max_length=4000)
    budget_usd = models.DecimalField(_("budget (US dollars)"), **USD)
    overhead_usd = models.DecimalField(_("of it overhead (US dollars)"), **USD, default=ZERO)
    other_money = models.TextField(_("other money for the same project"), max_length=1000, blank=True)
    is_registered = models.BooleanField(_("registration found"), null=True, blank=True)
    is_unsanctioned = models.BooleanField(_("on no sanctions list"), null=True, blank=True)
    is_unofficial = models.BooleanField(_("no link to public officials"), null=True, blank=True)
    is_unrelated = models.BooleanField(_("not related to either company"), null=True, blank=True)
    checks = models.TextField(_("what was looked at"), max_length=4000, blank=True)
    checked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    submitted_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)

    class Meta:
        verbose_name = pgettext_lazy("gem", "proposal")
        verbose_name_plural = pgettext_lazy("gem", "proposals")
        ordering = ["-id"]
        constraints = [
            _positive("gem_proposal_positive", "budget_usd"),
            models.CheckConstraint(
                name="gem_overhead_within_budget",
                condition=Q(overhead_usd__gte=0, overhead_usd__lte=F("budget_usd")),
                violation_error_message=_("The overhead is a part of the budget."),
            ),
            models.UniqueConstraint(
                fields=["registration", "title_en"],
                name="gem_project_once",
                condition=~Q(state=ProposalState.REFUSED),
                violation_error_message=_("This project of the organisation is already proposed: it is funded once."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class JointVote(models.Model):
    """The word of one of both companies on a proposal. Never changed."""

    append_only = True

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="votes")
    side = models.CharField(_("company"), max_length=8, choices=Side)
    agrees = models.BooleanField(_("agrees"))
    amount = models.DecimalField(_("amount (US dollars)"), **USD, default=ZERO)
    reason = models.TextField(_("reason"), max_length=1000)
    voted_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    voted_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("vote of the joint committee")
        verbose_name_plural = _("votes of the joint committee")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "side"],
                name="gem_vote_once",
                violation_error_message=_("Your company has already voted."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.side}"


class Grant(models.Model):
    """What a granted proposal gets."""

    proposal = models.OneToOneField(Proposal, models.PROTECT, related_name="grant")
    amount = models.DecimalField(_("amount"), **USD)
    granted_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    back_usd = models.DecimalField(_("got back (US dollars)"), **USD, default=ZERO, editable=False)

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        constraints = [_positive("gem_grant_positive", "amount")]

    def __str__(self) -> str:
        return f"{self.proposal_id}: {self.amount}"


class GrantTranche(models.Model):
    """A part of a grant; each after the first waits for the report before it."""

    grant = models.ForeignKey(Grant, models.PROTECT, related_name="tranches")
    no = models.PositiveSmallIntegerField(_("tranche"))
    amount = models.DecimalField(_("amount"), **USD)
    paid_on = models.DateField(_("paid on"), null=True)
    rate = models.DecimalField(_("won for one US dollar"), max_digits=10, decimal_places=4, null=True)
    reference = models.CharField(_("reference of the bank"), max_length=60, blank=True)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    paid_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("tranche of a grant")
        verbose_name_plural = _("tranches of grants")
        ordering = ["grant", "no"]
        constraints = [
            models.UniqueConstraint(fields=["grant", "no"], name="gem_tranche_once"),
            models.CheckConstraint(
                name="gem_tranche_by_two_people",
                condition=Q(paid_by=None) | Q(approved_by__isnull=False) & ~Q(paid_by=F("approved_by")),
                violation_error_message=_("Who approved the tranche does not pay it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant_id}/{self.no}"


class GrantReport(models.Model):
    """What was done and spent in a period, with evidence; counts only, no personal data."""

    flow = REPORT_FLOW
    badges = {ReportState.HANDED_IN: "wait", ReportState.ACCEPTED: "ok", ReportState.RETURNED: "bad"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    grant = models.ForeignKey(Grant, models.PROTECT, related_name="reports")
    state = models.CharField(_("state"), max_length=10, choices=ReportState, default=ReportState.HANDED_IN)
    is_final = models.BooleanField(_("final report"), default=False)
    text = models.TextField(_("what was done"), max_length=8000)
    spent_usd = models.DecimalField(_("spent until now (US dollars)"), **USD)
    evidence = models.ManyToManyField(File, related_name="+", verbose_name=_("evidence of what was spent"))
    people = models.PositiveIntegerField(_("people reached"), default=0)
    scholarships = models.PositiveIntegerField(_("scholarships"), default=0)
    trainees = models.PositiveIntegerField(_("trainees employed"), default=0)
    trees = models.PositiveIntegerField(_("trees planted"), default=0)
    hectares = models.DecimalField(_("hectares restored"), max_digits=8, decimal_places=2, default=ZERO)
    survival_pct = models.DecimalField(
        _("trees alive after a year (%)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    handed_in_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    remark = models.TextField(_("what was said to it"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("report of a grant")
        verbose_name_plural = _("reports of grants")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="gem_report_by_two_people",
                condition=Q(decided_by=None) | ~Q(decided_by=F("entered_by")),
                violation_error_message=_("Who entered the report does not accept it."),
            )
        ]

    def __str__(self) -> str:
        return str(self.uid)
