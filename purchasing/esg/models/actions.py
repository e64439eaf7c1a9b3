"""Corrective action plans, and supply limitations with their due process. Source: domain 11.2, 11.6."""

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from purchasing.esg.models.assessment import Assessment, Evidence, RedFlag
from purchasing.esg.models.gate import COMPANY, PERSON
from purchasing.esg.states import (
    CAP_FLOW,
    LIMITATION_FLOW,
    LIMITING,
    Bench,
    CapState,
    CarriedLink,
    LimitationLevel,
    LimitationState,
    Severity,
)


class CorrectiveAction(models.Model):
    """What a supplier mends: finding, root cause, action, owner, clocks, evidence, verification."""

    flow = CAP_FLOW
    badges = {
        CapState.OPEN: "wait",
        CapState.PLAN_SUBMITTED: "wait",
        CapState.PLAN_ACCEPTED: "info",
        CapState.IMPLEMENTED: "wait",
        CapState.VERIFIED: "ok",
        CapState.CLOSED: "ok",
        CapState.OVERDUE: "bad",
        CapState.ESCALATED: "bad",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="corrective_actions", verbose_name=_("company"))
    assessment = models.ForeignKey(
        Assessment, models.PROTECT, null=True, blank=True, related_name="actions", verbose_name=_("assessment")
    )
    question_code = models.CharField(_("item"), max_length=8, blank=True)
    flag = models.ForeignKey(
        RedFlag, models.PROTECT, null=True, blank=True, related_name="actions", verbose_name=_("red flag")
    )
    finding = models.TextField(_("finding"), max_length=1000)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity)
    state = models.CharField(_("state"), max_length=12, choices=CapState, default=CapState.OPEN)
    root_cause = models.TextField(_("root cause"), max_length=1000, blank=True)
    containment = models.TextField(_("containment at once"), max_length=1000, blank=True)
    action = models.TextField(_("action"), max_length=2000, blank=True)
    owner = models.CharField(_("responsible"), max_length=80, blank=True)
    opened_on = models.DateField(pgettext_lazy("corrective action", "opened"))
    plan_due = models.DateField(_("plan due"))
    contain_due = models.DateField(_("contained by"), null=True, blank=True)
    contained_on = models.DateField(_("contained on"), null=True, blank=True)
    due_on = models.DateField(_("closed by"))
    extended_days = models.PositiveSmallIntegerField(_("extended by (days)"), default=0)  # once, at most half
    extension_reason = models.TextField(_("reason of the extension"), max_length=500, blank=True)
    extension_asked = models.PositiveSmallIntegerField(  # asked for and not yet decided
        _("extension asked for (days)"), null=True, blank=True, editable=False
    )
    overdue_on = models.DateField(_("overdue since"), null=True, editable=False)
    evidence = models.ManyToManyField(Evidence, blank=True, related_name="actions", verbose_name=_("evidence"))
    done_text = models.TextField(_("what was done"), max_length=2000, blank=True)
    remark = models.TextField(_("what the reviewer said"), max_length=1000, blank=True)
    new_score = models.PositiveSmallIntegerField(  # what the item earns once verified: triggers a re-score
        _("score after verification"), null=True, blank=True
    )
    opened_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    planned_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    done_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    verified_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    verified_on = models.DateField(_("verified on"), null=True, editable=False)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("corrective action")
        verbose_name_plural = _("corrective actions")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state", "due_on"], name="cap_due")]
        constraints = [
            models.CheckConstraint(
                name="cap_verified_by_another",
                condition=Q(verified_by=None) | Q(done_by=None) | ~Q(verified_by=F("done_by")),
                violation_error_message=_("Who uploaded the evidence does not verify it."),
            ),
            models.CheckConstraint(
                name="cap_contained_after_opened",
                condition=Q(contained_on=None) | Q(contained_on__gte=F("opened_on")),
                violation_error_message=_("A finding is contained after it was made."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Limitation(models.Model):
    """A supply limitation from its proposal to its end, with every step of the due process dated (LIM-01..06)."""

    flow = LIMITATION_FLOW
    badges = {
        LimitationState.PROPOSED: "draft",
        LimitationState.NOTIFIED: "wait",
        LimitationState.ANSWERED: "wait",
        LimitationState.COMMITTEE: "wait",
        LimitationState.IN_FORCE: "bad",
        LimitationState.APPEALED: "bad",
        LimitationState.NOT_IMPOSED: "mute",
        LimitationState.OVERTURNED: "ok",
        LimitationState.LIFTED: "ok",
        LimitationState.ENDED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="limitations", verbose_name=_("company"))
    assessment = models.ForeignKey(
        Assessment, models.PROTECT, null=True, blank=True, related_name="limitations", verbose_name=_("assessment")
    )
    flag = models.ForeignKey(
        RedFlag, models.PROTECT, null=True, blank=True, related_name="limitations", verbose_name=_("red flag")
    )
    level = models.CharField(_("level"), max_length=1, choices=LimitationLevel)
    scope = models.CharField(_("scope"), max_length=200, blank=True)  # "": everything; else class codes
    facts = models.TextField(_("facts"), max_length=4000)
    state = models.CharField(_("state"), max_length=12, choices=LimitationState, default=LimitationState.PROPOSED)
    interim = models.BooleanField(_("interim: imminent danger to life"), default=False)
    proposed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    proposed_at = models.DateTimeField(_("proposed"), db_default=ClockTimestamp(), editable=False)
    notified_at = models.DateTimeField(_("notice sent"), null=True, editable=False)
    notified_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    answer_due = models.DateField(_("answer due"), null=True, editable=False)
    answer = models.TextField(_("supplier's answer"), max_length=4000, blank=True)
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    answered_at = models.DateTimeField(null=True, editable=False)
    hearing = models.BooleanField(_("hearing asked for"), default=False)
    hearing_on = models.DateField(_("heard on"), null=True, blank=True, editable=False)
    hearing_note = models.TextField(_("what was said at the hearing"), max_length=4000, blank=True)
    interim_from = models.DateField(_("interim from"), null=True, editable=False)
    interim_reason = models.TextField(_("the danger to life"), max_length=2000, blank=True)
    interim_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    decided_on = models.DateField(_("decided on"), null=True, editable=False)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    base_won = models.DecimalField(  # level 3: orders of the last year, as they stood at the decision
        _("orders of last year (won)"), max_digits=18, decimal_places=0, null=True, editable=False
    )
    cap_won = models.DecimalField(
        _("most orders in a year (won)"), max_digits=18, decimal_places=0, null=True, editable=False
    )
    reason = models.TextField(_("reasoned decision"), max_length=4000, blank=True)
    from_on = models.DateField(_("from"), null=True, blank=True)
    until_on = models.DateField(_("until"), null=True, blank=True)
    replaces = models.ForeignKey(  # what a higher level took the place of: it comes back when that one is overturned
        "self", models.PROTECT, null=True, related_name="replaced_by", editable=False, verbose_name=_("replaces")
    )
    ended_until_on = models.DateField(null=True, editable=False)  # its own last day, before it was replaced
    appeal_until = models.DateField(_("appeal until"), null=True, editable=False)
    appeal = models.TextField(_("appeal"), max_length=4000, blank=True)
    appealed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    appealed_at = models.DateTimeField(null=True, editable=False)
    appeal_decision = models.TextField(_("decision on the appeal"), max_length=4000, blank=True)
    appeal_decided_on = models.DateField(_("appeal decided on"), null=True, editable=False)
    appeal_decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    lift_asked_at = models.DateTimeField(_("lifting asked for"), null=True, editable=False)
    lift_asked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    lifted_on = models.DateField(_("lifted on"), null=True, editable=False)
    lifted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    lift_reason = models.TextField(_("why lifted"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("supply limitation")
        verbose_name_plural = _("supply limitations")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "scope"],
                name="limitation_in_force_once",
                condition=Q(state__in=LIMITING),
                violation_error_message=_("A limitation of this scope is already in force."),
            ),
            models.CheckConstraint(
                name="limitation_days_in_order",
                condition=Q(until_on=None) | Q(from_on=None) | Q(until_on__gte=F("from_on")),
                violation_error_message=_("A limitation ends after it begins."),
            ),
            models.CheckConstraint(
                name="limitation_decided_with_reason",
                condition=~Q(state__in=LIMITING)
                | ~Q(reason="") & Q(from_on__isnull=False, decided_on__isnull=False)
                | Q(interim=True),
                violation_error_message=_("A limitation in force has a dated, reasoned decision."),
            ),
            models.CheckConstraint(
                name="limitation_decided_by_another",
                condition=Q(decided_by=None) | Q(proposed_by=None) | ~Q(decided_by=F("proposed_by")),
                violation_error_message=_("Who proposed a limitation does not decide on it (SOD-12)."),
            ),
            models.CheckConstraint(
                name="limitation_appeal_by_others",
                condition=Q(appeal_decided_by=None) | Q(decided_by=None) | ~Q(appeal_decided_by=F("decided_by")),
                violation_error_message=_("Who decided first does not decide on the appeal (SOD-12)."),
            ),
            models.CheckConstraint(
                name="limitation_lifted_by_another",
                condition=Q(lifted_by=None) | Q(lift_asked_by=None) | ~Q(lifted_by=F("lift_asked_by")),
                violation_error_message=_("Who asked for the lifting does not decide on it."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def begun_by(self, on: date) -> bool:
        """Whether its first day has come."""
        return self.from_on is not None and self.from_on <= on


class LimitationVote(models.Model):
    """A committee member's vote; ``on_appeal`` votes come from people who did not vote before (LIM-01)."""

    append_only = True

    limitation = models.ForeignKey(Limitation, models.PROTECT, related_name="votes")
    member = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("member"))
    bench = models.CharField(_("speaks for"), max_length=10, choices=Bench)
    in_favour = models.BooleanField(_("in favour"))
    words = models.TextField(_("reason"), max_length=1000, blank=True)
    on_appeal = models.BooleanField(_("on appeal"), default=False)
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("vote on a limitation")
        verbose_name_plural = _("votes on limitations")
        ordering = ["limitation", "on_appeal", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["limitation", "member"],
                name="limitation_vote_once",  # also: whoever voted first is not of the appeal panel
                violation_error_message=_("You have already voted on this limitation."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.limitation_id} {self.member_id}"


class CarriedLimitation(models.Model):
    """A company of the same owners or representative carries the limitation of another one. Source: domain 11.10."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    limitation = models.ForeignKey(Limitation, models.PROTECT, related_name="carried")
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="carried_limitations", verbose_name=_("company"))
    link = models.CharField(_("tie"), max_length=14, choices=CarriedLink)
    since = models.DateField(_("since"))
    ended_on = models.DateField(_("ended on"), null=True, editable=False)
    end_reason = models.CharField(_("why it ended"), max_length=300, blank=True)
    ended_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("limitation carried by a sister company")
        verbose_name_plural = _("limitations carried by sister companies")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["limitation", "company"],
                name="limitation_carried_once",
                condition=Q(ended_on=None),
                violation_error_message=_("The company already carries this limitation."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.limitation_id} {self.company_id}"
