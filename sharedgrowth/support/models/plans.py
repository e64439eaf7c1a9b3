"""The plan of a project: phases, what it hands in, its follow-ups, what the company thought of it. Source: 7.2, 7.3."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from portal.display import korean
from portal.files.models import File
from sharedgrowth.support.models.calls import PERSON
from sharedgrowth.support.models.projects import Project
from sharedgrowth.support.states.plans import DELIVERABLE_FLOW, FOLLOWUP_FLOW, DeliverableState, FollowUpState


class ProjectPhase(models.Model):
    """A phase of the plan, with its first and last day."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="phases", verbose_name=_("project"))
    key = models.SlugField(_("key"), max_length=40)
    title_ko = models.CharField(_("title (Korean)"), max_length=120)
    title_en = models.CharField(_("title (English)"), max_length=120)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    begins_on = models.DateField(_("begins on"))
    ends_on = models.DateField(_("ends on"))
    done_on = models.DateField(_("done on"), null=True, editable=False)
    done_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    note = models.TextField(_("note"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("phase of a project")
        verbose_name_plural = _("phases of projects")
        ordering = ["project", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "key"],
                name="project_phase_once",
                violation_error_message=_("The plan already has this phase."),
            ),
            models.CheckConstraint(
                name="project_phase_in_order",
                condition=Q(ends_on__gte=F("begins_on")),
                violation_error_message=_("The last day must not lie before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """In the reader's language."""
        return self.title_ko if korean() else self.title_en or self.title_ko


class Deliverable(models.Model):
    """A paper or result that the company hands in by a day."""

    flow = DELIVERABLE_FLOW
    badges = {
        DeliverableState.DUE: "wait",
        DeliverableState.SUBMITTED: "info",
        DeliverableState.RETURNED: "bad",
        DeliverableState.ACCEPTED: "ok",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="deliverables", verbose_name=_("project"))
    phase = models.ForeignKey(
        ProjectPhase, models.SET_NULL, null=True, blank=True, related_name="deliverables", verbose_name=_("phase")
    )
    title = models.CharField(_("title"), max_length=160)
    state = models.CharField(_("state"), max_length=10, choices=DeliverableState, default=DeliverableState.DUE)
    due_on = models.DateField(_("due on"))
    files = models.ManyToManyField(File, blank=True, related_name="+", verbose_name=_("files"))
    note = models.TextField(_("note"), max_length=1000, blank=True)
    remark = models.TextField(_("remark of the officer"), max_length=1000, blank=True)
    submitted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    submitted_at = models.DateTimeField(_("handed in"), null=True, editable=False)
    judged_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    judged_at = models.DateTimeField(_("looked at"), null=True, editable=False)

    class Meta:
        verbose_name = _("deliverable")
        verbose_name_plural = _("deliverables")
        ordering = ["project", "due_on", "id"]

    def __str__(self) -> str:
        return self.title


class FollowUp(models.Model):
    """Months after the end: does it still work? Source: domain 7, appendix B (pi-followup)."""

    flow = FOLLOWUP_FLOW
    badges = {FollowUpState.DUE: "wait", FollowUpState.ANSWERED: "ok", FollowUpState.UNANSWERED: "bad"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="followups", verbose_name=_("project"))
    months = models.PositiveSmallIntegerField(_("months after completion"))
    state = models.CharField(_("state"), max_length=10, choices=FollowUpState, default=FollowUpState.DUE)
    asked_on = models.DateField(_("asked on"))
    due_on = models.DateField(pgettext_lazy("follow-up", "answer by"))
    still_works = models.BooleanField(_("still effective"), null=True)
    effect_pct = models.DecimalField(
        _("how much of the effect is left (%)"), max_digits=5, decimal_places=1, null=True, blank=True
    )
    text = models.TextField(_("answer"), max_length=2000, blank=True)
    answered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)

    class Meta:
        verbose_name = _("follow-up of a project")
        verbose_name_plural = _("follow-ups of projects")
        ordering = ["project", "months"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "months"],
                name="project_followup_once",
                violation_error_message=_("This follow-up is already there."),
            ),
            models.CheckConstraint(
                name="project_followup_pct",
                condition=Q(effect_pct=None) | Q(effect_pct__gte=0, effect_pct__lte=200),
                violation_error_message=_("Write a share between 0 and 200 percent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} +{self.months}"


class Satisfaction(models.Model):
    """What the company thought of the project: 1 to 5, with its words. Said once."""

    append_only = True

    project = models.OneToOneField(Project, models.PROTECT, related_name="satisfaction", verbose_name=_("project"))
    score = models.PositiveSmallIntegerField(pgettext_lazy("satisfaction", "score"))
    text = models.TextField(_("what helped, what did not"), max_length=2000, blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("person"))
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("satisfaction")
        verbose_name_plural = _("satisfaction")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="satisfaction_one_to_five",
                condition=Q(score__gte=1, score__lte=5),
                violation_error_message=_("Choose between 1 and 5."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project_id}: {self.score}"
