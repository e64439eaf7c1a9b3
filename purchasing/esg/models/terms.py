"""The numbers of ESG purchasing that staff change by date. Source: domain 11, appendix A."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portal.dated import FourEyesTerms

SHARE: dict[str, Any] = {"max_digits": 7, "decimal_places": 6}
SCORE: dict[str, Any] = {"max_digits": 5, "decimal_places": 2}


def days(label, default: int) -> models.PositiveSmallIntegerField:
    """A number of days."""
    return models.PositiveSmallIntegerField(label, default=default)


def risk_industries() -> list[str]:
    """Mining, chemicals, basic metals, waste, construction: where harm to people or nature is likeliest. Our choice."""
    return ["05", "06", "07", "08", "20", "24", "38", "41", "42"]


class EsgTerms(FourEyesTerms):
    """House terms; a question set copies its weights and bands when it is published. Source: domain 11.3-11.9."""

    weight_e = models.DecimalField(_("weight of environment"), **SHARE, default=Decimal("0.35"))
    weight_s = models.DecimalField(_("weight of society"), **SHARE, default=Decimal("0.40"))
    weight_g = models.DecimalField(_("weight of governance"), **SHARE, default=Decimal("0.25"))
    band_a = models.DecimalField(_("band A from"), **SCORE, default=Decimal(85))
    band_b = models.DecimalField(_("band B from"), **SCORE, default=Decimal(70))
    band_c = models.DecimalField(_("band C from"), **SCORE, default=Decimal(50))
    na_share = models.DecimalField(_("most of a pillar's weight not applicable"), **SHARE, default=Decimal("0.2"))
    consent_days = days(_("consent to a new code of conduct (days)"), 30)
    entry_days = days(_("decision on an entry (business days)"), 10)
    entry_months = days(_("entry qualification holds (months)"), 24)
    entry_score = models.DecimalField(
        _("self-assessment below which entry is on conditions"), **SCORE, default=Decimal(40)
    )
    conditional_months = days(_("time to mend a conditional entry (months)"), 6)
    conditional_cap_won = models.DecimalField(
        _("most orders while conditional (won)"), max_digits=15, decimal_places=0, default=Decimal(100_000_000)
    )
    cycle_months = days(_("cycle (months)"), 12)
    cycle_a_months = days(_("cycle of band A (months)"), 24)
    recheck_months = days(_("next assessment of bands C, D and R (months)"), 6)
    result_grace_days = days(_("a result counts on while the next one is answered and reviewed (days)"), 180)
    first_months = days(_("first assessment after entry (months)"), 12)
    yearly_spend_won = models.DecimalField(
        _("spend from which a supplier is assessed every year (won)"),
        max_digits=15,
        decimal_places=0,
        default=Decimal(100_000_000),
    )
    risk_industries = ArrayField(  # KSIC beginnings: assessed every year whatever the spend
        models.CharField(max_length=5),
        verbose_name=_("industries of high risk (KSIC)"),
        default=risk_industries,
        blank=True,
    )
    answer_days = days(_("time to answer the questionnaire (days)"), 30)
    overdue_days = days(_("overdue counts as band D after (days)"), 15)
    query_days = days(_("answer to a reviewer's question (business days)"), 5)
    objection_days = days(_("objection (business days)"), 10)
    sample_share = models.DecimalField(_("self-assessments audited on site"), **SHARE, default=Decimal("0.1"))
    audit_gap = models.DecimalField(_("points below the self-assessment that cost trust"), **SCORE, default=Decimal(10))
    trust_cycles = models.PositiveSmallIntegerField(_("cycles audited after trust was lost"), default=2)
    blind_gap = models.PositiveSmallIntegerField(
        _("scale points between self and reviewer from which a second reviewer scores blind"), default=2
    )
    priority_contain_days = days(_("priority finding contained (days)"), 7)
    priority_close_days = days(_("priority finding closed (days)"), 30)
    major_contain_days = days(_("major finding contained (days)"), 30)
    major_close_days = days(_("major finding closed (days)"), 90)
    minor_close_days = days(_("minor finding closed (days)"), 180)
    extension_share = models.DecimalField(
        _("most extension of a corrective action (share of its time)"), **SHARE, default=Decimal("0.5")
    )
    plan_days = days(_("plan of a corrective action (business days)"), 10)
    hearing_days = days(_("answer before a limitation (business days)"), 10)
    appeal_days = days(_("appeal against a limitation (business days)"), 10)
    committee_share = models.DecimalField(_("votes that a limitation needs"), **SHARE, default=Decimal("0.666667"))
    level3_share = models.DecimalField(_("orders at level 3 (share of last year)"), **SHARE, default=Decimal("0.7"))
    eco_premium = models.DecimalField(_("premium of an eco-friendly offer"), **SHARE, default=Decimal("0.1"))
    declaration_months = days(_("a declaration of minerals holds (months)"), 12)
    smelter_unknown = models.DecimalField(_("unknown smelters that raise a flag"), **SHARE, default=Decimal("0.1"))
    smelter_goal = models.DecimalField(_("goal: conformant smelters"), **SHARE, default=Decimal(1))
    smelter_days = days(_("smelter replaced (days)"), 180)
    mineral_plan_days = days(_("finding about minerals mended or planned (days)"), 30)
    cmrt_major = models.PositiveSmallIntegerField(_("CMRT: current major version"), default=6)
    emrt_major = models.PositiveSmallIntegerField(_("EMRT: current major version"), default=2)
    quiz_pass = models.PositiveSmallIntegerField(_("points to pass a quiz"), default=70)
    quiz_tries = models.PositiveSmallIntegerField(_("tries at a quiz"), default=3)
    quiz_window_days = days(_("in which the tries count (days)"), 30)
    course_months = days(_("certificate of a course holds (months)"), 24)
    course_days = days(_("course mandatory in bands C and D (days)"), 60)
    srm_quality = models.DecimalField(_("comprehensive evaluation: quality"), **SHARE, default=Decimal("0.35"))
    srm_delivery = models.DecimalField(_("comprehensive evaluation: delivery"), **SHARE, default=Decimal("0.25"))
    srm_cooperation = models.DecimalField(_("comprehensive evaluation: cooperation"), **SHARE, default=Decimal("0.2"))
    srm_esg = models.DecimalField(_("comprehensive evaluation: ESG"), **SHARE, default=Decimal("0.2"))
    srm_answer_days = days(_("comprehensive evaluation: an answer in time (business days)"), 3)

    class Meta(FourEyesTerms.Meta):
        verbose_name = _("terms of ESG purchasing")
        verbose_name_plural = _("terms of ESG purchasing")
        constraints = [
            models.CheckConstraint(
                name="esg_terms_weights_add_up",
                condition=Q(weight_e=1 - F("weight_s") - F("weight_g")),
                violation_error_message=_("The three weights add up to 100 percent."),
            ),
            models.CheckConstraint(
                name="esg_terms_srm_adds_up",
                condition=Q(srm_quality=1 - F("srm_delivery") - F("srm_cooperation") - F("srm_esg")),
                violation_error_message=_("The four weights of the comprehensive evaluation add up to 100 percent."),
            ),
            models.CheckConstraint(
                name="esg_terms_bands_in_order",
                condition=Q(band_a__gt=F("band_b"), band_b__gt=F("band_c"), band_c__gt=0, band_a__lte=100),
                violation_error_message=_("The bands lie in the order A, B, C between 0 and 100."),
            ),
            models.CheckConstraint(
                name="esg_terms_by_two_people",
                condition=Q(approved_by=None) | ~Q(approved_by=F("entered_by")),
                violation_error_message=_("Who entered terms does not approve them."),
            ),
        ]

    def __str__(self) -> str:
        return f"{_('terms of ESG purchasing')} {self.valid_from}"


def terms_on(day: date) -> EsgTerms:
    """The approved terms in force on ``day``."""
    approved = EsgTerms.objects.filter(Q(entered_by=None) | Q(approved_by__isnull=False))
    return approved.filter(valid_from__lte=day).latest()


def enter_terms(*, using="default", **_signal) -> None:
    """Enter the first terms, that came with the portal."""
    EsgTerms.objects.using(using).get_or_create(valid_from=date(2018, 4, 1))
