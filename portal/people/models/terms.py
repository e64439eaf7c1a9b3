"""The numbers of a company's life that staff change by date; one person enters them, another one approves."""

from datetime import date

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.dated import FourEyesTerms

AT_LEAST_ONE = [MinValueValidator(1)]


class CompanyTerms(FourEyesTerms):
    """How old a paper may be, how often and until when a company may try again. Source: domain 1.7, CAT-06."""

    certificate_months = models.PositiveSmallIntegerField(
        _("age of the registration certificate (months)"), default=3, validators=AT_LEAST_ONE
    )
    most_returns = models.PositiveSmallIntegerField(
        _("returned for completion at most (times)"), default=3, validators=AT_LEAST_ONE
    )
    reapply_months = models.PositiveSmallIntegerField(
        _("new application after a rejection (months)"), default=6, validators=AT_LEAST_ONE
    )
    appeal_days = models.PositiveSmallIntegerField(_("appeal (business days)"), default=10, validators=AT_LEAST_ONE)
    appeal_answer_days = models.PositiveSmallIntegerField(
        _("answer to an appeal (business days)"), default=10, validators=AT_LEAST_ONE
    )
    dormant_months = models.PositiveSmallIntegerField(
        _("dormant without a sign-in, program or bid for (months)"), default=24, validators=AT_LEAST_ONE
    )
    dormant_notice_days = models.PositiveSmallIntegerField(
        _("reminder before a company becomes dormant (days)"), default=30, validators=AT_LEAST_ONE
    )

    class Meta(FourEyesTerms.Meta):
        verbose_name = _("terms of companies")
        verbose_name_plural = _("terms of companies")
        constraints = [
            models.CheckConstraint(
                name="company_terms_two_people",
                condition=Q(approved_by=None) | ~Q(approved_by=F("entered_by")),
                violation_error_message=_("Who entered the terms may not approve them."),
            ),
            models.CheckConstraint(
                name="company_terms_at_least_one",
                condition=Q(
                    certificate_months__gte=1,
                    most_returns__gte=1,
                    reapply_months__gte=1,
                    appeal_days__gte=1,
                    appeal_answer_days__gte=1,
                    dormant_months__gte=1,
                    dormant_notice_days__gte=1,
                ),
                violation_error_message=_("Every period is at least one day, month or time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{_('terms of companies')} {self.valid_from}"


def enter_company_terms(*, using="default", **_signal) -> None:
    """After each migration: the first terms are there. Source: domain 1.7, CAT-06."""
    CompanyTerms.objects.using(using).get_or_create(valid_from=date(2018, 4, 1))
