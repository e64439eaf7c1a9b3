"""WHAT: what a person asks about the own data, and the answer; leave to take personal data out."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from portal.privacy.states import EXPORT_FLOW, RIGHT_FLOW, ExportState, RightKind, RightState

PERSON = settings.AUTH_USER_MODEL


class RightsRequest(models.Model):
    """A person asks to see, correct, erase, stop or explain; answered within ten days. Source: domain PII-10.

    ``holding`` is the key of what it is about; empty: everything. ``text`` is emptied when the person is erased.
    """

    flow = RIGHT_FLOW
    badges = {
        RightState.RECEIVED: "wait",
        RightState.GRANTED: "ok",
        RightState.PARTLY: "ok",
        RightState.REFUSED: "bad",
        RightState.WITHDRAWN: "mute",
    }
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="rights_requests", verbose_name=_("person"))
    kind = models.CharField(_("what is asked"), max_length=12, choices=RightKind)
    holding = models.CharField(pgettext_lazy("privacy", "about"), max_length=60, blank=True)
    text = models.TextField(_("in your words"), max_length=2000, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=RightState, default=RightState.RECEIVED)
    received_at = models.DateTimeField(
        pgettext_lazy("privacy", "received"), db_default=ClockTimestamp(), editable=False
    )
    due_on = models.DateField(_("answer due"))
    extended_because = models.CharField(_("why it takes longer"), max_length=300, blank=True)
    decision = models.TextField(_("answer and reasons"), max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("answered by"), editable=False
    )
    decided_at = models.DateTimeField(_("answered"), null=True, editable=False)
    lifted_at = models.DateTimeField(_("use resumed"), null=True, editable=False)  # a suspension that has ended

    class Meta:
        verbose_name = _("request about personal data")
        verbose_name_plural = _("requests about personal data")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["person", "-id"], name="rights_of_person"),
            models.Index(fields=["due_on"], name="rights_open", condition=Q(state=RightState.RECEIVED)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "holding"],
                condition=Q(state=RightState.RECEIVED),
                name="rights_asked_once_at_a_time",
                violation_error_message=_("You have already asked for this; the answer is on its way."),
            ),
            models.CheckConstraint(
                name="rights_answer_has_reasons",
                condition=Q(state__in=[RightState.RECEIVED, RightState.WITHDRAWN])
                | Q(decision__gt="", decided_by__isnull=False, decided_at__isnull=False),
                violation_error_message=_("An answer gives its reasons."),
            ),
            models.CheckConstraint(
                name="rights_answered_by_another",
                condition=Q(decided_by=None) | ~Q(decided_by=F("person")),
                violation_error_message=_("Nobody answers the own request."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ExportGrant(models.Model):
    """Leave to take personal data of many people out of the portal: reason, fields, rows, approval by another.

    Source: domain PII-08, SEC-06, security T45.
    """

    flow = EXPORT_FLOW
    badges = {
        ExportState.ASKED: "wait",
        ExportState.ALLOWED: "ok",
        ExportState.REFUSED: "bad",
        ExportState.USED: "mute",
        ExportState.LAPSED: "mute",
    }
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    what = models.CharField(pgettext_lazy("export", "what"), max_length=80)  # "jobs.applications:12": the app's own key
    title = models.CharField(_("title"), max_length=200)
    fields = models.JSONField(_("which fields"))
    rows = models.PositiveIntegerField(_("at most so many rows"))
    reason = models.CharField(pgettext_lazy("privacy", "reason"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=ExportState, default=ExportState.ASKED)
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(pgettext_lazy("privacy", "asked"), db_default=ClockTimestamp(), editable=False)
    decided_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", verbose_name=pgettext_lazy("privacy", "decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    decision = models.CharField(_("words of the decision"), max_length=300, blank=True)
    until = models.DateTimeField(_("usable until"), null=True)
    used_at = models.DateTimeField(pgettext_lazy("privacy", "taken out"), null=True)
    used_rows = models.PositiveIntegerField(_("rows taken out"), null=True)

    class Meta:
        verbose_name = _("export of personal data")
        verbose_name_plural = _("exports of personal data")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="export_decided_by_another",
                condition=Q(decided_by=None) | ~Q(decided_by=F("asked_by")),
                violation_error_message=_("Who asks for an export does not approve it."),
            ),
            models.CheckConstraint(
                name="export_allowed_is_decided",
                condition=~Q(state__in=[ExportState.ALLOWED, ExportState.USED])
                | Q(decided_by__isnull=False, until__isnull=False),
                violation_error_message=_("An approved export says by whom and until when."),
            ),
            models.CheckConstraint(
                name="export_takes_no_more_than_granted",
                condition=Q(used_rows=None) | Q(used_rows__lte=F("rows")),
                violation_error_message=_("More rows than were approved."),
            ),
        ]

    def __str__(self) -> str:
        return self.number
