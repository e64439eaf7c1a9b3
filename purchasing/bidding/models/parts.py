"""The parts of a tender: its lines, and its opening committee."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.bidding.models.tender import PERSON, Tender


class TenderLine(models.Model):
    """What is wanted: one line of a tender."""

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="lines")
    no = models.PositiveSmallIntegerField(_("line"))
    description_ko = models.CharField(_("description (Korean)"), max_length=300)
    description_en = models.CharField(_("description (English)"), max_length=300, blank=True)
    qty = models.DecimalField(_("quantity"), max_digits=14, decimal_places=3)
    uom = models.CharField(_("unit"), max_length=12)
    class_code = models.CharField(_("UNSPSC code"), max_length=8, blank=True)
    delivery_on = models.DateField(_("delivery by"), null=True, blank=True)  # where it differs from the tender's
    specification = models.ForeignKey(
        "catalog.Specification",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("specification"),
    )
    specification_version = models.ForeignKey(
        "catalog.SpecificationVersion", models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    product = models.ForeignKey(  # what is bought today; its maker is not named in the notice
        "catalog.Product", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("product used today")
    )
    requirements = models.JSONField(default=list, editable=False)  # of the catalogue, as they stood at publication

    class Meta:
        verbose_name = _("tender line")
        verbose_name_plural = _("tender lines")
        ordering = ["tender", "no"]
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "no"],
                name="tender_line_once",
                violation_error_message=_("Each line has its own number."),
            ),
            models.CheckConstraint(
                name="tender_line_has_a_quantity",
                condition=Q(qty__gt=0),
                violation_error_message=_("The quantity must be above zero."),
            ),
            models.CheckConstraint(
                name="tender_line_class_is_eight_digits",
                condition=Q(class_code="") | Q(class_code__regex=r"^[0-9]{8}$"),
                violation_error_message=_("A UNSPSC code has eight digits."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.no}. {self.description}"

    @property
    def description(self) -> str:
        """The description in the reader's language, if there is one."""
        return self.description_en if get_language() == "en" and self.description_en else self.description_ko


class CommitteeMember(models.Model):
    """A seat in the opening committee; the member declares to have no conflict of interest before acting."""

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="committee")
    user = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("member"))
    declared_at = models.DateTimeField(_("declared free of conflicts"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("opening-committee member")
        verbose_name_plural = _("opening-committee members")
        ordering = ["tender", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "user"],
                name="committee_seat_once",
                violation_error_message=_("This person already sits in the committee."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.tender_id}: {self.user}"


class SeatChange(models.Model):
    """A seat of an opening committee that another person took after the publication. Never changed.

    The database lets the seat change only with such a row. Source: security 5.6; domain SOD-03, SOD-04.
    """

    append_only = True

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="seat_changes")
    leaves = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("who leaves"))
    comes = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("who takes the seat"))
    reason = models.TextField(_("reason"), max_length=2000)
    new_keys = models.BooleanField(_("with new keys"), default=False)
    decided_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("decided by"))
    decided_at = models.DateTimeField(_("decided"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("change of the opening committee")
        verbose_name_plural = _("changes of opening committees")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="seat_change_by_a_third_person",
                condition=~Q(decided_by=F("leaves")) & ~Q(decided_by=F("comes")) & ~Q(leaves=F("comes")),
                violation_error_message=_("Who decides neither leaves nor takes the seat."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.tender_id}: {self.leaves} → {self.comes}"
