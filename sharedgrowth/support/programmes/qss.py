"""QSS (Quick Six Sigma): order first, then one's own machine, then improvement by everyone. Source: domain 7."""

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
from sharedgrowth.support.rules.funding import ANCHOR, split

LEAST_PEOPLE = 10  # below that there is no group to work with: the support group advises such firms


def eligible(applicant: Applicant) -> Sequence[Reason]:
    """Why not, or nothing.

    Source: domain 7.3 PI-05, PI-06.

    >>> from datetime import date
    >>> known = {"size": "SMALL", "sme_certificate_until": date(2027, 3, 31)}
    >>> len(eligible(Applicant(employees=4, **known))), eligible(Applicant(employees=10, **known))
    (1, [])
    """
    return [
        *common_reasons(applicant, "qss", sizes=parts.SME),
        *too_few(
            applicant,
            LEAST_PEOPLE,
            _("QSS needs at least ten people at the site."),
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
    """The buyer pays for the consulting, up to the most of the call.

    Source: domain 7.1.

    >>> int(who_pays(Decimal(30_000_000), most_won=Decimal(25_000_000)).sme)
    5000000
    """
    return split(total_won, mode=ANCHOR, most_won=most_won)


register(
    Programme(
        slug="qss",
        title=_("QSS innovation"),
        summary=_(
            "A consultant works at your site every week: order, one's own machine, then improvement by everyone."
        ),
        direction="smart",
        unit="QSS",
        eligible=eligible,
        quiz=(
            parts.DOMESTIC_SITE,
            parts.LEADER,
            Question(
                key="time",
                text=_("Can your people give two hours a week of their working time to it?"),
                otherwise=_("QSS lives from the people at the machines; without their time nothing stays."),
            ),
        ),
        form=(
            parts.TITLE,
            parts.PROBLEM,
            parts.BEFORE,
            parts.TARGET,
            FieldSpec(
                key="area",
                label=_("Where the first model line should be"),
                section=parts.PROJECT,
                help=_("A line or a cell with 5 to 20 people."),
            ),
            parts.EMPLOYEES,
            parts.PERSON,
            parts.PLAN,
            FieldSpec(
                key="tried",
                label=_("What was already tried"),
                kind="choice",
                section=parts.PROJECT,
                options=(
                    ("nothing", _("Nothing yet")),
                    ("order", _("Order and cleanliness (5S)")),
                    ("tpm", _("Maintenance by the operators (TPM)")),
                    ("sigma", _("Six Sigma or another improvement method")),
                ),
            ),
            parts.ACCIDENTS,
            parts.PHOTOS,
            parts.CONSENT,
        ),
        rubric=parts.PI_RUBRIC,
        stages=Stages(measured_after_months=3, followed_after_months=(3, 12)),
        phases=(
            Phase(key="diagnosis", title=_("Diagnosis"), weeks=2),
            Phase(key="order", title=_("Order: 5S and fixed places"), weeks=4),
            Phase(key="machine", title=_("My Machine: the machine as good as new"), weeks=6),
            Phase(key="tasks", title=_("Improvement tasks"), weeks=10),
            Phase(key="standard", title=_("Standards and hand-over"), weeks=2),
        ),
        visited_weekly=True,
        kpis=(
            KpiSpec(key="defects", name=_("Defect rate"), unit="%"),
            KpiSpec(key="output", name=_("Output per hour"), unit=_("pieces/h"), lower_is_better=False),
            KpiSpec(key="stops", name=_("Unplanned machine stops"), unit=_("h/month")),
            KpiSpec(key="accidents", name=_("Accidents and near misses"), unit=_("cases/year")),
        ),
        split=who_pays,
        historical=(
            Historical(
                label=_("Companies"),
                value=Decimal(250),
                unit=pgettext_lazy("unit", "companies"),
                period="2013–2017",
                source="Daejeon Ilbo, article 1276219; Herald Business, 2016-08-19",
            ),
            Historical(
                label=_("Consulting paid for"),
                value=Decimal(7_500),
                unit=_("million won"),
                period="2013–2017",
                source="Daejeon Ilbo, article 1276219; Herald Business, 2016-08-19",
            ),
            Historical(
                label=_("Companies"),
                value=Decimal(50),
                unit=pgettext_lazy("unit", "companies"),
                period="2017",
                source="POSCO Newsroom, “QSS+” (2018)",
            ),
            Historical(
                label=_("Productivity, on average"),
                value=Decimal(15),
                unit=_("% more"),
                period="2017",
                source="POSCO Newsroom, “QSS+” (2018)",
            ),
            Historical(
                label=_("Defect rate, on average"),
                value=Decimal("2.1"),
                unit=_("%p less"),
                period="2017",
                source="POSCO Newsroom, “QSS+” (2018)",
            ),
        ),
        gives=_("One consultant, at least one day a week for 24 weeks, paid by the buyer."),
        icon="refresh",
        helps_with=frozenset({"quality", "productivity", "equipment", "people", "safety"}),
        order=10,
    )
)
