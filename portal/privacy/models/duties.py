"""WHAT: the privacy policy by version, processors, incidents with their clock."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.privacy.states import INCIDENT_FLOW, POLICY_FLOW, IncidentState, PolicyState

PERSON = settings.AUTH_USER_MODEL


class PolicyText(models.Model):
    """One version of the privacy policy; published by a second person, then never changed. Source: domain PII-11."""

    flow = POLICY_FLOW
    badges = {PolicyState.DRAFT: "draft", PolicyState.PUBLISHED: "ok"}
    version = models.PositiveIntegerField(_("version"), unique=True)
    valid_from = models.DateField(_("in force from"))
    change_ko = models.CharField(_("what changes (Korean)"), max_length=300)
    change_en = models.CharField(_("what changes (English)"), max_length=300)
    text_ko = models.TextField(pgettext_lazy("privacy", "text (Korean)"), max_length=40_000)
    text_en = models.TextField(pgettext_lazy("privacy", "text (English)"), max_length=40_000)
    state = models.CharField(_("state"), max_length=10, choices=PolicyState, default=PolicyState.DRAFT)
    drafted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("drafted by"))
    published_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", verbose_name=pgettext_lazy("privacy", "published by")
    )
    published_at = models.DateTimeField(pgettext_lazy("privacy", "published"), null=True)

    class Meta:
        verbose_name = _("version of the privacy policy")
        verbose_name_plural = _("versions of the privacy policy")
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state=PolicyState.DRAFT),
                name="policy_one_draft",
                violation_error_message=_("There is already a draft: change that one."),
            ),
            models.CheckConstraint(
                name="policy_published_by_another",
                condition=Q(drafted_by=None) | Q(published_by=None) | ~Q(published_by=F("drafted_by")),
                violation_error_message=_("Who drafts the policy does not publish it."),
            ),
            models.CheckConstraint(
                name="policy_published_has_its_time",
                condition=Q(state=PolicyState.DRAFT) | Q(published_at__isnull=False),
                violation_error_message=_("A published policy says when it was published."),
            ),
        ]

    def __str__(self) -> str:
        return f"v{self.version}"


class Processor(models.Model):
    """Who processes personal data for us, by written contract; listed in public. Source: domain PII-07 (art. 26)."""

    name = models.CharField(_("name"), max_length=120)
    task = models.CharField(pgettext_lazy("privacy", "task"), max_length=300)
    items = models.CharField(pgettext_lazy("privacy", "items"), max_length=300)
    country = models.CharField(_("country"), max_length=2, default="KR")
    transfer_basis = models.CharField(_("ground of the transfer abroad"), max_length=300, blank=True)
    contract_on = models.DateField(_("written contract of"))
    until_on = models.DateField(_("contract ends"), null=True, blank=True)
    supervised_on = models.DateField(_("last looked at"), null=True, blank=True)
    ended_on = models.DateField(_("ended"), null=True, blank=True)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("processor")
        verbose_name_plural = _("processors")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                name="processor_abroad_names_its_ground",
                condition=Q(country="KR") | Q(transfer_basis__gt=""),
                violation_error_message=_(
                    "Personal data leaves the country only on a ground of article 28-8: name it."
                ),
            ),
            models.CheckConstraint(
                name="processor_contract_ends_later",
                condition=Q(until_on=None) | Q(until_on__gte=F("contract_on")),
                violation_error_message=_("A contract ends after it began."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Incident(models.Model):
    """Personal data was lost, stolen or shown: the persons are told within 72 hours. Source: domain PII-09."""

    flow = INCIDENT_FLOW
    badges = {IncidentState.OPEN: "bad", IncidentState.CONTAINED: "wait", IncidentState.CLOSED: "ok"}
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=120)
    known_at = models.DateTimeField(_("known since"))
    happened_at = models.DateTimeField(_("happened"), null=True, blank=True)
    items = models.CharField(_("which data"), max_length=300)
    course = models.TextField(_("what happened"), max_length=4000)
    measures = models.TextField(_("what is done about it"), max_length=4000, blank=True)
    advice = models.TextField(_("what those concerned can do"), max_length=2000, blank=True)
    persons = models.PositiveIntegerField(_("how many persons"))
    sensitive = models.BooleanField(_("sensitive data or unique identifiers"), default=False)
    outside = models.BooleanField(_("unlawful access from outside"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=IncidentState, default=IncidentState.OPEN)
    tell_by = models.DateTimeField(_("tell by"))
    told_at = models.DateTimeField(_("persons told"), null=True)
    reported_at = models.DateTimeField(_("reported to the authority"), null=True)
    report_reference = models.CharField(_("reference of the report"), max_length=80, blank=True)
    opened_by = models.ForeignKey(
        PERSON, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("privacy incident", "opened by")
    )

    class Meta:
        verbose_name = _("privacy incident")
        verbose_name_plural = _("privacy incidents")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="incident_closed_when_told",
                condition=~Q(state=IncidentState.CLOSED) | Q(told_at__isnull=False),
                violation_error_message=_("An incident is closed once those concerned have been told."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class IncidentPerson(models.Model):
    """One person whose data was in an incident."""

    incident = models.ForeignKey(Incident, models.PROTECT, related_name="affected", verbose_name=_("incident"))
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("person"))
    told_at = models.DateTimeField(_("told"), null=True)

    class Meta:
        verbose_name = _("person in an incident")
        verbose_name_plural = _("persons in incidents")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "person"],
                name="incident_person_once",
                violation_error_message=_("This person is already on the list."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.incident_id} {self.person_id}"
