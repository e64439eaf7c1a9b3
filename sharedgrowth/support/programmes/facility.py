"""Facility solutions: engineers of the buyer inspect machines and buildings and help to mend them. Source: domain 8."""

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
    """Why not, or nothing.

    Source: domain 8, 7.3 PI-06.

    >>> len(eligible(Applicant(size="LARGE")))  # for small and medium enterprises only
    1
    """
    return common_reasons(applicant, "facility", sizes=parts.SME, gives_money=False)


register(
    Programme(
        slug="facility",
        title=_("Facility solutions"),
        summary=_(
            "Engineers inspect cranes, presses, furnaces, compressors and buildings, and say what to mend first."
        ),
        direction="energy",
        unit="FACILITY",
        eligible=eligible,
        quiz=(
            parts.DOMESTIC_SITE,
            Question(
                key="stop",
                text=_("May a machine be stopped for some hours for the inspection?"),
                otherwise=_("What cannot be stopped cannot be inspected. Plan the visit around a planned stop."),
            ),
        ),
        form=(
            parts.TITLE,
            FieldSpec(
                key="kind",
                label=_("What is to be inspected"),
                kind="choice",
                section=parts.WHAT,
                options=(
                    ("crane", _("Cranes and lifting gear")),
                    ("press", _("Presses and machine tools")),
                    ("furnace", _("Furnaces and heat treatment")),
                    ("air", _("Compressors, pumps and fans")),
                    ("electric", _("Switchgear and transformers")),
                    ("building", _("Buildings, floors and roofs")),
                ),
            ),
            FieldSpec(key="machine", label=_("Make, type and year of the machine"), section=parts.WHAT, required=False),
            parts.PROBLEM,
            FieldSpec(
                key="danger",
                label=_("Was anybody hurt, or nearly?"),
                kind="yesno",
                section=parts.WHAT,
            ),
            FieldSpec(
                key="stops",
                label=_("Unplanned stops in the last year"),
                kind="number",
                section=parts.WHAT,
                unit=_("stops"),
                least=Decimal(0),
                required=False,
            ),
            parts.PERSON,
            FieldSpec(
                key="stop_days", label=_("When the machine can be stopped"), section=parts.PROJECT, required=False
            ),
            parts.PHOTOS,
            parts.CONSENT,
        ),
        stages=Stages(scored=False, screen_days=10, select_days=5, agree_days=10, measured_after_months=3),
        phases=(
            Phase(key="inspection", title=_("Inspection"), weeks=2),
            Phase(key="report", title=_("Report with the order in which to mend"), weeks=2),
            Phase(key="mending", title=_("Mending"), weeks=10),
            Phase(key="closing", title=_("Second inspection"), weeks=2),
        ),
        kpis=(
            KpiSpec(key="findings", name=_("Open findings"), unit=_("findings")),
            KpiSpec(key="stops", name=_("Unplanned machine stops"), unit=_("h/month")),
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
        gives=_("An inspection with findings by severity, recommendations and a second look, free of charge."),
        icon="building-factory-2",
        pages=((_("Facility inspections"), "support:inspection-list"),),
        helps_with=frozenset({"equipment", "safety", "energy"}),
        order=60,
    )
)
