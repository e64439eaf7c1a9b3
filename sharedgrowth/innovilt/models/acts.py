"""Suspension, reinstatement, withdrawal of a certificate: one proposes, another carries it out. Source: CNV-09."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from sharedgrowth.innovilt.models.applications import PERSON
from sharedgrowth.innovilt.models.certificates import Certificate
from sharedgrowth.innovilt.states import ACT_FLOW, ActKind, ActState


class CertificateAct(models.Model):
    """What is done with a certificate, and why. ``proposed_by`` is None where the portal itself proposed it."""

    flow = ACT_FLOW
    badges = {
        ActState.PROPOSED: "wait",
        ActState.DONE: "ok",
        ActState.REFUSED: "mute",
        ActState.DROPPED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="acts")
    kind = models.CharField(pgettext_lazy("innovilt act", "what is done"), max_length=10, choices=ActKind)
    state = models.CharField(_("state"), max_length=10, choices=ActState, default=ActState.PROPOSED)
    reason = models.TextField(_("reason"), max_length=2000)  # the member reads it
    public_reason = models.CharField(_("reason for everybody"), max_length=300, blank=True)  # the register shows it
    proposed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    proposed_at = models.DateTimeField(_("proposed"), db_default=ClockTimestamp(), editable=False)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)
    answer = models.CharField(
        pgettext_lazy("innovilt act", "why it was refused"), max_length=500, blank=True, editable=False
    )

    class Meta:
        verbose_name = pgettext_lazy("innovilt act", "act on a certificate")
        verbose_name_plural = pgettext_lazy("innovilt act", "acts on certificates")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate"],
                condition=Q(state=ActState.PROPOSED),
                name="innovilt_act_one_open",
                violation_error_message=_("Something is already proposed for this certificate: decide that first."),
            ),
            models.CheckConstraint(
                name="innovilt_act_two_people",
                condition=Q(decided_by=None) | Q(proposed_by=None) | ~Q(decided_by=F("proposed_by")),
                violation_error_message=_("Who proposed it may not decide it."),
            ),
            models.CheckConstraint(
                name="innovilt_act_says_why",
                condition=~Q(reason=""),
                violation_error_message=_("Say why: the member reads it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.certificate_id}"
