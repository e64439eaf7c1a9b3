"""What of ESG a company may take out in bulk: its own answers, results and corrective actions."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portal.exchange.registry.exports import BOOL, DAY, DECIMAL, INTEGER, MOMENT, Column, Dataset, datasets
from portal.people.models import User
from purchasing.esg import queries
from purchasing.esg.models import Answer, CorrectiveAction, Evidence
from purchasing.esg.queries.actions import actions_visible_to
from purchasing.esg.queries.evidence import evidence_visible_to
from purchasing.esg.queries.review import OWN_READERS
from purchasing.esg.states import CapState


def answers(user: User) -> QuerySet[Answer]:
    """What the company itself has answered."""
    own = queries.assessments_visible_to(user).filter(company_id=user.company_id).order_by()
    return Answer.objects.filter(assessment__in=own).select_related("assessment", "question")


def evidence(user: User) -> QuerySet[Evidence]:
    """Its library of evidence."""
    return evidence_visible_to(user).filter(company_id=user.company_id, removed_at=None).select_related("file")


def actions(user: User) -> QuerySet[CorrectiveAction]:
    """Its corrective actions."""
    own = actions_visible_to(user).filter(company_id=user.company_id)
    return own.select_related("assessment", "company")


COMMON = {"roles": frozenset(OWN_READERS), "scope": "esg.read", "supplier_only": True, "own": True}

datasets.add(
    "esg.answers",
    Dataset(
        **COMMON,  # type: ignore[arg-type]
        label=_("ESG answers"),
        said=_("The company's own answers in its assessments."),
        rows=answers,
        period="edited_at",
        order=50,
        columns=[
            Column("assessment", _("Assessment"), of="assessment.number"),
            Column("period", _("Period"), of="assessment.period"),
            Column("question", _("Question"), of="question.code"),
            Column("text_ko", _("Question (Korean)"), of="question.text_ko"),
            Column("text_en", _("Question (English)"), of="question.text_en"),
            Column("score", _("Own score"), INTEGER),
            Column("value", _("Value"), DECIMAL, of="number"),
            Column("answer", _("Answer"), of="text"),
            Column("day", _("Day"), DAY),
            Column("not_applicable", _("Does not apply"), BOOL),
            Column("na_reason", _("Why it does not apply")),
            Column("note", _("Remark")),
            Column("edited_at", _("Changed"), MOMENT),
        ],
    ),
)
datasets.add(
    "esg.evidence",
    Dataset(
        **COMMON,  # type: ignore[arg-type]
        label=_("ESG evidence"),
        said=_("The company's library of evidence, with fingerprints of the files."),
        rows=evidence,
        period="added_at",
        order=51,
        columns=[
            Column("uid", _("Identifier")),
            Column("title", _("Title")),
            Column("kind", _("Kind")),
            Column("issuer", _("Issued by")),
            Column("number", _("Number")),
            Column("valid_from", _("Valid from"), DAY),
            Column("valid_to", _("Valid until"), DAY),
            Column("file", _("File"), of="file.name"),
            Column("sha256", "SHA-256", of="file.sha256"),
            Column("added_at", _("Added"), MOMENT),
        ],
    ),
)
datasets.add(
    "esg.actions",
    Dataset(
        **COMMON,  # type: ignore[arg-type]
        label=_("Corrective actions"),
        said=_("Findings, what is done about them, and until when."),
        rows=actions,
        period="opened_on",
        period_is_day=True,
        states=CapState.choices,
        order=52,
        columns=[
            Column("uid", _("Identifier")),
            Column("number", _("Number")),
            Column("state", _("State")),
            Column("assessment", _("Assessment"), of="assessment.number"),
            Column("question", _("Question"), of="question_code"),
            Column("finding", _("Finding")),
            Column("severity", _("Severity")),
            Column("action", _("Action")),
            Column("opened_on", _("Opened on"), DAY),
            Column("plan_due", _("Plan due"), DAY),
            Column("due_on", _("Closed by"), DAY),
            Column("verified_on", _("Verified on"), DAY),
        ],
    ),
)
