"""ESG and eco-friendly consulting: help with an evaluation, a corrective action, an eco label. Source: domain 8, 11."""

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
    """Why not, or nothing. Open to a firm with a red flag or a limitation: it needs the advice most.

    Source: domain 8 (directions), 11.6, 7.3 PI-06.

    >>> eligible(Applicant(size="MID_MARKET", esg_band="R", limitation=3))
    []
    """
    return common_reasons(applicant, "esg_consulting", sizes=parts.SME_AND_MID_MARKET, gives_money=False)


register(
    Programme(
        slug="esg_consulting",
        title=_("ESG and eco-friendly consulting"),
        summary=_("An adviser helps with an ESG evaluation, a corrective action, an eco label or a carbon figure."),
        direction="esg",
        unit="SGS",
        eligible=eligible,
        quiz=(
            Question(
                key="open",
                text=_("May the adviser see the documents that show the gap?"),
                otherwise=_("An adviser who sees nothing cannot help. What is seen stays between you and the adviser."),
            ),
        ),
        form=(
            parts.TITLE,
            FieldSpec(
                key="topic",
                label=_("Topic"),
                kind="choice",
                section=parts.WHAT,
                options=(
                    ("evaluation", _("ESG evaluation")),
                    ("action", _("Corrective action")),
                    ("safety", _("Safety and health")),
                    ("label", _("Eco label or environmental product declaration")),
                    ("carbon", _("Carbon footprint")),
                    ("waste", _("Waste, recycling and reuse")),
                    ("ethics", _("Labour and ethics")),
                ),
            ),
            parts.PROBLEM,
            FieldSpec(
                key="action",
                label=_("Number of the corrective action"),
                section=parts.WHAT,
                shown_if=("topic", "action"),
            ),
            FieldSpec(
                key="due", label=_("Date by which it must be done"), kind="date", section=parts.WHAT, required=False
            ),
            parts.EMPLOYEES,
            parts.PERSON,
            FieldSpec(
                key="papers",
                label=_("Documents"),
                kind="file",
                section=parts.PAPERS,
                required=False,
                help=_("Reports, permits, pages of the evaluation."),
            ),
        ),
        stages=Stages(scored=False, screen_days=10, select_days=5, agree_days=10, measured_after_months=3),
        phases=(
            Phase(key="gap", title=_("Gaps found"), weeks=2),
            Phase(key="plan", title=_("Plan agreed"), weeks=2),
            Phase(key="doing", title=_("Plan carried out"), weeks=12),
            Phase(key="check", title=_("Checked against the documents"), weeks=2),
        ),
        kpis=(
            KpiSpec(key="findings", name=_("Open findings"), unit=_("findings")),
            KpiSpec(key="score", name=_("ESG score"), unit=_("points"), lower_is_better=False),
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
        gives=_("An adviser for up to 18 weeks, free of charge; advice never changes the score by itself."),
        icon="leaf",
        helps_with=frozenset({"esg", "safety", "energy"}),
        order=80,
    )
)
