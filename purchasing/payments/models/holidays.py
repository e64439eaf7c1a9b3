"""Days on which banks are closed, besides those that the calendar of Korea knows: declared at short notice."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.contracts.models.contract import PERSON
from purchasing.payments.states import HOLIDAY_FLOW, HolidayState


class BankHoliday(models.Model):
    """Entered by one person with its source, confirmed by a second; then what was planned for it is paid before it."""

    flow = HOLIDAY_FLOW
    badges = {HolidayState.PROPOSED: "wait", HolidayState.IN_FORCE: "ok", HolidayState.REFUSED: "mute"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=HolidayState, default=HolidayState.PROPOSED)
    day = models.DateField(_("day"))
    name_ko = models.CharField(_("name (Korean)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80, blank=True)
    source = models.CharField(_("source"), max_length=200)
    proposed_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    proposed_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    decided_at = models.DateTimeField(null=True, editable=False)
    reason = models.TextField(_("reason"), max_length=1000, blank=True)

    class Meta:
        verbose_name = _("bank holiday")
        verbose_name_plural = _("bank holidays")
        ordering = ["-day", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["day"],
                condition=~Q(state=HolidayState.REFUSED),
                name="bank_holiday_once",
                violation_error_message=_("This day is already entered."),
            ),
            models.CheckConstraint(
                name="bank_holiday_by_two_people",
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
                violation_error_message=_("Who entered a day does not confirm it."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"

    @property
    def name(self) -> str:
        """In the reader's language, if there is one."""
        return self.name_en if get_language() == "en" and self.name_en else self.name_ko
