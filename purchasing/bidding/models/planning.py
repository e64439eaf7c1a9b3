"""Before the notice: what is announced as planned, and purchases that look as if they had been split."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.bidding.models.tender import PERSON, WON, Tender
from purchasing.bidding.states import TenderKind


class PlanNotice(models.Model):
    """What everybody reads of a planned tender; a change is a further version. Never changed. Binds nobody.

    It stands apart from the draft, of which nobody outside knows anything. Source: domain 2.1 (100 % disclosure).
    """

    append_only = True

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="plan_notices")
    version = models.PositiveSmallIntegerField(_("version"))
    title_ko = models.CharField(_("title (Korean)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=TenderKind)
    scope = models.TextField(_("what and how much"), max_length=2000, blank=True)
    class_codes = ArrayField(models.CharField(max_length=8), default=list, blank=True, verbose_name=_("UNSPSC codes"))
    region = models.CharField(_("region"), max_length=5, blank=True)
    planned_for = models.DateField(_("planned for"))  # the first day of the month
    withdrawn = models.BooleanField(pgettext_lazy("plan", "given up"), default=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)  # of a change, or of giving up
    made_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("announced"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("announced plan")
        verbose_name_plural = _("announced plans")
        ordering = ["tender", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "version"],
                name="plan_version_once",
                violation_error_message=_("This version of the plan is already there."),
            ),
            models.CheckConstraint(
                name="plan_given_up_says_why",
                condition=Q(withdrawn=False) | Q(reason__gt=""),
                violation_error_message=_("A plan that is given up says why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id} v{self.version}: {self.title}"

    @property
    def title(self) -> str:
        """The title in the reader's language, if there is one."""
        return self.title_en if get_language() == "en" and self.title_en else self.title_ko


class SplitFlag(models.Model):
    """Purchases of one department and class within 90 days that cross a threshold only together. Source: domain BID-08.

    It stops nothing by itself: the approver answers it with a reason, and auditors read both.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="split_flags")
    department = models.CharField(_("using department"), max_length=80)
    class_code = models.CharField(_("UNSPSC class"), max_length=8)
    own_won = models.DecimalField(_("budget of this tender (won)"), **WON)
    sum_won = models.DecimalField(_("sum within 90 days (won)"), max_digits=20, decimal_places=0)
    threshold_won = models.DecimalField(_("threshold crossed (won)"), **WON)
    others = models.JSONField(_("other tenders"), default=list)  # their numbers
    raised_at = models.DateTimeField(_("raised"), db_default=ClockTimestamp(), editable=False)
    answered_by = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("answered by")
    )
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    answer = models.TextField(_("why it is not split"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("suspicion of splitting")
        verbose_name_plural = _("suspicions of splitting")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "class_code", "threshold_won"],
                name="split_flag_once",
                violation_error_message=_("This suspicion is already noted."),
            ),
            models.CheckConstraint(
                name="split_flag_answered_wholly",
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer="")),
                violation_error_message=_("An answer has its person, its time and its words."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id}: {self.class_code}"
