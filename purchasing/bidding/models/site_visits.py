"""The yearly sample of certified companies, and what was seen there. Source: domain 5.3, appendix B."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.bidding.models.tender import PERSON
from purchasing.bidding.models.terms import RATIO
from purchasing.bidding.states.site_visits import VISIT_FLOW, SiteFinding, VisitState


class SiteSample(models.Model):
    """The drawing of a year: the whole list, chance and seed, who was drawn. Never changed; anybody can repeat it."""

    append_only = True

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    share = models.DecimalField(_("share"), **RATIO)
    listed = models.JSONField(_("certified companies"))  # their numbers, in order
    list_sha256 = models.CharField(_("fingerprint of the list"), max_length=64)
    chance = models.CharField(_("chance"), max_length=64)
    seed = models.CharField(_("seed"), max_length=64)
    drawn = models.JSONField(_("drawn"))  # numbers, in the order of the drawing
    drawn_at = models.DateTimeField(_("drawn on"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("sample of certified companies")
        verbose_name_plural = _("samples of certified companies")
        ordering = ["-year"]

    def __str__(self) -> str:
        return str(self.year)


class SiteVisit(models.Model):
    """A visit to a company of the sample: one person reports what was seen, another decides what follows."""

    flow = VISIT_FLOW
    badges = {VisitState.DUE: "wait", VisitState.SEEN: "wait", VisitState.GENUINE: "ok", VisitState.REVOKED: "bad"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sample = models.ForeignKey(SiteSample, models.PROTECT, related_name="visits", verbose_name=_("sample"))
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="+", verbose_name=_("company"))
    categories = models.JSONField(_("certificates"))  # codes of the kinds that it held when it was drawn
    state = models.CharField(_("state"), max_length=10, choices=VisitState, default=VisitState.DUE)
    visited_on = models.DateField(_("visited on"), null=True, editable=False)
    visitors = models.CharField(_("who was there"), max_length=300, blank=True, editable=False)
    finding = models.CharField(_("finding"), max_length=10, choices=SiteFinding, blank=True, editable=False)
    report = models.TextField(_("what was seen"), max_length=4000, blank=True, editable=False)
    evidence = models.ForeignKey(
        "files.File", models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("evidence")
    )
    reported_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("reported by")
    )
    decided_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, related_name="+", editable=False, verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, editable=False)

    class Meta:
        verbose_name = _("site visit")
        verbose_name_plural = _("site visits")
        ordering = ["-sample", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sample", "company"],
                name="site_visit_once_a_year",
                violation_error_message=_("This company is already in the sample of the year."),
            ),
            models.CheckConstraint(
                name="site_visit_by_two_people",
                condition=~Q(reported_by=F("decided_by")),
                violation_error_message=_("Who reports a visit does not decide on it."),
            ),
            models.CheckConstraint(
                name="site_visit_reported_whole",
                condition=Q(state=VisitState.DUE)
                | Q(visited_on__isnull=False, evidence__isnull=False, reported_by__isnull=False)
                & ~Q(finding="")
                & ~Q(report="")
                & ~Q(visitors=""),
                violation_error_message=_("A report names day, people, finding, what was seen, and its evidence."),
            ),
            models.CheckConstraint(
                name="site_visit_ends_as_found",
                condition=~Q(state__in=[VisitState.GENUINE, VisitState.REVOKED])
                | Q(state=VisitState.GENUINE, finding=SiteFinding.GENUINE, decided_at__isnull=False)
                | (Q(state=VisitState.REVOKED, decided_at__isnull=False) & ~Q(finding=SiteFinding.GENUINE)),
                violation_error_message=_("The outcome follows from the finding."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sample_id}: {self.company}"
