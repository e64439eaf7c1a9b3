"""What several programmes share: size classes, rubrics, questions and fields. No programme of its own."""

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from sharedgrowth.support.registry import CriterionSpec, FieldSpec, Question

SME = frozenset({"MICRO", "SMALL", "MEDIUM"})
SME_AND_MID_MARKET = SME | {"MID_MARKET"}

PI_RUBRIC = (  # Source: domain 7.3 PI-02
    CriterionSpec(
        code="need",
        label=_("Need and urgency"),
        weight=30,
        guidance=_("A problem with a number, its cause, and why it cannot wait."),
    ),
    CriterionSpec(
        code="readiness",
        label=_("Readiness of management and staff"),
        weight=25,
        guidance=_("Who leads, how much working time is given, what was already tried."),
    ),
    CriterionSpec(
        code="effect",
        label=_("Expected effect"),
        weight=20,
        guidance=_("A target that can be measured after three months, and that the plan can reach."),
    ),
    CriterionSpec(
        code="region",
        label=_("Region and vulnerability"),
        weight=15,
        guidance=_("Regions outside the capital area, micro and small firms, firms without help so far."),
    ),
    CriterionSpec(
        code="safety",
        label=_("Safety record"),
        weight=10,
        guidance=_("Accidents of three years and what followed from them."),
    ),
)

SGS_RUBRIC = (  # Source: domain 8, SGS-02
    CriterionSpec(
        code="severity",
        label=_("Severity of the problem"),
        weight=30,
        guidance=_("What it costs in a year, or whom it endangers."),
    ),
    CriterionSpec(
        code="fit",
        label=_("Fit with our expertise"),
        weight=25,
        guidance=_("An expert of this field is free in this wave."),
    ),
    CriterionSpec(
        code="commitment",
        label=_("Commitment of the company"),
        weight=20,
        guidance=_("A person in charge, data, and access to the site."),
    ),
    CriterionSpec(
        code="spillover",
        label=_("Use to others"),
        weight=15,
        guidance=_("Other companies can learn from the result."),
    ),
    CriterionSpec(
        code="new",
        label=_("Not supported in 24 months"),
        weight=10,
        guidance=_("Full points for a company that had no programme in the last 24 months."),
    ),
)

DOMESTIC_SITE = Question(
    key="site",
    text=_("Is the work done at a site in Korea that your company runs itself?"),
    otherwise=_("The programme visits a site in Korea that the applicant runs."),
)
LEADER = Question(
    key="leader",
    text=_("Does one of the management take charge of the project?"),
    otherwise=_("Without somebody of the management who decides, projects stop half way."),
)
NO_DOUBLE_SUBSIDY = Question(
    key="double",
    text=_("Is another public or private scheme paying for the same items?"),
    wanted=False,
    otherwise=_("The same invoice cannot be paid twice. Ask for other items, or wait for the other scheme."),
)

WHAT, PROJECT, COSTS, PAPERS = _("What is to change"), _("The project"), _("Costs"), _("Papers")

TITLE = FieldSpec(
    key="title",
    label=_("Title of the project"),
    section=WHAT,
    help=_("One line that a stranger understands."),
)
PROBLEM = FieldSpec(
    key="problem",
    label=_("The problem to be solved"),
    kind="long",
    section=WHAT,
    help=_("Give one number of today, for example: 3.8% of plated parts are rejected."),
)
BEFORE = FieldSpec(
    key="before", label=_("Value today"), kind="number", section=WHAT, help=_("Of the number that you named.")
)
TARGET = FieldSpec(key="target", label=_("Target after one year"), kind="number", section=WHAT)
PERSON = FieldSpec(
    key="person",
    label=_("Person in charge"),
    section=PROJECT,
    help=_("Name and position of who leads the project at your site."),
)
EMPLOYEES = FieldSpec(
    key="employees", label=_("People at the site"), kind="number", section=PROJECT, least=Decimal(1), unit=_("people")
)
PLAN = FieldSpec(
    key="plan",
    label=_("How you want to go about it"),
    kind="long",
    section=PROJECT,
    help=_("Steps, and who does them."),
)
ACCIDENTS = FieldSpec(
    key="accidents",
    label=_("Accidents with lost working days in three years"),
    kind="number",
    section=PROJECT,
    least=Decimal(0),
    unit=_("accidents"),
)
PHOTOS = FieldSpec(
    key="photos",
    label=_("Photos or drawings of the place"),
    kind="file",
    section=PAPERS,
    required=False,
    help=_("Leave out what is confidential; it is asked for later, under a confidentiality agreement."),
)
CONSENT = FieldSpec(
    key="consent",
    label=_("Results may be published without the company's name"),
    kind="yesno",
    section=PAPERS,
    help=_("Nothing is published about your company by name without asking again."),
)
