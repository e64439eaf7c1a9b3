"""Techno-partnership: research staff, laboratories and technologies of the buyer. Source: domain 8."""

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

    >>> from datetime import date
    >>> eligible(Applicant(size="MEDIUM", sme_certificate_until=date(2027, 3, 31)))
    []
    """
    return common_reasons(applicant, "techno", sizes=parts.SME, gives_money=False)


register(
    Programme(
        slug="techno",
        title=_("Techno-partnership"),
        summary=_("Researchers answer, laboratories test your samples, and patents can be used, some of them free."),
        direction="technology",
        unit="TECHNO",
        eligible=eligible,
        quiz=(
            Question(
                key="question",
                text=_("Do you have a question that a test, an analysis or a known technology can answer?"),
                otherwise=_("Then a visit of the Shared Growth Support Group is the better beginning."),
            ),
            Question(
                key="rights",
                text=_("May you show the sample or the drawing to others?"),
                otherwise=_(
                    "Ask the owner first. A confidentiality agreement with the laboratory is signed in any case."
                ),
            ),
        ),
        form=(
            parts.TITLE,
            FieldSpec(
                key="kind",
                label=_("What you need"),
                kind="choice",
                section=parts.WHAT,
                options=(
                    ("test", _("A test or an analysis in a laboratory")),
                    ("advice", _("Advice of a researcher")),
                    ("technology", _("A patent or a technology of the buyer")),
                    ("joint", _("Joint development")),
                ),
            ),
            parts.PROBLEM,
            FieldSpec(
                key="sample",
                label=_("Sample to be tested"),
                section=parts.WHAT,
                shown_if=("kind", "test"),
                help=_("Material, size, number, and whether it is dangerous."),
            ),
            FieldSpec(
                key="known",
                label=_("What is already known"),
                kind="long",
                section=parts.PROJECT,
                required=False,
                help=_("Standards, earlier tests, patents."),
            ),
            parts.PERSON,
            FieldSpec(key="wanted_by", label=_("Needed by"), kind="date", section=parts.PROJECT, required=False),
            FieldSpec(
                key="secret",
                label=_("Is anything of it confidential?"),
                kind="yesno",
                section=parts.PAPERS,
                help=_(
                    "Then nothing technical is asked for before both sides have signed the confidentiality agreement."
                ),
            ),
            parts.PHOTOS,
        ),
        stages=Stages(scored=False, consortium=True, screen_days=10, select_days=5, agree_days=10),
        phases=(
            Phase(key="question", title=_("The question made precise"), weeks=2),
            Phase(key="test", title=_("Tests and analysis"), weeks=8),
            Phase(key="use", title=_("Use in your process"), weeks=8),
        ),
        kpis=(
            KpiSpec(key="defects", name=_("Defect rate"), unit="%"),
            KpiSpec(key="life", name=_("Life of a part"), unit=_("h"), lower_is_better=False),
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
        gives=_("Laboratory time, researchers and licences; the result goes to your company first."),
        icon="bulb",
        pages=((_("Laboratories"), "support:lab-list"), (_("Technology offers"), "support:offer-list")),
        helps_with=frozenset({"testing", "technology", "quality"}),
        order=70,
    )
)
