"""WHAT: a message on its way to an endpoint, and each attempt to bring it there."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from portal.webhooks.models.endpoints import Endpoint
from portal.webhooks.rules import message_id
from portal.webhooks.states import DeliveryState, Outcome


class Delivery(models.Model):
    """One message for one endpoint: the same bytes under the same identifier at every attempt.

    A step of this queue is no entry of the audit trail, as with e-mails: its attempts are its log.
    """

    badges = {"waiting": "wait", "delivered": "ok", "failed": "bad", "dropped": "mute"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    endpoint = models.ForeignKey(
        Endpoint, models.CASCADE, related_name="deliveries", verbose_name=_("webhook endpoint")
    )
    kind = models.CharField(pgettext_lazy("webhook", "kind of event"), max_length=60)
    event = models.BigIntegerField(_("announcement"), null=True, editable=False)  # id in the outbox; null: a test
    body = models.TextField(_("message"), editable=False)
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.WAITING)
    failures = models.PositiveSmallIntegerField(_("failures since it began to wait"), default=0)
    attempts_made = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_at = models.DateTimeField(_("next attempt"), db_default=ClockTimestamp())
    created_at = models.DateTimeField(_("created"), db_default=ClockTimestamp(), editable=False)
    heard_at = models.DateTimeField(_("accepted"), null=True, editable=False)

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        ordering = ["-created_at", "-pk"]
        indexes = [
            models.Index(
                fields=["endpoint", "next_at"], name="webhook_delivery_due", condition=Q(state=DeliveryState.WAITING)
            ),
            models.Index(fields=["endpoint", "-created_at", "-id"], name="webhook_delivery_newest"),
            models.Index(fields=["created_at"], name="webhook_delivery_age"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="webhook_delivery_once_per_event",
                fields=["event", "kind", "endpoint"],
                violation_error_message=_("This event is already on its way to this endpoint."),
            ),
            models.CheckConstraint(
                name="webhook_delivery_heard_says_when",
                condition=~Q(state=DeliveryState.DELIVERED) | Q(heard_at__isnull=False),
                violation_error_message=_("A delivered message says when."),
            ),
        ]

    def __str__(self) -> str:
        return self.message_id

    @property
    def tried_again_at(self) -> datetime | None:
        """When the next attempt is made; None of what waits for none."""
        return self.next_at if self.state == DeliveryState.WAITING else None

    @property
    def message_id(self) -> str:
        """What the receiver finds in the header webhook-id."""
        return message_id(self.uid)


class Attempt(models.Model):
    """One attempt; written before it is made, so that one which nobody finished is seen as well."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="attempts", verbose_name=_("webhook delivery"))
    number = models.PositiveSmallIntegerField(_("number"))
    started_at = models.DateTimeField(_("started"), db_default=ClockTimestamp(), editable=False)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, default=Outcome.UNKNOWN)
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True)
    took_ms = models.PositiveIntegerField(_("milliseconds"), null=True)
    answer_bytes = models.PositiveIntegerField(_("bytes of the answer"), null=True)
    address = models.GenericIPAddressField(_("called address"), null=True)

    class Meta:
        verbose_name = _("webhook attempt")
        verbose_name_plural = _("webhook attempts")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(
                name="webhook_attempt_numbered_once",
                fields=["delivery", "number"],
                violation_error_message=_("This attempt is already written down."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.delivery_id} · {self.number}"

    @property
    def badge(self) -> str:
        """The kind of its badge."""
        return {Outcome.HEARD: "ok", Outcome.UNKNOWN: "mute"}.get(Outcome(self.outcome), "bad")
