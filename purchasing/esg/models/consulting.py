"""Requests to the Eco-friendly Consulting Support Group; the support programmes take them over. Source: domain 11.1."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.esg.models.actions import CorrectiveAction
from purchasing.esg.models.gate import COMPANY, PERSON
from purchasing.esg.states.support import CONSULTING_FLOW, ConsultingField, ConsultingState


class ConsultingRequest(models.Model):
    """A supplier asks for help, or an overdue corrective action does."""

    flow = CONSULTING_FLOW
    badges = {
        ConsultingState.ASKED: "wait",
        ConsultingState.HANDED_OVER: "info",
        ConsultingState.DECLINED: "mute",
        ConsultingState.WITHDRAWN: "mute",
        ConsultingState.DONE: "ok",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="consulting_requests", verbose_name=_("company"))
    state = models.CharField(_("state"), max_length=12, choices=ConsultingState, default=ConsultingState.ASKED)
    field = models.CharField(_("field"), max_length=10, choices=ConsultingField)
    need = models.TextField(_("what is needed"), max_length=2000)
    site = models.CharField(_("site"), max_length=120, blank=True)
    action = models.ForeignKey(
        CorrectiveAction, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("corrective action")
    )
    asked_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    asked_at = models.DateTimeField(_("asked"), db_default=ClockTimestamp(), editable=False)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    decision = models.TextField(_("answer"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("consulting request")
        verbose_name_plural = _("consulting requests")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "field"],
                name="consulting_open_once",
                condition=Q(state__in=[ConsultingState.ASKED, ConsultingState.HANDED_OVER]),
                violation_error_message=_("A request of this field is already open."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.company_id} {self.field}"
