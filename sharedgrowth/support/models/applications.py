"""An application of one company to one call. Its answers, editors and reviews are in the files beside. Source: 7.2."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from sharedgrowth.support.models.calls import PERSON, Call, FormVersion
from sharedgrowth.support.states import APPLICATION_FLOW, ApplicationRoute, ApplicationState

COMPANY = "people.Company"
LIVE = [
    ApplicationState.RECOMMENDED,
    ApplicationState.DRAFT,
    ApplicationState.SUBMITTED,
    ApplicationState.SCREENING,
    ApplicationState.NEED_INFO,
    ApplicationState.IN_REVIEW,
    ApplicationState.SHORTLISTED,
    ApplicationState.INVESTIGATION,
    ApplicationState.COMMITTEE,
    ApplicationState.SELECTED,
    ApplicationState.WAITLISTED,
]


class Application(models.Model):
    """What a company asks for. ``facts`` is what was known of it when it submitted (registry.Applicant)."""

    flow = APPLICATION_FLOW
    badges = {
        ApplicationState.RECOMMENDED: "wait",
        ApplicationState.DRAFT: "draft",
        ApplicationState.SUBMITTED: "info",
        ApplicationState.SCREENING: "info",
        ApplicationState.NEED_INFO: "wait",
        ApplicationState.IN_REVIEW: "info",
        ApplicationState.SHORTLISTED: "info",
        ApplicationState.INVESTIGATION: "info",
        ApplicationState.COMMITTEE: "info",
        ApplicationState.SELECTED: "ok",
        ApplicationState.WAITLISTED: "wait",
        ApplicationState.NOT_SELECTED: "bad",
        ApplicationState.REJECTED: "bad",
        ApplicationState.WITHDRAWN: "mute",
        ApplicationState.LAPSED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    call = models.ForeignKey(Call, models.PROTECT, related_name="applications", verbose_name=_("call"))
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="support_applications", verbose_name=_("company"))
    form = models.ForeignKey(
        FormVersion, models.PROTECT, null=True, related_name="applications", verbose_name=_("application form")
    )
    route = models.CharField(_("route"), max_length=12, choices=ApplicationRoute, default=ApplicationRoute.SELF)
    state = models.CharField(_("state"), max_length=14, choices=ApplicationState, default=ApplicationState.DRAFT)
    title = models.CharField(_("title"), max_length=160, blank=True)
    asked_won = models.DecimalField(
        _("cost of the project (won)"), max_digits=15, decimal_places=0, null=True, blank=True
    )
    support_won = models.DecimalField(
        _("support asked for (won)"), max_digits=15, decimal_places=0, null=True, blank=True
    )
    trading = models.BooleanField(_("trading company"), null=True, editable=False)  # on the day of submission
    facts = models.JSONField(default=dict, editable=False)
    quiz = models.JSONField(default=dict, editable=False)  # answers to the programme's quiz: key -> bool
    copied_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", editable=False)
    started_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    started_at = models.DateTimeField(_("started"), db_default=ClockTimestamp(), editable=False)
    submitted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    submitted_at = models.DateTimeField(_("submitted"), null=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)  # of the text that was submitted
    officer = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2, null=True, editable=False)
    rank = models.PositiveSmallIntegerField(_("rank"), null=True, editable=False)
    reason = models.TextField(_("reason of the decision"), max_length=2000, blank=True, editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        ordering = ["-id"]
        indexes = [models.Index(fields=["call", "state"], name="application_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "company"],
                condition=Q(state__in=[state.value for state in LIVE]),
                name="application_once",
                violation_error_message=_("Your company already has an application to this call."),
            ),
        ]

    def __str__(self) -> str:
        return self.number
