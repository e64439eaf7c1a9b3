"""What stands in an application: answers, costs, files, the people who write it, its partners, what was submitted."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from sharedgrowth.support.models.applications import COMPANY, Application
from sharedgrowth.support.models.calls import PERSON, FormField
from sharedgrowth.support.states import PARTNER_FLOW, PartnerState


class ApplicationAnswer(models.Model):
    """One answer, in plain text: a number without grouping, a day as ISO 8601, ``yes``/``no``, the value of a choice.

    ``version`` goes up with each change, so that two who write at once see each other's text.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="answers", verbose_name=_("application"))
    field = models.ForeignKey(FormField, models.PROTECT, related_name="+", verbose_name=_("form field"))
    value = models.TextField(_("answer"), max_length=6000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    edited_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    edited_at = models.DateTimeField(_("edited"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("answer of an application")
        verbose_name_plural = _("answers of applications")
        ordering = ["application", "field__order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "field"],
                name="application_answer_once",
                violation_error_message=_("This field is answered already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.field_id}"


class CostItem(models.Model):
    """A line of the costs: what is bought, from whom, for how much. Quotes are attachments of the line."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="costs", verbose_name=_("application"))
    title = models.CharField(_("item"), max_length=120)
    vendor = models.CharField(_("supplier of the item"), max_length=120, blank=True)
    vendor_brn = models.CharField(_("its business number"), max_length=10, blank=True)
    amount_won = models.DecimalField(_("amount (won)"), max_digits=15, decimal_places=0)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    version = models.PositiveIntegerField(default=1, editable=False)
    edited_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    edited_at = models.DateTimeField(_("edited"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("cost item")
        verbose_name_plural = _("cost items")
        ordering = ["application", "order", "id"]
        constraints = [
            models.CheckConstraint(
                name="cost_item_is_positive",
                condition=Q(amount_won__gt=0),
                violation_error_message=_("An amount is above zero."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Attachment(models.Model):
    """A file of an application: for a field, or a quote for a cost item. Taken out it stays for the record."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(
        Application, models.PROTECT, related_name="attachments", verbose_name=_("application")
    )
    field = models.ForeignKey(
        FormField, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("form field")
    )
    cost = models.ForeignKey(
        CostItem, models.SET_NULL, null=True, blank=True, related_name="quotes", verbose_name=_("cost item")
    )
    file = models.ForeignKey("files.File", models.PROTECT, related_name="+", verbose_name=_("file"))
    added_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    added_at = models.DateTimeField(_("added"), db_default=ClockTimestamp(), editable=False)
    removed_at = models.DateTimeField(_("taken out"), null=True, editable=False)

    class Meta:
        verbose_name = _("attachment of an application")
        verbose_name_plural = _("attachments of applications")
        ordering = ["application", "id"]

    def __str__(self) -> str:
        return str(self.file)


class ApplicationEditor(models.Model):
    """A colleague of the company who writes the application too."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="editors", verbose_name=_("application"))
    user = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("person"))
    added_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    added_at = models.DateTimeField(_("added"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("co-editor of an application")
        verbose_name_plural = _("co-editors of applications")
        ordering = ["application", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "user"],
                name="application_editor_once",
                violation_error_message=_("This person writes the application already."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)


class Partner(models.Model):
    """A company of the consortium. Its signature names the text it has read; another text needs another signature."""

    flow = PARTNER_FLOW
    badges = {PartnerState.INVITED: "wait", PartnerState.SIGNED: "ok", PartnerState.DECLINED: "bad"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="partners", verbose_name=_("application"))
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="+", verbose_name=_("company"))
    part = models.CharField(_("its part"), max_length=300)
    state = models.CharField(_("state"), max_length=10, choices=PartnerState, default=PartnerState.INVITED)
    signed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    signed_at = models.DateTimeField(pgettext_lazy("consortium partner", "signed"), null=True, editable=False)
    signed_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    invited_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    invited_at = models.DateTimeField(_("invited"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("consortium partner")
        verbose_name_plural = _("consortium partners")
        ordering = ["application", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "company"],
                condition=~Q(state=PartnerState.REMOVED),
                name="partner_once",
                violation_error_message=_("This company is a partner already."),
            ),
            models.CheckConstraint(
                name="partner_signed_has_its_text",
                condition=~Q(state=PartnerState.SIGNED) | Q(signed_at__isnull=False, signed_sha256__gt=""),
                violation_error_message=_("A signature names its day and its text."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.company)


class ApplicationSheet(models.Model):
    """The very text that was submitted, with the portal's signature; another one after each answer to a question."""

    append_only = True

    application = models.ForeignKey(Application, models.PROTECT, related_name="sheets", verbose_name=_("application"))
    seq = models.PositiveSmallIntegerField(_("number"))
    content = models.TextField(_("text"))  # canonical JSON
    sha256 = models.CharField(max_length=64)
    signature = models.CharField(max_length=200)
    key = models.CharField(max_length=16)
    by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("submitted by"))
    at = models.DateTimeField(_("submitted"))

    class Meta:
        verbose_name = _("submitted application")
        verbose_name_plural = _("submitted applications")
        ordering = ["application", "seq"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "seq"],
                name="application_sheet_once",
                violation_error_message=_("This text was submitted already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id}/{self.seq}"


class Recommendation(models.Model):
    """An organisation recommends a company to a call; the company consents in time, or it lapses. Source: PI-01."""

    application = models.OneToOneField(
        Application, models.PROTECT, related_name="recommendation", verbose_name=_("application")
    )
    organisation = models.CharField(_("organisation"), max_length=120)
    contact = models.CharField(_("contact of the organisation"), max_length=120, blank=True)
    why = models.TextField(_("why this company"), max_length=2000)
    related = models.BooleanField(_("the recommender is related to the company"), default=False)
    letter = models.ForeignKey(
        "files.File", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("letter")
    )
    consent_due = models.DateField(_("consent until"))
    consented_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    consented_at = models.DateTimeField(_("consented"), null=True, editable=False)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    entered_at = models.DateTimeField(_("recommended"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.application_id}"
