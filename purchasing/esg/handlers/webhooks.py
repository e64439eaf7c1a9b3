"""What the systems of suppliers are told of their ESG assessments, actions and limitations (``portal.webhooks``)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.webhooks.registry import Subject
from purchasing.esg.models import Assessment, CorrectiveAction, Limitation, MineralDeclaration
from purchasing.esg.queries.actions import actions_visible_to
from purchasing.esg.queries.limitations import limitations_visible_to
from purchasing.esg.queries.minerals import declarations_visible_to
from purchasing.esg.queries.review import assessments_visible_to

ASSESSMENTS = Subject(
    group=_("ESG"),
    scope="esg.read",
    model=Assessment,
    payload="assessment",
    found=assessments_visible_to,
    owners=("company",),
    door="api-esg-assessment-detail",
    tells=lambda assessment: {"due_on": assessment.due_on},
    order=50,
)
ASSESSMENTS.enter(
    "esg.assessment_asked",
    "esg.assessment_asked",
    _("ESG assessment asked for"),
    _("The company is asked to fill in a set of questions."),
)
ASSESSMENTS.enter(
    "esg.assessment_notified",
    "esg.assessment_notified",
    _("ESG result told"),
    _("The result of an assessment was told to the company; objections are possible."),
)
ASSESSMENTS.enter(
    "esg.assessment_final",
    "esg.assessment_final",
    _("ESG result final"),
    _("The result of an assessment stands."),
)

ACTIONS = Subject(
    group=_("ESG"),
    scope="esg.read",
    model=CorrectiveAction,
    payload="action",
    found=actions_visible_to,
    owners=("company",),
    door="api-esg-action-detail",
    tells=lambda action: {"due_on": action.due_on},
    order=51,
)
for code, label, said in (
    ("action_opened", _("Corrective action opened"), _("Something has to be mended, with a day.")),
    ("action_due", _("Corrective action due soon"), _("The day of a corrective action is near.")),
    ("action_overdue", _("Corrective action overdue"), _("The day of a corrective action has passed.")),
    ("action_verified", _("Corrective action verified"), _("What was mended was found in order.")),
):
    ACTIONS.enter(f"esg.{code}", f"esg.{code}", label, said)

LIMITATIONS = Subject(
    group=_("ESG"),
    scope="esg.read",
    model=Limitation,
    payload="limitation",
    found=limitations_visible_to,
    owners=("company",),
    door="api-esg-limitation-detail",
    order=52,
)
for code, label, said in (
    ("limitation_notified", _("Limitation of supply announced"), _("A limitation is intended; an answer is possible.")),
    ("limitation_imposed", _("Supply limited"), _("A limitation of supply is in force.")),
    ("limitation_lifted", _("Limitation lifted"), _("A limitation of supply has been lifted.")),
    ("limitation_ended", _("Limitation ended"), _("A limitation of supply has ended.")),
):
    LIMITATIONS.enter(f"esg.{code}", f"esg.{code}", label, said)

MINERALS = Subject(
    group=_("ESG"),
    scope="esg.read",
    model=MineralDeclaration,
    payload="declaration",
    found=declarations_visible_to,
    owners=("company",),
    door="api-mineral-detail",
    tells=lambda declaration: {"due_on": declaration.due_on},
    order=53,
)
for code, label, said in (
    (
        "minerals_requested",
        _("Mineral declaration asked for"),
        _("The company is asked for a declaration of minerals."),
    ),
    ("minerals_accepted", pgettext_lazy("webhook", "Mineral declaration accepted"), _("A declaration was accepted.")),
    ("minerals_ending", _("Mineral declaration ends soon"), _("A declaration must be renewed.")),
):
    MINERALS.enter(f"esg.{code}", f"esg.{code}", label, said)
