"""A company's appeal against the rejection of its registration."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from portal.people.states import APPEAL_FLOW, AppealState


class CompanyAppeal(models.Model):
    """One for each rejection, with what was said then; another person than who rejected decides. Source: domain 1.7."""

    flow = APPEAL_FLOW
    badges = {
        AppealState.OPEN: "wait",
        AppealState.UPHELD: "ok",
        AppealState.DECLINED: "bad",
        AppealState.WITHDRAWN: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="appeals", verbose_name=_("company"))
    state = models.CharField(_("state"), max_length=10, choices=AppealState, default=AppealState.OPEN)
    rejection = models.PositiveSmallIntegerField(_("which rejection"))  # Company.rejected_times when it was filed
    rejected_on = models.DateField(_("rejected on"))
    rejected_for = models.TextField(_("reason of the rejection"), max_length=1000)
    against = models.ForeignKey(
        "people.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("rejected by")
    )
    text = models.TextField(_("what the company says"), max_length=2000)
    papers = models.ManyToManyField("files.File", related_name="+", blank=True, verbose_name=_("documents"))
    filed_by = models.ForeignKey("people.User", models.PROTECT, related_name="+", verbose_name=_("filed by"))
    filed_at = models.DateTimeField(_("filed at"), db_default=ClockTimestamp(), editable=False)
    due_on = models.DateField(_("answer due"))
    decided_by = models.ForeignKey(
        "people.User", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True, editable=False)
    answer = models.CharField(pgettext_lazy("review", "answer"), max_length=1000, blank=True)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("appeal of a company")
        verbose_name_plural = _("appeals of companies")
        constraints = [
            models.UniqueConstraint(
                fields=["company", "rejection"],
                name="company_appeal_once",
                violation_error_message=_("An appeal against this decision was already made."),
            ),
            models.CheckConstraint(
                name="company_appeal_another_decides",
                condition=Q(decided_by=None) | Q(against=None) | ~Q(decided_by=F("against")),
                violation_error_message=_("Who decided before does not decide the appeal."),
            ),
            models.CheckConstraint(
                name="company_appeal_decided_whole",
                condition=~Q(state__in=[AppealState.UPHELD, AppealState.DECLINED])
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(answer="")),
                violation_error_message=_("A decided appeal says who decided, when and why."),
            ),
        ]
        indexes = [models.Index(fields=["due_on", "id"], name="company_appeal_waiting", condition=Q(state="open"))]

    def __str__(self) -> str:
        return f"{self.company} · {self.get_state_display()}"
