"""WHAT: the answers kept for repeated requests."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp


class GivenAnswer(models.Model):
    """What a client was answered to a POST, for repetitions of it within a day. Append-only.

    The request is kept only as a keyed hash and the answer encrypted: either may hold a price that is still secret.
    """

    append_only = True

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("service user"))
    key = models.CharField(_("key"), max_length=100)
    asked = models.CharField(_("request"), max_length=64)
    status = models.PositiveSmallIntegerField(pgettext_lazy("API request", "status"))
    answer = models.TextField(_("answer"))
    given_at = models.DateTimeField(_("given"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("given answer")
        verbose_name_plural = _("given answers")
        indexes = [models.Index(fields=["user", "key", "-given_at"], name="given_answer_by_key")]

    def __str__(self) -> str:
        return f"{self.key} {self.status}"
