"""Energy-saving consulting: heat and electricity are measured, losses found, measures carried out. Source: domain 7."""

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

USE = _("Energy use")


def eligible(applicant: Applicant) -> Sequence[Reason]:
    """Why not, or nothing.

    Source: domain 7.3 PI-05, PI-06.

    >>> len(eligible(Applicant(size="MID_MARKET")))  # for small and medium enterprises only
    1
    """
    return common_reasons(applicant, "energy", sizes=parts.SME)


def who_pays(
    total_won: Decimal,
    level: str = "",
    mode: str = "",
    most_won: Decimal | None = None,
    params: Mapping[str, object] | None = None,
) -> Split:
    """The buyer pays for the audit and the advice, up to the most of the call; investments are the company's.

    Source: domain 7.1.

    >>> int(who_pays(Decimal(12_000_000)).anchor)
    12000000
    """
    return split(total_won, mode=ANCHOR, most_won=most_won)


register(
    Programme(
        slug="energy",
        title=_("Energy-saving consulting"),
        summary=_(
            "Heat and electricity are measured at your site, losses found, and measures worked out in won and CO₂."
        ),
        direction="energy",
        unit="ENERGY",
        eligible=eligible,
        quiz=(
            parts.DOMESTIC_SITE,
            Question(
                key="bills",
                text=_("Do you have the energy bills of the last twelve months?"),
                otherwise=_("Without a year of bills there is no baseline: ask your suppliers of energy for copies."),
            ),
            Question(
                key="output",
                text=_("Is it written down how much was produced in each of these months?"),
                otherwise=_("Savings are counted against the output. Keep a record for some months and apply again."),
            ),
        ),
        form=(
            parts.TITLE,
            parts.PROBLEM,
            FieldSpec(
                key="kwh", label=_("Electricity in a year"), kind="number", section=USE, unit="kWh", least=Decimal(0)
            ),
            FieldSpec(
                key="gas",
                label=_("City gas in a year"),
                kind="number",
                section=USE,
                unit="Nm³",
                least=Decimal(0),
                required=False,
            ),
            FieldSpec(
                key="other",
                label=_("Other carriers"),
                section=USE,
                required=False,
                help=_("For example 12 kL of diesel, 40 t of propane."),
            ),
            FieldSpec(key="bill", label=_("Energy bill of a year (won)"), kind="money", section=USE, least=Decimal(1)),
            FieldSpec(
                key="produced",
                label=_("Output in the same year"),
                kind="number",
                section=USE,
                least=Decimal(1),
                help=_("In the unit that follows your energy best, usually tonnes."),
            ),
            FieldSpec(key="produced_unit", label=_("Unit of the output"), section=USE),
            FieldSpec(
                key="meters",
                label=_("What has its own meter"),
                kind="choice",
                section=USE,
                options=(
                    ("site", _("Only the whole site")),
                    ("building", _("Buildings or lines")),
                    ("machine", _("Large machines")),
                ),
            ),
            parts.EMPLOYEES,
            parts.PERSON,
            FieldSpec(
                key="trading",
                label=_("Does the company take part in emissions trading?"),
                kind="yesno",
                section=parts.PROJECT,
                help=_("It then keeps the emission factor that was used at its allocation."),
            ),
            parts.ACCIDENTS,
            FieldSpec(
                key="bills",
                label=_("Energy bills of twelve months"),
                kind="file",
                section=parts.PAPERS,
            ),
            parts.PHOTOS,
            parts.CONSENT,
        ),
        rubric=parts.PI_RUBRIC,
        stages=Stages(measured_after_months=3, followed_after_months=(12,)),
        phases=(
            Phase(key="data", title=_("Bills, meters and baseline"), weeks=2),
            Phase(key="audit", title=_("Measurements on site"), weeks=3),
            Phase(key="measures", title=_("Measures with cost and saving"), weeks=3),
            Phase(key="doing", title=_("Measures carried out"), weeks=12),
            Phase(key="proof", title=_("Saving measured against the output"), weeks=4),
        ),
        kpis=(
            KpiSpec(key="intensity", name=_("Energy for a unit of output"), unit=_("kWh/t")),
            KpiSpec(key="bill", name=_("Energy bill for a unit of output"), unit=_("won/t")),
            KpiSpec(key="co2", name=_("CO₂ for a unit of output"), unit=_("kg/t")),
        ),
        split=who_pays,
        historical=(
            Historical(
                label=_("Companies"),
                value=Decimal(35),
                unit=pgettext_lazy("unit", "companies"),
                period="2020",
                source="Close up! Together With POSCO, episode 2 (2021)",
            ),
            Historical(
                label=_("Saved, on average for each company"),
                value=Decimal(17),
                unit=_("million won"),
                period="2020",
                source="Close up! Together With POSCO, episode 2 (2021)",
            ),
            Historical(
                label=_("CO₂ avoided, all together"),
                value=Decimal(1590),
                unit="t",
                period="2020",
                source="Close up! Together With POSCO, episode 2 (2021)",
            ),
        ),
        gives=_("An energy audit with measurements and a list of measures, paid by the buyer."),
        pages=((_("Energy calculator"), "support:calculator-energy"), (_("Energy factors"), "support:factor-list")),
        icon="bolt",
        helps_with=frozenset({"energy", "equipment", "esg"}),
        order=30,
    )
)
