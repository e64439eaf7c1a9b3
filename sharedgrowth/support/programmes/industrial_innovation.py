"""Industrial Innovation Movement: organisations recommend firms, who improve with a consultant. Source: domain 7."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sharedgrowth.support.programmes import _parts as parts
from sharedgrowth.support.registry import (
    Applicant,
    FieldSpec,
    Historical,
    KpiSpec,
    Phase,
    Programme,
    Question,
    Reason,
    Split,
    Stages,
    register,
)
from sharedgrowth.support.rules.eligibility import common_reasons
from sharedgrowth.support.rules.funding import ANCHOR, split

PHASE1 = "2013-08 – 2018-07"


def eligible(applicant: Applicant) -> Sequence[Reason]:
    """Why not, or nothing. Firms of the second and third tier, and firms without trade with the buyer, may apply.

    Source: domain 7.3 PI-05, PI-06.

    >>> from datetime import date
    >>> eligible(Applicant(size="MICRO", trading=False, sme_certificate_until=date(2027, 3, 31)))
    []
    """
    return common_reasons(applicant, "industrial_innovation", sizes=parts.SME)


def who_pays(
    total_won: Decimal,
    level: str = "",
    mode: str = "",
    most_won: Decimal | None = None,
    params: Mapping[str, object] | None = None,
) -> Split:
    """The five-year fund pays up to the most of the call; the company what goes beyond.

    Source: domain 7.1, 15.

    >>> int(who_pays(Decimal(22_400_000), most_won=Decimal(20_000_000)).sme)
    2400000
    """
    return split(total_won, mode=ANCHOR, most_won=most_won)


register(
    Programme(
        slug="industrial_innovation",
        title=_("Industrial Innovation Movement"),
        summary=_("Chambers and federations recommend firms; a consultant and a small budget help with two tasks."),
        direction="smart",
        unit="IIM",
        eligible=eligible,
        quiz=(
            parts.DOMESTIC_SITE,
            parts.LEADER,
            Question(
                key="visit",
                text=_("May the buyer and the recommending organisation visit your site together?"),
                otherwise=_("The final selection follows a joint investigation at the site."),
            ),
            parts.NO_DOUBLE_SUBSIDY,
        ),
        form=(
            parts.TITLE,
            parts.PROBLEM,
            parts.BEFORE,
            parts.TARGET,
            FieldSpec(
                key="second",
                label=_("A second task"),
                kind="long",
                section=parts.WHAT,
                required=False,
                help=_("Most firms carry out two tasks."),
            ),
            FieldSpec(
                key="field",
                label=_("Field of the tasks"),
                kind="choice",
                section=parts.PROJECT,
                options=(
                    ("process", _("Processes and quality")),
                    ("equipment", _("Equipment")),
                    ("management", _("Management and sales")),
                    ("energy", _("Energy and environment")),
                    ("safety", _("Safety")),
                ),
            ),
            parts.EMPLOYEES,
            parts.PERSON,
            parts.PLAN,
            FieldSpec(
                key="customers",
                label=_("Largest customers"),
                section=parts.PROJECT,
                required=False,
                help=_("Shows in which tier you work; names are enough."),
            ),
            parts.ACCIDENTS,
            FieldSpec(key="costs", label=_("Costs"), kind="costs", section=parts.COSTS),
            FieldSpec(
                key="letter",
                label=_("Letter of recommendation"),
                kind="file",
                section=parts.PAPERS,
                required=False,
                help=_("Only when an organisation gave you one on paper; a recommendation in the portal is enough."),
            ),
            parts.PHOTOS,
            parts.CONSENT,
        ),
        rubric=parts.PI_RUBRIC,
        stages=Stages(recommendation=True, investigation=True, measured_after_months=3, followed_after_months=(3, 12)),
        phases=(
            Phase(key="diagnosis", title=_("Diagnosis and choice of tasks"), weeks=3),
            Phase(key="order", title=_("Order at the place of work"), weeks=4),
            Phase(key="tasks", title=_("Improvement tasks"), weeks=14),
            Phase(key="standard", title=_("Standards and hand-over"), weeks=3),
        ),
        kpis=(
            KpiSpec(key="defects", name=_("Defect rate"), unit="%"),
            KpiSpec(key="output", name=_("Output per hour"), unit=_("pieces/h"), lower_is_better=False),
            KpiSpec(key="lead", name=_("Time from order to delivery"), unit=_("days")),
        ),
        split=who_pays,
        historical=(
            Historical(
                label=_("Companies"),
                value=Decimal(879),
                unit=pgettext_lazy("unit", "companies"),
                period=PHASE1,
                source="POSCO announcement, 2018-11-11",
            ),
            Historical(
                label=_("Improvement tasks"),
                value=Decimal(1660),
                unit=_("tasks"),
                period=PHASE1,
                source="POSCO announcement, 2018-11-11",
            ),
            Historical(
                label=_("Given by the buyer"),
                value=Decimal(19_700),
                unit=_("million won"),
                period=PHASE1,
                source="POSCO announcement, 2018-11-11",
            ),
            Historical(
                label=_("Defect rate, efficiency and others: improved on average by at least"),
                value=Decimal(20),
                unit="%",
                period=PHASE1,
                source="POSCO announcement, 2018-11-11",
            ),
            Historical(
                label=_("Promised for five years, with win-win smart factories"),
                value=Decimal(20_000),
                unit=_("million won"),
                period="2018-09 – 2023-12",
                source="POSCO announcement, 2018-11-11",
            ),
        ),
        gives=_("A consultant for 24 weeks and a budget for two improvement tasks from the five-year fund."),
        icon="trending-up",
        helps_with=frozenset({"quality", "productivity", "equipment", "people", "investment", "safety"}),
        order=40,
    )
)
