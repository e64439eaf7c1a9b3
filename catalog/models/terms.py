"""The numbers of review and registration that staff change by date; one person enters them, another one approves."""

from datetime import date
from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.states import ReliefMode
from portal.dated import FourEyesTerms

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


class ReviewTerms(FourEyesTerms):
    """How long a review may take, what happens without an answer, how much is looked at twice. Source: CAT-22."""

    answer_days = models.PositiveSmallIntegerField(
        _("answer (business days)"), default=3, validators=[MinValueValidator(1)]
    )
    autopublish = models.BooleanField(_("publish as unreviewed when nobody answers"), default=False)
    autopublish_days = models.PositiveSmallIntegerField(
        _("published as unreviewed after (business days)"), default=10, validators=[MinValueValidator(1)]
    )
    appeal_days = models.PositiveSmallIntegerField(
        _("appeal (business days)"), default=10, validators=[MinValueValidator(1)]
    )
    look_pct = models.PositiveSmallIntegerField(_("looked at twice (percent)"), default=5, validators=PERCENT)
    look_new_pct = models.PositiveSmallIntegerField(
        _("looked at twice: first listings of a supplier (percent)"), default=20, validators=PERCENT
    )
    look_doubt_pct = models.PositiveSmallIntegerField(
        _("looked at twice: reviewer often corrected (percent)"), default=50, validators=PERCENT
    )
    look_days = models.PositiveSmallIntegerField(
        _("second look (business days)"), default=5, validators=[MinValueValidator(1)]
    )
    look_seed = models.CharField(_("seed of the sample"), max_length=40, default="second look 2026")

    class Meta(FourEyesTerms.Meta):
        verbose_name = _("terms of the review")
        verbose_name_plural = _("terms of the review")
        constraints = [
            models.CheckConstraint(
                name="review_terms_two_people",
                condition=Q(approved_by=None) | ~Q(approved_by=F("entered_by")),
                violation_error_message=_("Who entered the terms may not approve them."),
            ),
            models.CheckConstraint(
                name="review_terms_autopublish_after_answer",
                condition=Q(autopublish_days__gt=F("answer_days")),
                violation_error_message=_("Nothing is published unreviewed before the answer was due."),
            ),
        ]

    def __str__(self) -> str:
        return f"{_('terms of the review')} {self.valid_from}"


class RegistrationTerms(FourEyesTerms):
    """House terms of registration; an announcement copies them. Source: domain 1.1, 1.7, appendix A (``reg.*``)."""

    pass_mark = models.DecimalField(
        _("pass mark"), max_digits=5, decimal_places=2, default=Decimal(80), validators=PERCENT
    )
    notice_days = models.PositiveSmallIntegerField(_("open for applications (days)"), default=30)
    answer_days = models.PositiveSmallIntegerField(_("first answer after closing (business days)"), default=3)
    appeal_days = models.PositiveSmallIntegerField(_("appeal (business days)"), default=10)
    document_days = models.PositiveSmallIntegerField(_("missing documents (business days)"), default=5)
    relief_mode = models.CharField(
        _("relief for socially friendly enterprises"), max_length=10, choices=ReliefMode, default=ReliefMode.BONUS
    )
    relief_points = models.DecimalField(
        _("relief (points)"), max_digits=5, decimal_places=2, default=Decimal(10), validators=PERCENT
    )

    class Meta(FourEyesTerms.Meta):
        verbose_name = _("terms of registration")
        verbose_name_plural = _("terms of registration")
        constraints = [
            models.CheckConstraint(
                name="registration_terms_two_people",
                condition=Q(approved_by=None) | ~Q(approved_by=F("entered_by")),
                violation_error_message=_("Who entered the terms may not approve them."),
            ),
            models.CheckConstraint(
                name="registration_terms_in_range",
                condition=Q(pass_mark__gte=0, pass_mark__lte=100, relief_points__gte=0, relief_points__lte=100),
                violation_error_message=_("Pass mark and relief lie between 0 and 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{_('terms of registration')} {self.valid_from}"


def enter_first_terms(*, using="default", **_signal) -> None:
    """After each migration: the terms of domain appendix A are there."""
    ReviewTerms.objects.using(using).get_or_create(valid_from=date(2018, 4, 1))
    RegistrationTerms.objects.using(using).get_or_create(valid_from=date(2018, 4, 1))
