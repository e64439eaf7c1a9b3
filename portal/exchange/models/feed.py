"""The change feed: what happened to the things that partners copy, written in the transaction of the change itself."""

from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from portal.exchange.states.feed import ChangeKind


class CurrentTransaction(Func):
    """The number of the transaction that writes, as long as the cluster lives: 64 bits, it never wraps."""

    template = "(pg_current_xact_id()::text::bigint)"
    output_field = models.BigIntegerField()


class Change(models.Model):
    """That a thing changed, for one company or (``company`` empty) for everybody; not what changed.

    Written by triggers of the tables (``portal.exchange.registry.feed``). ``place`` is given when every transaction
    that might still write before it has ended; what has a place never moves. See decision 0046.
    """

    stream = models.CharField(_("stream"), max_length=20)
    company = models.ForeignKey(  # no constraint: a key check per row would hold companies during bulk work
        "people.Company",
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
        db_index=False,
        verbose_name=_("told to"),
    )
    kind = models.CharField(_("kind"), max_length=7, choices=ChangeKind)
    thing = models.UUIDField(_("thing"))
    number = models.CharField(_("number"), max_length=20)
    at = models.DateTimeField(_("when"), db_default=ClockTimestamp(), editable=False)
    xid = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)
    place = models.BigIntegerField(null=True, unique=True, editable=False)

    class Meta:
        verbose_name = _("line of the change feed")
        verbose_name_plural = _("lines of the change feed")
        ordering = [F("place").desc(nulls_first=True), "-id"]
        indexes = [
            models.Index(fields=["stream", "place"], name="change_for_all", condition=Q(company=None)),
            models.Index(
                fields=["company", "stream", "place"], name="change_for_company", condition=Q(company__isnull=False)
            ),
            models.Index(fields=["xid", "id"], name="change_to_place", condition=Q(place=None)),
            models.Index(fields=["at"], name="change_at"),
        ]

    def __str__(self) -> str:
        return f"{self.stream} {self.number}"
