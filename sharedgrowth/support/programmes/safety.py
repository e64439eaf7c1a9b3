"""Safety consulting: dangers at work found together and put right in order of risk. Source: domain 7.1, 8 (Facts)."""

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


def eligible(applicant: Applicant) -> Sequence[Reason]:
    """Why not, or nothing. Open to a firm under a limitation: danger at work is no reason to refuse help against it.

    Source: domain 8 (umbrella of the support group), 7.3 PI-06.

    >>> eligible(Applicant(size="MID_MARKET", limitation=4))
    []
    """
    return common_reasons(applicant, "safety", sizes=parts.SME_AND_MID_MARKET, gives_money=False)


register(
    Programme(
        slug="safety",
        title=_("Safety consulting"),
        summary=_("A safety engineer walks through the works with your people; dangers are put right by their risk."),
        direction="",
        unit="SAFETY",
        eligible=eligible,
        quiz=(
            Question(
                key="stop",
                text=_("Will you stop a machine on the spot when the engineer finds a danger to life?"),
                otherwise=_("A danger to life is stopped at once: without that promise no engineer comes."),
            ),
        ),
        form=(
            parts.TITLE,
            FieldSpec(
                key="danger",
                label=_("What worries you most"),
                kind="choice",
                section=parts.WHAT,
                options=(
                    ("machine", _("Moving parts of machines")),
                    ("fall", _("Work at height")),
                    ("crane", _("Cranes, lifting gear, vehicles")),
                    ("electric", _("Electricity")),
                    ("chemical", _("Chemicals, dust, gas in closed rooms")),
                    ("heat", _("Heat, fire, explosion")),
                    ("strain", _("Lifting and carrying by hand")),
                ),
            ),
            parts.PROBLEM,
            parts.EMPLOYEES,
            parts.ACCIDENTS,
            parts.PERSON,
            parts.PHOTOS,
        ),
        stages=Stages(scored=False, screen_days=5, select_days=5, agree_days=10, measured_after_months=3),
        phases=(
            Phase(key="walk", title=_("Walk through the works, list of dangers"), weeks=1),
            Phase(key="risk", title=_("Risks weighed with the people who work there"), weeks=2),
            Phase(key="mend", title=_("Put right in order of risk"), weeks=8),
            Phase(key="again", title=_("Walked through once more"), weeks=1),
        ),
        kpis=(
            KpiSpec(key="dangers", name=_("Open dangers"), unit=_("dangers")),
            KpiSpec(key="near", name=_("Near misses reported"), unit=_("reports a year"), lower_is_better=False),
        ),
        historical=(
            Historical(
                label=_("Companies of the whole Shared Growth Support Group, to which this belongs"),
                value=Decimal(14),
                unit=pgettext_lazy("unit", "companies"),
                period="2021",
                source="Close up! Together With POSCO, episode 2 (2021)",
            ),
        ),
        gives=_(
            "A safety engineer for up to 12 weeks, free of charge; what is found stays between you and the engineer."
        ),
        icon="shield-check",
        helps_with=frozenset({"safety"}),
        order=90,
    )
)
