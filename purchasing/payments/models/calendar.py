"""A secret address under which a person's own calendar program asks for the payments of its company."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.contracts.models.contract import PERSON


class CalendarLink(models.Model):
    """The address is shown once; only its hash is kept. A new one ends the one before."""

    person = models.ForeignKey(PERSON, models.CASCADE, related_name="+", verbose_name=_("person"))
    company = models.ForeignKey("people.Company", models.PROTECT, related_name="+", verbose_name=_("company"))
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("calendar address")
        verbose_name_plural = _("calendar addresses")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "company"],
                name="calendar_link_once",
                violation_error_message=_("There is one calendar address for each person and company."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}/{self.company_id}"
