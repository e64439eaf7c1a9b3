"""Activities of the Friends: the plan with its risk form, the report, what came of it. Source: domain 10."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from sharedgrowth.friends.models.members import COMPANY, PERSON, Recipient, Theme, told
from sharedgrowth.friends.models.terms import WON
from sharedgrowth.friends.states import ACTIVITY_FLOW, ActivityState, ActivityType


class Activity(models.Model):
    """What people do together on one day or a few. ``round``: a new one makes the code on the site a new one."""

    flow = ACTIVITY_FLOW
    badges = {
        ActivityState.PROPOSED: "wait",
        ActivityState.APPROVED: "info",
        ActivityState.OPEN: "ok",
        ActivityState.CLOSED: "info",
        ActivityState.HELD: "wait",
        ActivityState.REPORTED: "wait",
        ActivityState.VERIFIED: "ok",
        ActivityState.CANCELLED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=ActivityState, default=ActivityState.PROPOSED)
    type = models.CharField(_("type"), max_length=10, choices=ActivityType)
    theme = models.ForeignKey(
        Theme, models.PROTECT, null=True, blank=True, related_name="activities",
        verbose_name=pgettext_lazy("friends", "theme"),
    )  # fmt: skip
    title_ko = models.CharField(_("title (Korean)"), max_length=120)
    title_en = models.CharField(_("title (English)"), max_length=120)
    summary_ko = models.TextField(_("summary (Korean)"), max_length=1500)
    summary_en = models.TextField(_("summary (English)"), max_length=1500)
    region = models.CharField(_("region"), max_length=5)
    place = models.CharField(_("place"), max_length=160)
    begins_at = models.DateTimeField(_("begins at"))
    ends_at = models.DateTimeField(_("ends at"))
    closes_at = models.DateTimeField(_("sign-up until"))
    capacity = models.PositiveSmallIntegerField(pgettext_lazy("friends", "places"))
    guests = models.BooleanField(_("guests may come along"), default=True)
    budget_won = models.DecimalField(_("budget (won)"), **WON, default=0)
    recipient = models.ForeignKey(
        Recipient, models.PROTECT, null=True, blank=True, related_name="activities",
        verbose_name=_("recipient organisation"),
    )  # fmt: skip
    lead = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("led by"))
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="friends_activities", verbose_name=_("company"))
    proposed_by = models.ForeignKey(
        PERSON, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("friends", "proposed by")
    )
    proposed_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    round = models.PositiveSmallIntegerField(default=1, editable=False)
    report_ko = models.TextField(_("report (Korean)"), max_length=4000, blank=True, editable=False)
    report_en = models.TextField(_("report (English)"), max_length=4000, blank=True, editable=False)
    reported_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    verified_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    verified_on = models.DateField(_("verified on"), null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("friends", "activity")
        verbose_name_plural = pgettext_lazy("friends", "activities")
        ordering = ["-begins_at", "-id"]
        indexes = [models.Index(fields=["state", "begins_at"], name="friends_activity_by_state")]
        constraints = [
            models.CheckConstraint(
                name="friends_activity_ends_after_it_begins",
                condition=Q(ends_at__gt=F("begins_at")),
                violation_error_message=_("It ends after it begins."),
            ),
            models.CheckConstraint(
                name="friends_activity_signup_ends_before",
                condition=Q(closes_at__lte=F("begins_at")),
                violation_error_message=_("Sign-up ends before the activity begins."),
            ),
            models.CheckConstraint(
                name="friends_activity_has_places",
                condition=Q(capacity__gte=1),
                violation_error_message=_("There is at least one place."),
            ),
            models.CheckConstraint(
                name="friends_activity_by_two_people",
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
                violation_error_message=_("Who proposed the activity does not approve it."),
            ),
            models.CheckConstraint(
                name="friends_report_by_two_people",
                condition=Q(verified_by=None) | ~Q(verified_by=F("reported_by")),
                violation_error_message=_("Who reported the activity does not verify it."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> str:
        """In the reader's language."""
        return told(self, "title")

    @property
    def summary(self) -> str:
        """In the reader's language."""
        return told(self, "summary")

    @property
    def report(self) -> str:
        """In the reader's language."""
        return told(self, "report")


class RiskForm(models.Model):
    """What may harm people and what protects them; without one nothing is approved. A change is a new form."""

    append_only = True

    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="risk_forms", verbose_name=pgettext_lazy("friends", "activity")
    )
    hazards = models.TextField(_("hazards"), max_length=2000)
    measures = models.TextField(_("what protects people"), max_length=2000)
    emergency = models.CharField(_("nearest help in an emergency"), max_length=200)
    first_aid = models.CharField(_("first aid"), max_length=160)
    insured = models.BooleanField(_("volunteers are insured"))
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("person"))
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("risk form")
        verbose_name_plural = _("risk forms")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.activity_id}"


class Impact(models.Model):
    """What came of an activity; an estimate says that it is one and how it was made. A new report replaces its rows."""

    activity = models.ForeignKey(
        Activity, models.PROTECT, related_name="impacts", verbose_name=pgettext_lazy("friends", "activity")
    )
    metric = models.CharField(_("what is counted"), max_length=40)
    value = models.DecimalField(pgettext_lazy("figure", "value"), max_digits=15, decimal_places=2)
    unit = models.CharField(_("unit"), max_length=20)
    estimate = models.BooleanField(_("an estimate"), default=False)
    method = models.CharField(_("how it was estimated"), max_length=300, blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("person"))
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = pgettext_lazy("friends", "impact")
        verbose_name_plural = pgettext_lazy("friends", "impacts")
        ordering = ["activity", "id"]
        constraints = [
            models.CheckConstraint(
                name="friends_impact_estimate_says_how",
                condition=Q(estimate=False) | ~Q(method=""),
                violation_error_message=_("An estimate says how it was made."),
            ),
            models.CheckConstraint(
                name="friends_impact_is_positive",
                condition=Q(value__gt=0),
                violation_error_message=_("A figure is above zero."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} {self.metric}"
