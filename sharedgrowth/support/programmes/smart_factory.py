"""Smart factory: data from machines and lines, on five levels; three sides pay. Source: domain 7."""

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
from sharedgrowth.support.rules.eligibility import common_reasons, too_few
from sharedgrowth.support.rules.funding import BASIC, LEVELS, TYPE1, funding_terms, split

LEAST_PEOPLE = 5
STEPS = (  # what a smart-factory level means; 0: none yet
    ("0", pgettext_lazy("smart level", "Paper and spreadsheets")),
    ("1", pgettext_lazy("smart level", "Level 1: results are entered into a system")),
    ("2", pgettext_lazy("smart level", "Level 2: some machines report by themselves")),
    ("3", pgettext_lazy("smart level", "Level 3: the line reports, orders and stock in real time")),
    ("4", pgettext_lazy("smart level", "Level 4: the system controls machines and processes")),
    ("5", pgettext_lazy("smart level", "Level 5: the line corrects itself and the supply chain is connected")),
)


def eligible(applicant: Applicant) -> Sequence[Reason]:
    """Why not, or nothing. Mid-market firms may apply to this programme.

    Source: domain 7.3 PI-05, PI-06.

    >>> eligible(Applicant(size="MID_MARKET", employees=400))
    []
    """
    return [
        *common_reasons(applicant, "smart_factory", sizes=parts.SME_AND_MID_MARKET),
        *too_few(
            applicant,
            LEAST_PEOPLE,
            _("A smart factory needs at least five people at the site."),
            _("The Shared Growth Support Group advises smaller firms."),
        ),
    ]


def who_pays(
    total_won: Decimal,
    level: str = "",
    mode: str = "",
    most_won: Decimal | None = None,
    params: Mapping[str, object] | None = None,
) -> Split:
    """Government, buyer and company by the funding rule of the call (``params``: the terms that it keeps).

    Source: domain 7.4.

    >>> int(who_pays(Decimal(600_000_000), "advanced1").anchor)
    240000000

    A level that the rule does not know pays as the basic one.

    >>> who_pays(Decimal(600_000_000), "advanced3") == who_pays(Decimal(600_000_000))
    True
    """
    return split(total_won, level if level in LEVELS else BASIC, mode or TYPE1, funding_terms(params or {}), most_won)


register(
    Programme(
        slug="smart_factory",
        title=_("Smart factory"),
        summary=_("Sensors, software and connected machines, after the way of working has been put in order."),
        direction="smart",
        unit="SMART",
        eligible=eligible,
        quiz=(
            parts.DOMESTIC_SITE,
            parts.LEADER,
            Question(
                key="vendor",
                text=_("Does the supplier of the equipment belong to the owner of your company or to the family?"),
                wanted=False,
                otherwise=_("Equipment from a related supplier is not paid for. Ask another supplier for a quote."),
            ),
            parts.NO_DOUBLE_SUBSIDY,
        ),
        form=(
            parts.TITLE,
            FieldSpec(key="step", label=_("Level today"), kind="choice", section=parts.WHAT, options=STEPS[:5]),
            FieldSpec(
                key="level",
                label=_("Level wanted"),
                kind="choice",
                section=parts.WHAT,
                options=tuple(LEVELS.items()),
                help=_("Basic: level 1 or 2. Advanced 1: level 3. Advanced 2: level 4 or 5."),
            ),
            parts.PROBLEM,
            parts.BEFORE,
            parts.TARGET,
            parts.EMPLOYEES,
            parts.PERSON,
            parts.PLAN,
            FieldSpec(
                key="system",
                label=_("System to be built"),
                kind="choice",
                section=parts.PROJECT,
                options=(
                    ("mes", _("Production management (MES)")),
                    ("machine", _("Data of machines (sensors, PLC)")),
                    ("quality", _("Inspection and quality data")),
                    ("erp", _("Orders, stock and accounts (ERP)")),
                    ("energy", _("Energy management (FEMS)")),
                    ("other", _("Another system")),
                ),
            ),
            FieldSpec(
                key="system_other",
                label=_("Which system"),
                section=parts.PROJECT,
                shown_if=("system", "other"),
            ),
            parts.ACCIDENTS,
            FieldSpec(
                key="costs",
                label=_("Costs"),
                kind="costs",
                section=parts.COSTS,
                help=_("One line for each item. Above 20 million won, attach two quotes."),
            ),
            FieldSpec(
                key="quotes",
                label=_("Quotes"),
                kind="file",
                section=parts.PAPERS,
                required=False,
                help=_("Two for each item above 20 million won, from suppliers that are not related to you."),
            ),
            parts.PHOTOS,
            parts.CONSENT,
        ),
        rubric=parts.PI_RUBRIC,
        stages=Stages(
            recommendation=True,
            consortium=True,
            investigation=True,
            measured_after_months=3,
            followed_after_months=(3, 12),
        ),
        phases=(
            Phase(key="design", title=_("Design and data list"), weeks=4),
            Phase(key="build", title=_("Building and installing"), weeks=12),
            Phase(key="trial", title=_("Trial run and training"), weeks=6),
            Phase(key="acceptance", title=_("Acceptance and assessment of the level"), weeks=2),
        ),
        kpis=(
            KpiSpec(key="output", name=_("Output per hour"), unit=_("pieces/h"), lower_is_better=False),
            KpiSpec(key="defects", name=_("Defect rate"), unit="%"),
            KpiSpec(key="cost", name=_("Cost of a piece"), unit=_("won")),
            KpiSpec(key="delivery", name=_("Deliveries on time"), unit="%", lower_is_better=False),
        ),
        split=who_pays,
        historical=(
            Historical(
                label=_("Companies that finished"),
                value=Decimal(110),
                unit=pgettext_lazy("unit", "companies"),
                period="2018",
                source="Asia Economy, 2018-11-11",
            ),
            Historical(
                label=_("of these without trade with the buyer"),
                value=Decimal(59),
                unit=pgettext_lazy("unit", "companies"),
                period="2018",
                source="Asia Economy, 2018-11-11",
            ),
            Historical(
                label=_("Productivity, 25 companies measured"),
                value=Decimal(43),
                unit=_("% more"),
                period="2018",
                source="MediaPen, articles 395025 and 511927 (2018, 2019)",
            ),
            Historical(
                label=_("Quality, 25 companies measured"),
                value=Decimal(52),
                unit=_("% better"),
                period="2018",
                source="MediaPen, articles 395025 and 511927 (2018, 2019)",
            ),
            Historical(
                label=_("Cost and delivery, 25 companies measured"),
                value=Decimal(27),
                unit=_("% better"),
                period="2018",
                source="MediaPen, articles 395025 and 511927 (2018, 2019)",
            ),
            Historical(
                label=_("Companies planned, with 20 billion won of the buyer and 10 billion of the ministry"),
                value=Decimal(1000),
                unit=pgettext_lazy("unit", "companies"),
                period="2019–2023",
                source="MediaPen, articles 395025 and 511927 (2018, 2019)",
            ),
        ),
        gives=_("Up to 60% of the cost of equipment and software, from the buyer and the government."),
        pages=((_("Who pays what?"), "support:calculator"),),
        icon="device-laptop",
        helps_with=frozenset({"quality", "productivity", "data", "investment", "energy"}),
        order=20,
    )
)
