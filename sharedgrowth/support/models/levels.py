"""Smart-factory levels of companies, their smart systems and how much these are used. Source: domain 7.2, 7.5."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from portal.display import korean
from sharedgrowth.support.models.applications import COMPANY
from sharedgrowth.support.models.calls import PERSON
from sharedgrowth.support.models.projects import Project
from sharedgrowth.support.states.levels import LEVEL_FLOW, LevelState, RecommenderKind, SystemKind


class SmartLevel(models.Model):
    """One assessment of a company: by one person, confirmed by another; holds three years."""

    flow = LEVEL_FLOW
    badges = {LevelState.PROPOSED: "wait", LevelState.CONFIRMED: "ok", LevelState.REFUSED: "bad"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="smart_levels", verbose_name=_("company"))
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="smart_levels", verbose_name=_("project")
    )
    level = models.PositiveSmallIntegerField(pgettext_lazy("smart level", "level"))
    assessed_on = models.DateField(_("assessed on"))
    valid_to = models.DateField(_("valid until"))
    how = models.TextField(_("what was seen"), max_length=2000)
    evidence = models.ForeignKey(
        "files.File", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("evidence")
    )
    state = models.CharField(_("state"), max_length=10, choices=LevelState, default=LevelState.PROPOSED)
    assessed_by = models.ForeignKey(
        PERSON, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("smart level", "assessed by")
    )
    entered_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("smart-factory level")
        verbose_name_plural = _("smart-factory levels")
        ordering = ["-assessed_on", "-id"]
        indexes = [models.Index(fields=["company", "assessed_on"], name="smart_level_of_company")]
        constraints = [
            models.CheckConstraint(
                name="smart_level_1_to_5",
                condition=Q(level__gte=1, level__lte=5),
                violation_error_message=_("Levels run from 1 to 5."),
            ),
            models.CheckConstraint(
                name="smart_level_by_two_people",
                condition=Q(decided_by=None) | ~Q(decided_by=F("assessed_by")),
                violation_error_message=_("Who assessed does not confirm: ask a colleague."),
            ),
            models.UniqueConstraint(
                fields=["company"],
                condition=Q(state="proposed"),
                name="smart_level_one_waiting",
                violation_error_message=_("An assessment of this company already waits to be confirmed."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company_id} {self.level} {self.assessed_on}"


class SmartSystem(models.Model):
    """A system that was built with support; a system that nobody uses is flagged."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="smart_systems", verbose_name=_("company"))
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="smart_systems", verbose_name=_("project")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=SystemKind)
    name = models.CharField(_("name"), max_length=120)
    live_on = models.DateField(_("in use since"))
    retired_on = models.DateField(_("taken out of use on"), null=True, blank=True)
    retired_why = models.CharField(_("why it was taken out of use"), max_length=300, blank=True)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    entered_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("smart system")
        verbose_name_plural = _("smart systems")
        ordering = ["company", "live_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "name"],
                name="smart_system_once",
                violation_error_message=_("Your company already has a system of this name."),
            ),
            models.CheckConstraint(
                name="smart_system_days_in_order",
                condition=Q(retired_on=None) | Q(retired_on__gte=F("live_on")),
                violation_error_message=_("It is taken out of use after it was taken into use."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SmartUse(models.Model):
    """How often people logged in to a system in a month."""

    system = models.ForeignKey(SmartSystem, models.PROTECT, related_name="months", verbose_name=_("smart system"))
    month = models.DateField(_("month"))  # its first day
    logins = models.PositiveIntegerField(_("log-ins"))
    told_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    told_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("use of a smart system")
        verbose_name_plural = _("uses of smart systems")
        ordering = ["system", "-month"]
        constraints = [
            models.UniqueConstraint(
                fields=["system", "month"],
                name="smart_use_once",
                violation_error_message=_("This month is already told."),
            ),
            models.CheckConstraint(
                name="smart_use_month_begins_on_first",
                condition=Q(month__day=1),
                violation_error_message=_("A month is written by its first day."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.system_id} {self.month:%Y-%m}"


class Recommender(models.Model):
    """An organisation outside that may recommend companies, by its own door: a key that is shown once."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=RecommenderKind)
    name_ko = models.CharField(_("name (Korean)"), max_length=120, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    contact = models.CharField(_("contact"), max_length=120)
    email = models.EmailField(_("e-mail"))
    agreed_on = models.DateField(_("agreed on"))
    ends_on = models.DateField(_("agreement ends on"), null=True, blank=True)
    key_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    key_made_at = models.DateTimeField(_("key made"), null=True, editable=False)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    entered_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("recommending organisation")
        verbose_name_plural = _("recommending organisations")
        ordering = ["name_ko"]
        constraints = [
            models.CheckConstraint(
                name="recommender_days_in_order",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("agreed_on")),
                violation_error_message=_("The agreement ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return self.name_ko

    @property
    def name(self) -> str:
        """In the reader's language."""
        return self.name_ko if korean() else self.name_en or self.name_ko
