"""WHAT: one entry for each thing that was done, and its link in the chain."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp

PERSON_CONCERNED = "by_person_concerned"  # in the details of an entry whose ``by`` stands in the thing alone


class AuditEntry(models.Model):
    """Who did what to which thing, when, and why. Append-only; corrections are new entries. Source: domain CNV-08."""

    append_only = True

    at = models.DateTimeField(_("time"), db_default=ClockTimestamp(), editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by"), db_constraint=True
    )
    company = models.ForeignKey(
        "people.Company", models.PROTECT, null=True, related_name="+", verbose_name=_("company")
    )
    what = models.CharField(_("what"), max_length=100)
    thing_type = models.CharField(_("kind of thing"), max_length=60)
    thing_id = models.CharField(_("thing"), max_length=40)
    before = models.CharField(_("before"), max_length=30, blank=True)
    after = models.CharField(_("after"), max_length=30, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    payload = models.TextField(_("details"), blank=True)  # canonical JSON; never sealed or personal content
    payload_sha256 = models.CharField(max_length=64, editable=False, db_default="")

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [
            models.Index(fields=["thing_type", "thing_id", "-id"], name="audit_thing"),
            models.Index(fields=["by", "-id"], name="audit_by"),
            models.Index(fields=["at"], name="audit_at"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.thing_type}:{self.thing_id}"

    @property
    def by_person_concerned(self) -> bool:
        """Whether the person acted whom the thing is about: the thing knows who that is, as long as anybody may."""
        return self.by_id is None and f'"{PERSON_CONCERNED}":true' in self.payload

    @property
    def hash(self) -> str:
        """Its hash in the chain; empty inside the transaction that wrote it."""
        link = getattr(self, "link", None)
        return link.hash if link else ""


class AuditLink(models.Model):
    """The place of an entry in the chain, written by the database at commit (``audit_link_entry``)."""

    append_only = True
    auditors_read = True

    entry = models.OneToOneField(AuditEntry, models.PROTECT, primary_key=True, related_name="link")
    seq = models.BigIntegerField(unique=True)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("audit link")
        verbose_name_plural = _("audit links")

    def __str__(self) -> str:
        return f"{self.seq} {self.hash[:12]}"


class ChainCheck(models.Model):
    """One look at the whole chain: how far it holds. Its head is a witness for the next look. Append-only."""

    append_only = True
    auditors_read = True

    at = models.DateTimeField(_("time"), db_default=ClockTimestamp(), editable=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("asked by")
    )
    entries = models.PositiveBigIntegerField(_("entries"))
    seq = models.PositiveBigIntegerField(_("last entry"))
    head = models.CharField(_("head of the chain"), max_length=64)
    fault = models.CharField(_("fault"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("check of the chain")
        verbose_name_plural = _("checks of the chain")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.fault or 'holds'}"
