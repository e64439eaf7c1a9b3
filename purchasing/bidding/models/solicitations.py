"""Contacts that outsiders seek while a tender runs: every one is recorded."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.bidding.models.tender import PERSON, Tender
from purchasing.bidding.states.questions import SOLICITATION_FLOW, Channel, SolicitationState


class SolicitationRecord(models.Model):
    """Somebody from outside came near a tender: who, when, how, what was said or offered, and who reports it.

    One of the three 100 % principles of purchasing: disclosure, competition, recording. What was reported never
    changes; compliance adds what follows. Source: domain 0 and 16.3.
    """

    flow = SOLICITATION_FLOW
    badges = {SolicitationState.RECORDED: "wait", SolicitationState.NOTED: "ok", SolicitationState.REFERRED: "warn"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    tender = models.ForeignKey(
        Tender, models.PROTECT, null=True, blank=True, related_name="solicitations", verbose_name=_("tender")
    )
    who = models.CharField(_("who came near"), max_length=200)
    happened_at = models.DateTimeField(_("when"))
    channel = models.CharField(_("how"), max_length=10, choices=Channel)
    content = models.TextField(_("what was said, asked or offered"), max_length=4000)
    state = models.CharField(_("state"), max_length=10, choices=SolicitationState, default=SolicitationState.RECORDED)
    reported_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("reported by"))
    reported_at = models.DateTimeField(_("reported"), db_default=ClockTimestamp(), editable=False)
    assessed_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("assessed by")
    )
    assessed_at = models.DateTimeField(_("assessed"), null=True, blank=True, editable=False)
    assessment = models.TextField(_("what follows"), max_length=4000, blank=True, editable=False)
    key = models.CharField(max_length=100, editable=False)  # of the form: sent twice, it is recorded once

    class Meta:
        verbose_name = _("recorded contact")
        verbose_name_plural = _("recorded contacts")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["reported_by", "key"],
                name="solicitation_key_once",
                violation_error_message=_("This contact has already been recorded."),
            ),
            models.CheckConstraint(
                name="solicitation_happened_before",
                condition=Q(happened_at__lte=F("reported_at")),
                violation_error_message=_("A contact lies in the past."),
            ),
            models.CheckConstraint(
                name="solicitation_by_two_people",
                condition=~Q(reported_by=F("assessed_by")),
                violation_error_message=_("Who reported a contact does not assess it."),
            ),
            models.CheckConstraint(
                name="solicitation_assessed_says_what_follows",
                condition=Q(state=SolicitationState.RECORDED, assessed_by=None, assessed_at=None, assessment="")
                | ~Q(state=SolicitationState.RECORDED)
                & Q(assessed_by__isnull=False, assessed_at__isnull=False)
                & ~Q(assessment=""),
                violation_error_message=_("An assessed contact says who assessed it, when, and what follows."),
            ),
        ]

    def __str__(self) -> str:
        return self.number
