"""A review by one person, the joint investigation, the committee. Source: domain 7.3 (PI-02, PI-03), 8, 16.3."""

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from sharedgrowth.support.models.applications import Application
from sharedgrowth.support.models.calls import PERSON, Call
from sharedgrowth.support.states import (
    INVESTIGATION_FLOW,
    REVIEW_FLOW,
    InvestigationState,
    Opinion,
    ReviewState,
)

POINTS: dict[str, Any] = {"max_digits": 5, "decimal_places": 2}


class Review(models.Model):
    """What one person gives an application. Hidden from the other reviewers until they have locked theirs."""

    flow = REVIEW_FLOW
    badges = {
        ReviewState.ASSIGNED: "wait",
        ReviewState.OPEN: "info",
        ReviewState.LOCKED: "ok",
        ReviewState.ABSTAINED: "mute",
        ReviewState.REMOVED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="reviews", verbose_name=_("application"), editable=False
    )
    reviewer = models.ForeignKey(PERSON, models.PROTECT, related_name="support_reviews", verbose_name=_("reviewer"))
    state = models.CharField(_("state"), max_length=10, choices=ReviewState, default=ReviewState.ASSIGNED)
    second_look = models.BooleanField(_("second look"), default=False, editable=False)  # the others were far apart
    points = models.JSONField(_("points"), default=dict, blank=True)  # code of the criterion: text of a Decimal
    total = models.DecimalField(_("total"), **POINTS, null=True, editable=False)
    comment = models.TextField(_("reasons"), max_length=2000, blank=True)
    abstained = models.CharField(_("reason of abstaining"), max_length=500, blank=True)
    assigned_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    assigned_at = models.DateTimeField(_("assigned"), db_default=ClockTimestamp(), editable=False)
    declared_at = models.DateTimeField(_("declared free of ties"), null=True, editable=False)
    locked_at = models.DateTimeField(_("locked"), null=True, editable=False)

    class Meta:
        verbose_name = _("review of an application")
        verbose_name_plural = _("reviews of applications")
        ordering = ["application", "id"]
        indexes = [models.Index(fields=["reviewer", "state"], name="support_review_of")]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "reviewer"],
                condition=~Q(state=ReviewState.REMOVED),
                name="support_review_once",
                violation_error_message=_("This person already reviews the application."),
            ),
            models.CheckConstraint(
                name="support_review_locked_has_total",
                condition=~Q(state=ReviewState.LOCKED) | Q(total__isnull=False, total__gte=0, total__lte=100),
                violation_error_message=_("A locked review has its points, 0 to 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.reviewer_id}"

    @property
    def is_locked(self) -> bool:
        """Whether its points stand."""
        return self.state == ReviewState.LOCKED


class Investigation(models.Model):
    """The visit of the buyer and of outside organisations at the applicant's site (PI-03)."""

    flow = INVESTIGATION_FLOW
    badges = {
        InvestigationState.PLANNED: "wait",
        InvestigationState.REPORTED: "info",
        InvestigationState.AGREED: "ok",
        InvestigationState.AGAINST: "bad",
        InvestigationState.DISAGREED: "wait",
        InvestigationState.CANCELLED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="investigations", verbose_name=_("application"), editable=False
    )
    state = models.CharField(_("state"), max_length=10, choices=InvestigationState, default=InvestigationState.PLANNED)
    visit_on = models.DateField(_("day of the visit"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    report = models.TextField(_("report"), max_length=6000, blank=True)
    files = models.ManyToManyField("files.File", blank=True, related_name="+", verbose_name=_("files"))
    planned_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    reported_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    reported_at = models.DateTimeField(pgettext_lazy("investigation", "reported"), null=True, editable=False)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("joint investigation")
        verbose_name_plural = _("joint investigations")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=~Q(state=InvestigationState.CANCELLED),
                name="investigation_once",
                violation_error_message=_("A joint investigation of this application is already planned."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.visit_on}"


class InvestigationMember(models.Model):
    """Who took part: a person of the buyer, or of an outside organisation, whose verdict the officer writes down."""

    investigation = models.ForeignKey(
        Investigation, models.CASCADE, related_name="members", verbose_name=_("joint investigation")
    )
    user = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=80, blank=True)
    organisation = models.CharField(_("organisation"), max_length=120, blank=True)
    verdict = models.CharField(_("verdict"), max_length=8, choices=Opinion, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    given_at = models.DateTimeField(null=True, editable=False)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    sheet = models.ForeignKey(  # of an outside member: what the officer wrote down
        "files.File", models.PROTECT, null=True, related_name="+", verbose_name=_("signed sheet"), editable=False
    )

    class Meta:
        verbose_name = _("member of an investigation")
        verbose_name_plural = _("members of investigations")
        ordering = ["investigation", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["investigation", "user"],
                name="investigation_member_once",
                violation_error_message=_("This person is already a member."),
            ),
            models.CheckConstraint(
                name="investigation_member_named",
                condition=Q(user__isnull=False) | Q(name__gt="", organisation__gt=""),
                violation_error_message=_("An outside member has a name and an organisation."),
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.user)

    @property
    def is_outside(self) -> bool:
        """Whether this member comes from an outside organisation."""
        return self.user_id is None


class CommitteeSeat(models.Model):
    """A member of the committee of a call."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="seats", verbose_name=_("call"))
    member = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("member"))
    appointed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    appointed_at = models.DateTimeField(_("appointed"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("seat of the committee")
        verbose_name_plural = _("seats of the committee")
        ordering = ["call", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "member"],
                name="support_committee_seat_once",
                violation_error_message=_("This person already sits on the committee."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id} {self.member_id}"


class CommitteeVote(models.Model):
    """A vote of one member about one application: given once, never changed."""

    append_only = True

    application = models.ForeignKey(Application, models.PROTECT, related_name="votes", verbose_name=_("application"))
    member = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("member"))
    opinion = models.CharField(_("vote"), max_length=8, choices=Opinion)
    reason = models.CharField(_("reason"), max_length=1000)
    at = models.DateTimeField(pgettext_lazy("vote", "given"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("vote of the committee")
        verbose_name_plural = _("votes of the committee")
        ordering = ["application", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "member"],
                name="committee_vote_once",
                violation_error_message=_("You have already voted on this application."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.opinion}"


class CommitteeDecision(models.Model):
    """What the committee decided about one application: in favour means that it may be selected."""

    append_only = True

    application = models.OneToOneField(
        Application, models.PROTECT, related_name="committee_decision", verbose_name=_("application")
    )
    in_favour = models.BooleanField(_("in favour"))
    votes_for = models.PositiveSmallIntegerField(_("in favour"))
    votes_against = models.PositiveSmallIntegerField(_("against"))
    votes_abstained = models.PositiveSmallIntegerField(_("abstained"))
    concluded_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    concluded_at = models.DateTimeField(
        pgettext_lazy("committee", "concluded"), db_default=ClockTimestamp(), editable=False
    )

    class Meta:
        verbose_name = _("decision of the committee")
        verbose_name_plural = _("decisions of the committee")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.votes_for}/{self.votes_against}"
