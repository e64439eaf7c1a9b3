"""What a programme says of itself. Each file in ``programmes/`` registers one; the engine reads nothing else.

Texts are lazy translations. Nothing here knows the ORM, the clock or settings.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from portal.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """What is known of a company on the day on which it applies; ``None`` where it is not known.

    ``trading``: it had a contract with the buyer in the last 24 months. ``recent``: slugs of programmes in which it was
    selected in the last 24 months. ``limitation``: level of its supply limitation, 0 for none.
    """

    size: str = ""  # people.SizeClass
    employees: int | None = None
    level: str = "L0"
    trading: bool = False
    industry: str = ""  # KSIC
    region: str = ""
    tax_status: str = ""
    esg_band: str = ""
    limitation: int = 0
    code_accepted: bool = False
    sme_certificate_until: date | None = None
    recent: frozenset[str] = frozenset()
    sanctioned: bool = False

    @property
    def is_sme(self) -> bool:
        """Whether it is a small or medium enterprise by its size class."""
        return self.size in {"MICRO", "SMALL", "MEDIUM"}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a company may not apply, and what it can do about it."""

    text: object
    remedy: object = ""
    url_name: str = ""


@dataclass(frozen=True, kw_only=True)
class Question:
    """A yes/no question of the eligibility quiz; ``wanted`` is the answer that lets pass."""

    key: str
    text: object
    wanted: bool = True
    otherwise: object = ""


@dataclass(frozen=True, kw_only=True)
class FieldSpec:
    """A field of the first version of the application form. Later versions are built in the portal.

    ``kind``: text, long, number, money, choice, yesno, date, file, costs (a table of cost items with quotes).
    """

    key: str
    label: object
    kind: str = "text"
    section: object = ""
    help: object = ""
    required: bool = True
    options: Sequence[tuple[str, object]] = ()
    unit: object = ""
    least: Decimal | None = None
    most: Decimal | None = None
    shown_if: tuple[str, str] | None = None  # (key, value) of an earlier field


@dataclass(frozen=True, kw_only=True)
class CriterionSpec:
    """A criterion of the rubric; the weights of a rubric add up to 100."""

    code: str
    label: object
    weight: int
    guidance: object = ""


@dataclass(frozen=True, kw_only=True)
class Phase:
    """A phase of the default plan of a project."""

    key: str
    title: object
    weeks: int


@dataclass(frozen=True, kw_only=True)
class KpiSpec:
    """An indicator that a project of this programme usually measures before and after."""

    key: str
    name: object
    unit: object
    lower_is_better: bool = True


@dataclass(frozen=True, kw_only=True)
class Historical:
    """A published figure of the source documents, never mixed with the portal's own rows."""

    label: object
    value: Decimal
    unit: object
    period: object
    source: str


@dataclass(frozen=True, slots=True)
class Split:
    """Who pays what of a project, in won; the three parts add up to the total."""

    total: Decimal
    government: Decimal
    anchor: Decimal
    sme: Decimal
    why: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Stages:
    """Which steps a programme has, and the days that it promises for each (business days)."""

    recommendation: bool = False  # organisations may recommend companies (PI-01)
    consortium: bool = False
    scored: bool = True  # reviewers score by the rubric; else the officer's triage decides
    investigation: bool = False  # joint investigation by the buyer and outside organisations (PI-03)
    diagnosis: bool = False  # diagnosis, then the company signs the list of tasks
    measured_after_months: int = 3
    followed_after_months: Sequence[int] = (12,)
    screen_days: int = 10
    review_days: int = 20
    investigate_days: int = 20
    select_days: int = 10
    agree_days: int = 20
    diagnose_weeks: int = 8


@dataclass(frozen=True, kw_only=True)
class Programme:
    """One support programme. ``slug`` never changes: calls, budget lines and reports name it."""

    slug: str
    title: object
    summary: object
    direction: str  # of the support group: smart, esg, energy, technology, or "" for none
    unit: str  # where a request is routed: SGS, FACILITY, TECHNO, QSS, SMART, ENERGY, IIM, SAFETY
    eligible: Callable[[Applicant], Sequence[Reason]]
    quiz: Sequence[Question] = ()
    form: Sequence[FieldSpec] = ()
    rubric: Sequence[CriterionSpec] = ()
    pass_points: Decimal = Decimal(60)
    stages: Stages = Stages()
    phases: Sequence[Phase] = ()
    visited_weekly: bool = False  # a consultant is promised at least one day a week (domain 7.3)
    kpis: Sequence[KpiSpec] = ()
    split: Callable[..., Split] | None = None  # (total_won, level, mode) -> Split; None where no money is given
    historical: Sequence[Historical] = ()
    gives: object = ""  # what a company gets, in one sentence
    icon: str = ""
    pages: Sequence[tuple[object, str]] = ()  # what it has besides calls: words and the name of an address
    helps_with: frozenset[str] = frozenset()  # needs that the finder asks for
    order: int = 50


# What a company may be looking for; the finder asks, a programme says which it ``helps_with``.
NEEDS: Mapping[str, object] = {
    "quality": _("Too many defects or returns"),
    "productivity": _("Output per hour is too low, work in progress piles up"),
    "data": _("Results are written on paper, nobody sees them in time"),
    "equipment": _("Machines break down often or run below their rating"),
    "energy": _("Electricity, gas or compressed air cost too much"),
    "safety": _("Work or machines are dangerous"),
    "esg": _("An ESG evaluation, a corrective action or a customer's questionnaire"),
    "testing": _("A test or an analysis that cannot be done in house"),
    "technology": _("A patent or a technology that others have"),
    "people": _("Ways of working: order, maintenance by the operators, improvement by everyone"),
    "investment": _("Money for equipment and software"),
}


@dataclass(frozen=True, kw_only=True)
class ProjectPage:
    """A page that projects of some programmes have besides; ``url_name`` takes the number of the project."""

    title: object
    url_name: str
    programmes: frozenset[str] = frozenset()  # empty: all
    icon: str = "file-text"
    shows_money: bool = False  # only for whom the project's costs are shown
    order: int = 50


programmes: Registry[Programme] = Registry("support programmes")
project_pages: Registry[ProjectPage] = Registry("pages of projects")


def register(programme: Programme) -> None:
    """Enter a programme; its file calls this."""
    if programme.rubric and sum(each.weight for each in programme.rubric) != 100:
        raise ValueError(f"the weights of {programme.slug} do not add up to 100")
    programmes.add(programme.slug, programme)
