"""Addresses that are told of calls, without an account. Source: domain 9.4 (an address, and no longer than needed)."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from sharedgrowth.support.models.calls import Call
from sharedgrowth.support.states import CALL_ALERT_FLOW, CallAlertState


class CallAlert(models.Model):
    """An e-mail address that is told when a call of one programme, or of any, is published."""

    flow = CALL_ALERT_FLOW
    badges = {CallAlertState.PENDING: "wait", CallAlertState.ACTIVE: "ok"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254)
    language = models.CharField(_("language"), max_length=2)
    programme = models.CharField(_("programme"), max_length=30, blank=True)  # "": all
    state = models.CharField(_("state"), max_length=8, choices=CallAlertState, default=CallAlertState.PENDING)
    created_at = models.DateTimeField(_("asked at"), db_default=ClockTimestamp(), editable=False)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("alert of calls")
        verbose_name_plural = _("alerts of calls")
        indexes = [models.Index(fields=["created_at"], name="call_alert_pending", condition=Q(state="pending"))]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "programme",
                name="call_alert_once",
                violation_error_message=_("There is such an alert already."),
            ),
            models.CheckConstraint(
                name="call_alert_confirmed_has_its_time",
                condition=Q(state="pending", confirmed_at=None) | Q(state="active", confirmed_at__isnull=False),
                violation_error_message=_("A confirmed alert says when it was confirmed."),
            ),
        ]

    def __str__(self) -> str:
        return self.programme or "*"


class CallAlertHit(models.Model):
    """A call that an alert was, or is to be, told of; once."""

    alert = models.ForeignKey(CallAlert, models.CASCADE, related_name="hits", verbose_name=_("alert"))
    call = models.ForeignKey(Call, models.CASCADE, related_name="+", verbose_name=_("call"))
    found_at = models.DateTimeField(_("found at"), db_default=ClockTimestamp(), editable=False)
    told_at = models.DateTimeField(_("told at"), null=True, editable=False)

    class Meta:
        verbose_name = _("call found by an alert")
        verbose_name_plural = _("calls found by alerts")
        indexes = [models.Index(fields=["alert"], name="call_alert_to_tell", condition=Q(told_at=None))]
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "call"],
                name="call_alert_hit_once",
                violation_error_message=_("This alert has met this call."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.alert_id}: {self.call_id}"
