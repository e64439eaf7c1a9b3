"""Who reviews an application, what they found, the check at the plant. Source: domain 12, INV-04."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from portal.files.models import File
from sharedgrowth.innovilt.models.applications import PERSON, RATIO, InnoviltApplication
from sharedgrowth.innovilt.states import CHECK_FLOW, CheckState, Part


class Review(models.Model):
    """One reviewer's sheet for technology or marketability: a mark for each question, words, a declaration."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(InnoviltApplication, models.PROTECT, related_name="reviews")
    part = models.CharField(pgettext_lazy("innovilt score", "part"), max_length=10, choices=Part)
    round = models.PositiveSmallIntegerField(default=1, editable=False)
    reviewer = models.ForeignKey(
        PERSON, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("innovilt", "reviewer")
    )
    assigned_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    assigned_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    marks = models.JSONField(_("marks"), default=dict)  # question → 0..4
    ratio = models.DecimalField(_("share of the points"), **RATIO, null=True, blank=True)
    strengths = models.TextField(_("strengths"), max_length=2000, blank=True)
    weaknesses = models.TextField(_("weaknesses"), max_length=2000, blank=True)
    free = models.BooleanField(_("declared free of conflicts"), default=False)
    done_at = models.DateTimeField(_("handed in"), null=True, blank=True, editable=False)
    recused_at = models.DateTimeField(null=True, blank=True, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True, editable=False)

    class Meta:
        verbose_name = _("review sheet")
        verbose_name_plural = _("review sheets")
        ordering = ["application", "part", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "part", "round", "reviewer"],
                name="innovilt_review_once",
                violation_error_message=_("This person already reviews this part."),
            ),
            models.CheckConstraint(
                name="innovilt_review_done_is_whole",
                condition=Q(done_at=None) | Q(ratio__isnull=False, free=True),
                violation_error_message=_("A review that was handed in has its marks and its declaration."),
            ),
            models.CheckConstraint(
                name="innovilt_review_ratio",
                condition=Q(ratio=None) | Q(ratio__gte=0, ratio__lte=1),
                violation_error_message=_("A share lies between 0 and 100 percent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.part} {self.reviewer_id}"


class SiteCheck(models.Model):
    """A visit to the plant, kept on a phone: answers, photographs, the points for operation and quality."""

    flow = CHECK_FLOW
    badges = {CheckState.PLANNED: "wait", CheckState.HELD: "ok", CheckState.CANCELLED: "mute"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(InnoviltApplication, models.PROTECT, related_name="site_checks")
    state = models.CharField(_("state"), max_length=10, choices=CheckState, default=CheckState.PLANNED)
    planned_on = models.DateField(pgettext_lazy("innovilt", "planned for"))
    inspector = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("inspector"))
    planned_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    answers = models.JSONField(_("answers"), default=dict)  # question → {"mark": 0..4, "note": ""}
    foreign_steel = models.BooleanField(_("steel of other makers was found in the product"), default=False)
    ratio = models.DecimalField(_("share of the points"), **RATIO, null=True, blank=True)
    summary = models.TextField(_("summary"), max_length=2000, blank=True)
    met = models.CharField(_("who was met"), max_length=120, blank=True)
    photos = models.ManyToManyField(File, blank=True, related_name="+", verbose_name=_("photographs"))
    saves = models.PositiveIntegerField(default=0, editable=False)
    held_at = models.DateTimeField(pgettext_lazy("innovilt", "held"), null=True, blank=True, editable=False)
    reason = models.CharField(_("reason"), max_length=300, blank=True, editable=False)

    class Meta:
        verbose_name = _("site check")
        verbose_name_plural = _("site checks")
        ordering = ["-planned_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state=CheckState.PLANNED),
                name="innovilt_site_check_one_planned",
                violation_error_message=_("A site check is already planned."),
            ),
            models.CheckConstraint(
                name="innovilt_site_check_held_is_whole",
                condition=~Q(state=CheckState.HELD) | Q(ratio__isnull=False, held_at__isnull=False),
                violation_error_message=_("A site check that was held has its points."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.planned_on}"
