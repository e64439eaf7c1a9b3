"""The confidential voice of firms of the lower tiers. Who spoke is shown to nobody but itself, unless it consents.

The company concerned learns of it only as one of at least three firms, or when the firm that spoke has consented.
Source: issue 8, ADR 0031.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from purchasing.contracts.models.contract import PERSON
from purchasing.payments.states.voice import VOICE_FLOW, VoiceState, VoiceTopic

FEWEST_FIRMS = 3


class Voice(models.Model):
    """What a firm that a supplier pays has to say about how it is paid."""

    flow = VOICE_FLOW
    badges = {
        VoiceState.SENT: "wait",
        VoiceState.LOOKED_AT: "wait",
        VoiceState.TAKEN_UP: "info",
        VoiceState.ANSWERED: "ok",
        VoiceState.WITHDRAWN: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=VoiceState, default=VoiceState.SENT)
    topic = models.CharField(_("what it is about"), max_length=12, choices=VoiceTopic)
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="+", editable=False)  # that speaks
    author = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    about = models.ForeignKey(
        "people.Company", models.PROTECT, related_name="+", verbose_name=_("the company concerned")
    )
    named = models.BooleanField(_("consents to be named"), default=False)  # to compliance and the company concerned
    key = models.CharField(max_length=100, editable=False)  # of the form: sent twice, it is one voice
    sent_on = models.DateField(_("sent on"))  # the day alone: a time of day points at a person
    looked_at_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    taken_up_on = models.DateField(_("taken up on"), null=True, editable=False)
    answered_on = models.DateField(_("answered on"), null=True, editable=False)

    class Meta:
        verbose_name = _("confidential voice")
        verbose_name_plural = _("confidential voices")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "key"],
                name="voice_key_once",
                violation_error_message=_("This has already been received."),
            ),
            models.CheckConstraint(
                name="voice_about_another_company",
                condition=~Q(about=F("company")),
                violation_error_message=_("A voice is about the company that pays, not about one's own."),
            ),
        ]

    def __str__(self) -> str:
        return self.number  # never who spoke, nor what was said: the administration shows this


class VoiceWord(models.Model):
    """What was said: by the firm, or by compliance to the firm. Append-only."""

    append_only = True

    voice = models.ForeignKey(Voice, models.PROTECT, related_name="words")
    of_firm = models.BooleanField(_("said by the firm"))
    text = models.TextField(_("text"), max_length=4000)
    key = models.CharField(max_length=100, editable=False)
    author = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    said_on = models.DateField(_("said on"))

    class Meta:
        verbose_name = _("word of a voice")
        verbose_name_plural = _("words of voices")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["voice", "key"],
                name="voice_word_once",
                violation_error_message=_("This has already been received."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.voice_id}/{self.pk}"
