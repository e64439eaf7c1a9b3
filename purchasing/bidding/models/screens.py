"""What the screens saw in a tender, and what an auditor made of it."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.bidding.models.tender import PERSON, Tender
from purchasing.bidding.states.screens import CASE_FLOW, CaseState, Finding, Screening

FOUR_PLACES = {"max_digits": 12, "decimal_places": 4, "null": True}


class ScreenRun(models.Model):
    """One look of the screens at a tender: figures, flags, the version of the formulas. Never changed, never a verdict.

    The figures that have a history stand in columns of their own; the rest is in ``figures``. ``flags`` holds what was
    noticed: ``{"flag", "red_flag", "figures", "bidders"}``, the bidders by their public numbers.
    """

    append_only = True

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="screenings")
    moment = models.CharField(_("moment"), max_length=12, choices=Screening)
    engine = models.CharField(_("version of the screens"), max_length=20)
    ran_at = models.DateTimeField(_("looked at"), db_default=ClockTimestamp(), editable=False)
    bid_count = models.PositiveSmallIntegerField(_("bids looked at"))
    cv = models.DecimalField(_("spread (CV)"), **FOUR_PLACES)
    rd = models.DecimalField(_("gap to the losers (RD)"), **FOUR_PLACES)
    diffp = models.DecimalField(_("second to lowest (DIFFP)"), **FOUR_PLACES)
    skew = models.DecimalField(_("skewness"), **FOUR_PLACES)
    evenness = models.DecimalField(_("evenness of wins"), **FOUR_PLACES)
    figures = models.JSONField(default=dict)
    flags = models.JSONField(default=list)

    class Meta:
        verbose_name = _("screening")
        verbose_name_plural = _("screenings")
        ordering = ["tender", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "moment"],
                name="screening_once",
                violation_error_message=_("The screens have already looked at this tender."),
            )
        ]
        indexes = [models.Index(fields=["moment", "-ran_at"], name="screening_history")]

    def __str__(self) -> str:
        return f"{self.tender_id} {self.moment}"


class ScreenCase(models.Model):
    """Two flags or more: an auditor looks. What is found here excludes nobody by itself. Source: domain 2.11."""

    flow = CASE_FLOW
    badges = {CaseState.OPEN: "warn", CaseState.TAKEN_UP: "wait", CaseState.CLOSED: "ok"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    tender = models.OneToOneField(Tender, models.PROTECT, related_name="screen_case")
    state = models.CharField(_("state"), max_length=10, choices=CaseState, default=CaseState.OPEN)
    begun_at = models.DateTimeField(_("begun"), db_default=ClockTimestamp(), editable=False)
    auditor = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", editable=False, verbose_name=_("auditor")
    )
    finding = models.CharField(_("finding"), max_length=12, choices=Finding, blank=True)
    remark = models.TextField(_("what was looked at and found"), max_length=4000, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("auditor's case")
        verbose_name_plural = _("auditor's cases")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="screen_case_closed_has_its_finding",
                condition=~Q(state=CaseState.CLOSED)
                | (Q(closed_at__isnull=False, auditor__isnull=False) & ~Q(finding="") & ~Q(remark="")),
                violation_error_message=_("A closed case names its auditor, its finding and the reason."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.tender_id}: {self.state}"
