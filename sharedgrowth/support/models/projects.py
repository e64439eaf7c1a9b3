"""A project: what was agreed with a selected company. Plan, visits, claims and indicators are in the files beside."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from sharedgrowth.support.models.applications import COMPANY, Application
from sharedgrowth.support.models.calls import PERSON
from sharedgrowth.support.states import PROJECT_FLOW, PROJECT_RUNNING, ProjectState

WON = {"max_digits": 15, "decimal_places": 0}


class Project(models.Model):
    """One company's project in one programme, paid from ``commitment``; the three parts add up to the total."""

    flow = PROJECT_FLOW
    badges = {
        ProjectState.AGREEMENT: "wait",
        ProjectState.DIAGNOSIS: "info",
        ProjectState.IN_PROGRESS: "info",
        ProjectState.ON_HOLD: "wait",
        ProjectState.COMPLETED: "info",
        ProjectState.MEASURED: "wait",
        ProjectState.VERIFIED: "ok",
        ProjectState.CLOSED: "ok",
        ProjectState.TERMINATED: "bad",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    programme = models.CharField(_("programme"), max_length=30, db_index=True)
    application = models.OneToOneField(
        Application, models.PROTECT, related_name="project", verbose_name=_("application")
    )
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="support_projects", verbose_name=_("company"))
    state = models.CharField(_("state"), max_length=12, choices=ProjectState, default=ProjectState.AGREEMENT)
    title = models.CharField(_("title"), max_length=160)
    total_won = models.DecimalField(_("total cost (won)"), **WON, default=0)
    government_won = models.DecimalField(_("share of the government (won)"), **WON, default=0)
    anchor_won = models.DecimalField(_("share of the buyer (won)"), **WON, default=0)
    sme_won = models.DecimalField(_("share of the company (won)"), **WON, default=0)
    commitment = models.ForeignKey(
        "funds.Commitment", models.PROTECT, null=True, blank=True, related_name="projects", verbose_name=_("commitment")
    )
    level = models.CharField(_("level of the project"), max_length=20, blank=True)  # as the programme's split knows it
    scope = models.TextField(_("scope of the project"), max_length=4000, blank=True)
    costs = models.JSONField(
        _("cost table"), default=list, editable=False
    )  # [{what, quantity, won}] of the application
    officer = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("officer"))
    begins_on = models.DateField(_("begins on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    completed_on = models.DateField(_("completed on"), null=True, editable=False)
    held_until = models.DateField(_("held until"), null=True, blank=True)
    measured_won = models.DecimalField(_("measured yearly effect (won)"), **WON, null=True, editable=False)
    effect_text = models.TextField(_("how the effect was computed"), max_length=2000, blank=True)
    counted_in = models.CharField(_("effect already counted in"), max_length=20, blank=True)  # number of a task: SGS-05
    improvement = models.DecimalField(
        _("mean improvement"), max_digits=9, decimal_places=6, null=True, editable=False
    )  # of its indicators, when they were measured
    measured_on = models.DateField(_("measured on"), null=True, editable=False)
    measured_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    verified_on = models.DateField(_("verified on"), null=True, editable=False)
    verified_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    verified_won = models.DecimalField(_("verified yearly effect (won)"), **WON, null=True, editable=False)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["-id"]
        indexes = [models.Index(fields=["programme", "state"], name="project_state")]
        constraints = [
            models.CheckConstraint(
                name="project_parts_add_up",
                condition=Q(
                    total_won=models.F("government_won") + models.F("anchor_won") + models.F("sme_won"),
                    government_won__gte=0,
                    anchor_won__gte=0,
                    sme_won__gte=0,
                ),
                violation_error_message=_("The three shares add up to the total."),
            ),
            models.CheckConstraint(
                name="project_verified_by_another",
                condition=Q(verified_by=None) | ~Q(verified_by=models.F("measured_by")),
                violation_error_message=_("Who measured does not verify: ask a colleague."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_running(self) -> bool:
        """Neither closed nor terminated."""
        return self.state in PROJECT_RUNNING
