"""Shared Growth Support Group: experts of the buyer solve problems of firms, in four directions. Source: domain 8."""

from collections.abc import Sequence
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
    Stages,
    register,
)
from sharedgrowth.support.rules.eligibility import common_reasons

DIRECTIONS = (
    ("smart", pgettext_lazy("direction of support", "Smart factory")),
    ("esg", pgettext_lazy("direction of support", "Resolving ESG issues")),
    ("energy", pgettext_lazy("direction of support", "Energy and equipment efficiency")),
    ("technology", pgettext_lazy("direction of support", "Introducing new technologies")),
)
EPISODE = "Close up! Together With POSCO, episode 2 (2021)"
HANKYUNG, KMIB = "Hankyung, 2023-03-29", "Kukmin Ilbo, 2025-03-11"


def eligible(applicant: Applicant) -> Sequence[Reason]:
    """Why not, or nothing. Advice gives no money, so that a firm with an ESG red flag may ask for it.

    Source: domain 8, 7.3 PI-06, 17.

    >>> from datetime import date
    >>> eligible(Applicant(size="SMALL", esg_band="R", sme_certificate_until=date(2027, 3, 31)))
    []
    """
    return common_reasons(applicant, "support_group", sizes=parts.SME, gives_money=False)


register(
    Programme(
        slug="support_group",
        title=_("Shared Growth Support Group"),
        summary=_("Experts of the buyer's departments look at your problem from the ground up and work out solutions."),
        direction="technology",
        unit="SGS",
        eligible=eligible,
        quiz=(
            parts.DOMESTIC_SITE,
            Question(
                key="contact",
                text=_("Can you name a person who works with the experts for the whole time?"),
                otherwise=_("The experts need one person who knows the site and gets the data."),
            ),
        ),
        form=(
            parts.TITLE,
            FieldSpec(key="direction", label=_("Direction"), kind="choice", section=parts.WHAT, options=DIRECTIONS),
            parts.PROBLEM,
            FieldSpec(
                key="urgency",
                label=_("How urgent it is"),
                kind="choice",
                section=parts.WHAT,
                options=(
                    ("now", _("People are in danger or deliveries stop")),
                    ("months", _("It has to be solved within months")),
                    ("year", _("It would help within the year")),
                ),
            ),
            FieldSpec(
                key="loss",
                label=_("What it costs in a year (won)"),
                kind="money",
                section=parts.WHAT,
                required=False,
                help=_("An estimate is enough."),
            ),
            parts.EMPLOYEES,
            parts.PERSON,
            FieldSpec(
                key="data",
                label=_("Data that you can show"),
                kind="long",
                section=parts.PROJECT,
                help=_("Records of defects, stops, energy, measurements."),
            ),
            FieldSpec(
                key="from_whom",
                label=_("Who else could use the result"),
                kind="long",
                section=parts.PROJECT,
                required=False,
            ),
            parts.ACCIDENTS,
            parts.PHOTOS,
            parts.CONSENT,
        ),
        rubric=parts.SGS_RUBRIC,
        stages=Stages(diagnosis=True, screen_days=10, diagnose_weeks=8, measured_after_months=3),
        phases=(
            Phase(key="diagnosis", title=_("Diagnosis"), weeks=8),
            Phase(key="tasks", title=_("Tasks that your company signed"), weeks=24),
            Phase(key="handover", title=_("Hand-over"), weeks=4),
        ),
        kpis=(
            KpiSpec(key="effect", name=_("Effect of a year"), unit=_("won"), lower_is_better=False),
            KpiSpec(key="defects", name=_("Defect rate"), unit="%"),
            KpiSpec(key="findings", name=_("Open findings"), unit=_("findings")),
        ),
        historical=(
            Historical(
                label=_("Companies, of these seven in the second half-year"),
                value=Decimal(14),
                unit=pgettext_lazy("unit", "companies"),
                period="2021",
                source=EPISODE,
            ),
            Historical(
                label=_("Companies in two years"),
                value=Decimal(49),
                unit=pgettext_lazy("unit", "companies"),
                period="2021–2022",
                source=HANKYUNG,
            ),
            Historical(
                label=_("Tasks in two years"), value=Decimal(176), unit=_("tasks"), period="2021–2022", source=HANKYUNG
            ),
            Historical(
                label=_("Companies since the beginning"),
                value=Decimal(97),
                unit=pgettext_lazy("unit", "companies"),
                period="2021–2024",
                source=KMIB,
            ),
            Historical(
                label=_("Tasks since the beginning"),
                value=Decimal(366),
                unit=_("tasks"),
                period="2021–2024",
                source=KMIB,
            ),
            Historical(
                label=_("Effect since the beginning"),
                value=Decimal(52_600),
                unit=_("million won"),
                period="2021–2024",
                source=KMIB,
            ),
        ),
        gives=_(
            "Experts with long practice at your site: diagnosis within eight weeks, then tasks until they are done."
        ),
        icon="users",
        pages=((_("Shared Growth Support Group"), "support:group"),),
        helps_with=frozenset({"quality", "productivity", "equipment", "safety", "esg", "energy", "technology"}),
        order=50,
    )
)
