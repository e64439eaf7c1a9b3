"""What follows from a self-assessment: actions with an owner and a day. Source: domain 14, CCM-02."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from sharedgrowth.ccms.models.assessments import SelfAssessment
from sharedgrowth.ccms.models.modules import PERSON, Module
from sharedgrowth.ccms.states import ACTION_FLOW, ActionState


class Action(models.Model):
    """One thing to do: opened by itself for a module below the threshold, or by a person."""

    flow = ACTION_FLOW
    badges = {
        ActionState.OPEN: "warn",
        ActionState.DONE: "wait",
        ActionState.CLOSED: "ok",
        ActionState.DROPPED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessment = models.ForeignKey(SelfAssessment, models.PROTECT, related_name="actions")
    module = models.ForeignKey(Module, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("ccms", "module"))
    title = models.CharField(pgettext_lazy("ccms action", "what is to be done"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=ActionState, default=ActionState.OPEN)
    due_on = models.DateField(pgettext_lazy("ccms action", "due"))
    owner = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=pgettext_lazy("ccms", "owner")
    )
    automatic = models.BooleanField(_("opened because of the index"), default=False, editable=False)
    opened_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    opened_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    result = models.TextField(pgettext_lazy("ccms action", "what was done"), max_length=1000, blank=True)
    done_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    done_at = models.DateTimeField(null=True, editable=False)
    closed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("ccms", "action")
        verbose_name_plural = pgettext_lazy("ccms", "actions")
        ordering = ["due_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "module"],
                condition=Q(automatic=True),
                name="ccms_action_of_index_once",
                violation_error_message=_("The action for this module is there already."),
            ),
            models.CheckConstraint(
                name="ccms_action_closed_by_another",
                condition=Q(closed_by=None) | Q(done_by=None) | ~Q(closed_by=F("done_by")),
                violation_error_message=_("Who reported it done does not close it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}: {self.module.code}"
