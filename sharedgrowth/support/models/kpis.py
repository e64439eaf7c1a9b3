"""What a project improves: an indicator before, its target, and after. Source: domain 7.2, 7.3."""

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.display import korean
from portal.files.models import File
from sharedgrowth.support.models.calls import PERSON
from sharedgrowth.support.models.projects import Project
from sharedgrowth.support.states.plans import KpiDirection

VALUE: dict[str, Any] = {"max_digits": 18, "decimal_places": 4}


class Kpi(models.Model):
    """An indicator of a project, measured in the same way before and after."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, models.PROTECT, related_name="kpis", verbose_name=_("project"))
    key = models.SlugField(_("key"), max_length=40)
    name_ko = models.CharField(_("name (Korean)"), max_length=120)
    name_en = models.CharField(_("name (English)"), max_length=120, blank=True)
    unit = models.CharField(_("unit"), max_length=30, blank=True)
    direction = models.CharField(_("direction"), max_length=8, choices=KpiDirection, default=KpiDirection.LOWER)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    before = models.DecimalField(pgettext_lazy("indicator", "before"), **VALUE, null=True, blank=True)
    before_on = models.DateField(_("measured before on"), null=True, blank=True)
    before_how = models.CharField(_("how it is measured"), max_length=300, blank=True)
    before_file = models.ForeignKey(
        File, models.PROTECT, null=True, related_name="+", verbose_name=_("evidence before")
    )
    before_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    target = models.DecimalField(_("target"), **VALUE, null=True, blank=True)
    after = models.DecimalField(pgettext_lazy("indicator", "after"), **VALUE, null=True, blank=True)
    after_on = models.DateField(_("measured after on"), null=True, blank=True)
    after_file = models.ForeignKey(File, models.PROTECT, null=True, related_name="+", verbose_name=_("evidence after"))
    after_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("indicator of a project")
        verbose_name_plural = _("indicators of projects")
        ordering = ["project", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "key"],
                name="project_kpi_once",
                violation_error_message=_("The project already has this indicator."),
            ),
            models.CheckConstraint(
                name="project_kpi_after_needs_before",
                condition=Q(after=None) | Q(before__isnull=False, before_on__isnull=False, after_on__gt=F("before_on")),
                violation_error_message=_("An indicator is measured after only when it was measured before."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """In the reader's language."""
        return self.name_ko if korean() else self.name_en or self.name_ko
