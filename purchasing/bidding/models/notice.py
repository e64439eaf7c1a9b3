"""What belongs to a notice besides its text: documents, invited suppliers, amendments."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.bidding.models.tender import PERSON, Tender
from purchasing.bidding.states import DocumentKind


class TenderDocument(models.Model):
    """A document of the notice. Frozen by publication; an amendment adds further ones or takes one out of force.

    ``since_version`` and ``until_version``: the versions of the notice in which it counts; an old one stays readable.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="documents")
    no = models.PositiveSmallIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=14, choices=DocumentKind, default=DocumentKind.SPECIFICATION)
    title_ko = models.CharField(_("title (Korean)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    file = models.ForeignKey("files.File", models.PROTECT, related_name="+", verbose_name=_("file"))
    since_version = models.PositiveSmallIntegerField(_("since version"), default=1)
    until_version = models.PositiveSmallIntegerField(_("until version"), null=True, blank=True)  # the last in force
    added_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("document of a tender")
        verbose_name_plural = _("documents of tenders")
        ordering = ["tender", "no"]
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "no"],
                name="tender_document_once",
                violation_error_message=_("Each document has its own number."),
            ),
            models.CheckConstraint(
                name="tender_document_counts_once_at_least",
                condition=Q(until_version=None) | Q(until_version__gte=F("since_version")),
                violation_error_message=_("A document counts in one version at least."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.no}. {self.title}"

    @property
    def title(self) -> str:
        """The title in the reader's language, if there is one."""
        return self.title_en if get_language() == "en" and self.title_en else self.title_ko

    @property
    def counts(self) -> bool:
        """Whether it belongs to the notice as it stands now."""
        return self.until_version is None


class Invitation(models.Model):
    """A supplier invited to a tender that is not open to all. Frozen by publication; an amendment adds further ones."""

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="invitations")
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="+", verbose_name=_("company"))
    invited_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("invited by"))
    invited_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("invitation to a tender")
        verbose_name_plural = _("invitations to tenders")
        ordering = ["tender", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "company"],
                name="tender_invitation_once",
                violation_error_message=_("This company is already invited."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.tender_id}: {self.company_id}"


class Amendment(models.Model):
    """A change of a published notice: asked for by the officer, in force when an approver agrees in time.

    ``changes`` holds what stood there and what stands there now, as text: {"facts": {name: [before, after]}, "lines":
    [[…], […]], "criteria": [[…], […]], "documents": {"added": […], "withdrawn": […]}, "invited": […]}. ``material``:
    quantity, price rule or delivery change, so bids that are in go back and the deadline moves by half of the first
    notice period at least. Source: domain 2.3.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="amendments")
    version = models.PositiveSmallIntegerField(_("version"))  # of the notice that it makes
    reason = models.TextField(_("reason"), max_length=2000)
    changes = models.JSONField(_("changes"))
    content = models.JSONField(default=dict, editable=False)  # what will be written, as the services take it
    material = models.BooleanField(_("bids go back"), default=False)
    closed_at_before = models.DateTimeField(_("deadline before"))
    closes_at = models.DateTimeField(_("deadline after"))
    asked_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    asked_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    decided_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    approved = models.BooleanField(null=True, blank=True, editable=False)
    decision_reason = models.TextField(blank=True, editable=False)

    class Meta:
        verbose_name = _("amendment of a notice")
        verbose_name_plural = _("amendments of notices")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="amendment_deadline_only_later",
                condition=Q(closes_at__gte=F("closed_at_before")),
                violation_error_message=_("A deadline only moves later."),
            ),
            models.CheckConstraint(
                name="amendment_material_moves_the_deadline",
                condition=Q(material=False) | Q(closes_at__gt=F("closed_at_before")),
                violation_error_message=_("A change of what is bid for moves the deadline."),
            ),
            models.CheckConstraint(
                name="amendment_by_two_people",
                condition=~Q(asked_by=F("decided_by")),
                violation_error_message=_("A second person decides on an amendment."),
            ),
            models.CheckConstraint(
                name="amendment_decided_wholly",
                condition=Q(decided_at=None, decided_by=None, approved=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False, approved__isnull=False),
                violation_error_message=_("A decision has its person and its time."),
            ),
            models.UniqueConstraint(
                fields=["tender"],
                name="amendment_open_once",
                condition=Q(decided_at=None),
                violation_error_message=_("An amendment is already waiting for approval."),
            ),
            models.UniqueConstraint(
                fields=["tender", "version"],
                name="amendment_version_once",
                condition=Q(approved=True),
                violation_error_message=_("This version of the notice is already there."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id} v{self.version}"
