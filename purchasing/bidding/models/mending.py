"""The one chance of a bidder to mend formal faults of an opened bid."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from portal.files.models import File
from purchasing.bidding.models.bid import Bid
from purchasing.bidding.models.tender import PERSON
from purchasing.bidding.states import MEND_FLOW, Envelope, Mendable, MendState


class MendRequest(models.Model):
    """What is formally wrong with a bid, and what its bidder sent to mend it: once, in time, and nothing but what was
    asked for. Prices, quantities and what is scored stay as they were sealed.
    """

    flow = MEND_FLOW
    badges = {
        MendState.ASKED: "wait",
        MendState.ANSWERED: "warn",
        MendState.LAPSED: "late",
        MendState.ACCEPTED: "ok",
        MendState.REFUSED: "bad",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bid = models.OneToOneField(Bid, models.PROTECT, related_name="mend", verbose_name=_("bid"))  # one chance
    envelope = models.CharField(_("envelope"), max_length=14, choices=Envelope)
    faults = ArrayField(models.CharField(max_length=12, choices=Mendable), verbose_name=_("formal faults"))
    wanted = models.TextField(_("what is missing"), max_length=2000)
    state = models.CharField(_("state"), max_length=10, choices=MendState, default=MendState.ASKED)
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(_("asked"), db_default=ClockTimestamp(), editable=False)
    due_at = models.DateTimeField(_("answer until"))
    answers = models.JSONField(_("answers"), default=dict)  # {fault: what the bidder writes to it}
    answered_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    judged_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("judged by")
    )
    judged_at = models.DateTimeField(_("judged"), null=True, blank=True)
    judgement = models.TextField(_("reason"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("request to mend a formal fault")
        verbose_name_plural = _("requests to mend formal faults")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="mend_names_its_faults",
                condition=Q(faults__len__gt=0),
                violation_error_message=_("Choose at least one formal fault."),
            ),
            models.CheckConstraint(
                name="mend_answered_in_time",
                condition=Q(answered_at=None) | Q(answered_at__lte=F("due_at")),
                violation_error_message=_("The time to mend is over."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bid_id}: {self.state}"


class MendPaper(models.Model):
    """A document that the bidder sent to mend a fault."""

    append_only = True

    request = models.ForeignKey(MendRequest, models.PROTECT, related_name="papers")
    fault = models.CharField(_("formal fault"), max_length=12, choices=Mendable)
    file = models.OneToOneField(File, models.PROTECT, related_name="+", verbose_name=_("file"))

    class Meta:
        verbose_name = _("document that mends a fault")
        verbose_name_plural = _("documents that mend faults")
        ordering = ["request", "id"]

    def __str__(self) -> str:
        return f"{self.request_id} · {self.fault}"
