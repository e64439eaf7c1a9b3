"""Ratings by others: dated evidence for items, verified by a reviewer, never converted one to one. Source: 11.1."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.esg.models.assessment import Evidence
from purchasing.esg.models.gate import COMPANY, PERSON
from purchasing.esg.states import RATING_FLOW, RatingScheme, RatingState


def count(label) -> models.PositiveSmallIntegerField:
    """How many, of an RBA audit."""
    return models.PositiveSmallIntegerField(label, null=True, blank=True)


class ExternalRating(models.Model):
    """A rating of EcoVadis, or an RBA VAP audit, with its report as evidence."""

    flow = RATING_FLOW
    badges = {
        RatingState.ENTERED: "wait",
        RatingState.VERIFIED: "ok",
        RatingState.REFUSED: "bad",
        RatingState.WITHDRAWN: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="esg_ratings", verbose_name=_("company"))
    scheme = models.CharField(_("scheme"), max_length=10, choices=RatingScheme)
    reference = models.CharField(_("number of the report"), max_length=60)
    site = models.CharField(_("site or scope"), max_length=120, blank=True)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+", verbose_name=_("report"))
    issued_on = models.DateField(_("issued on"))
    valid_to = models.DateField(_("valid until"))
    score = models.DecimalField(_("points"), max_digits=7, decimal_places=2)  # EcoVadis 0-100, RBA at most 200
    applicable = count(_("provisions that apply"))
    conformant = count(_("provisions conformed with"))
    priority = count(_("priority findings"))
    major = count(_("major findings"))
    minor = count(_("minor findings"))
    open_priority = count(_("priority findings still open"))
    open_major = count(_("major findings still open"))
    open_minor = count(_("minor findings still open"))
    state = models.CharField(_("state"), max_length=10, choices=RatingState, default=RatingState.ENTERED)
    added_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    added_at = models.DateTimeField(_("added"), db_default=ClockTimestamp(), editable=False)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    decision = models.TextField(_("reason of the decision"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("external rating")
        verbose_name_plural = _("external ratings")
        ordering = ["-issued_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "scheme", "reference"],
                name="external_rating_once",
                condition=Q(state__in=[RatingState.ENTERED, RatingState.VERIFIED]),
                violation_error_message=_("This report is already entered."),
            ),
            models.CheckConstraint(
                name="external_rating_days_in_order",
                condition=Q(valid_to__gte=F("issued_on")),
                violation_error_message=_("A rating ends after it begins."),
            ),
            models.CheckConstraint(
                name="external_rating_rba_counts",
                condition=~Q(scheme=RatingScheme.RBA_VAP)
                | Q(
                    applicable__gt=0,
                    conformant__lte=F("applicable"),
                    open_priority__lte=F("priority"),
                    open_major__lte=F("major"),
                    open_minor__lte=F("minor"),
                ),
                violation_error_message=_("An RBA audit has all its counts, none above what it is part of."),
            ),
            models.CheckConstraint(
                name="external_rating_by_two_people",
                condition=Q(decided_by=None)
                | Q(added_by=None)
                | Q(state=RatingState.WITHDRAWN)
                | ~Q(decided_by=F("added_by")),
                violation_error_message=_("Who entered a rating does not verify it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} {self.reference}"
