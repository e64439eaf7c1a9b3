"""WHEN: question sets, assessments and red flags. Source: domain 11.2, 11.5, 11.6."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class Pillar(TextChoices):
    E = "E", _("Environment")
    S = "S", pgettext_lazy("esg", "Social")
    G = "G", pgettext_lazy("esg", "Governance")


class Area(TextChoices):
    """The eight areas in which a scorecard is read; each question belongs to one."""

    CLIMATE = "climate", _("Greenhouse gas and energy")
    WASTE = "waste", _("Waste and water")
    CHEMICALS = "chemicals", _("Chemicals and products")
    SAFETY = "safety", _("Occupational safety")
    LABOUR = "labour", _("Labour and human rights")
    CHAIN = "chain", _("Supply chain and payment")
    ETHICS = "ethics", _("Ethics and fair trade")
    SECURITY = "security", _("Information and technology")


class QuestionKind(TextChoices):
    """How a question is answered; each kind gives a score 0 to 5 by its anchors (``rules.scoring``)."""

    SCALE = "scale", _("Scale 0 to 5")
    YESNO = "yesno", _("Yes or no")
    NUMBER = "number", pgettext_lazy("question", "Number")
    CHOICE = "choice", pgettext_lazy("question", "Choice")
    TEXT = "text", pgettext_lazy("question", "Text")  # unscored by itself: the reviewer scores it
    DATE = "date", pgettext_lazy("question", "Date")  # unscored by itself: the reviewer scores it


class SetState(TextChoices):
    DRAFT = "draft", pgettext_lazy("question set", "Draft")
    REVIEW = "review", pgettext_lazy("question set", "To be approved")
    PUBLISHED = "published", pgettext_lazy("question set", "Published")
    SUPERSEDED = "superseded", pgettext_lazy("question set", "Replaced")


SET_FLOW = Flow(
    {
        "submit": ([SetState.DRAFT], SetState.REVIEW),
        "send_back": ([SetState.REVIEW], SetState.DRAFT),
        "publish": ([SetState.REVIEW], SetState.PUBLISHED),
        "supersede": ([SetState.PUBLISHED], SetState.SUPERSEDED),
    }
)


class AssessmentKind(TextChoices):
    ENTRY = "entry", pgettext_lazy("assessment", "Entry")
    PERIODIC = "periodic", pgettext_lazy("assessment", "Periodic")
    ADHOC = "adhoc", pgettext_lazy("assessment", "Out of turn")
    ONSITE = "onsite", pgettext_lazy("assessment", "On site")


class AssessmentState(TextChoices):
    ASSIGNED = "assigned", pgettext_lazy("assessment", "Assigned")
    IN_PROGRESS = "progress", pgettext_lazy("assessment", "Being answered")
    SUBMITTED = "submitted", pgettext_lazy("assessment", "Submitted")
    REVIEW = "review", pgettext_lazy("assessment", "Under review")
    QUERY = "query", pgettext_lazy("assessment", "Question to the supplier")
    SCORED = "scored", pgettext_lazy("assessment", "Scored")
    NOTIFIED = "notified", pgettext_lazy("assessment", "Result sent")
    OBJECTION = "objection", pgettext_lazy("assessment", "Objection")
    FINAL = "final", pgettext_lazy("assessment", "Final")
    EXPIRED = "expired", pgettext_lazy("assessment", "Expired")


A = AssessmentState

ASSESSMENT_FLOW = Flow(
    {
        "begin": ([A.ASSIGNED], A.IN_PROGRESS),
        "submit": ([A.IN_PROGRESS], A.SUBMITTED),
        "take": ([A.SUBMITTED], A.REVIEW),
        "ask": ([A.REVIEW], A.QUERY),
        "answer": ([A.QUERY], A.REVIEW),
        "score": ([A.REVIEW], A.SCORED),
        "notify": ([A.SCORED], A.NOTIFIED),
        "object": ([A.NOTIFIED], A.OBJECTION),
        "decide": ([A.OBJECTION], A.FINAL),
        "close": ([A.NOTIFIED], A.FINAL),
        "expire": ([A.FINAL, A.ASSIGNED, A.IN_PROGRESS], A.EXPIRED),
    }
)

ANSWERABLE = frozenset({A.ASSIGNED, A.IN_PROGRESS, A.QUERY})
RESULT_SEEN = frozenset({A.NOTIFIED, A.OBJECTION, A.FINAL})  # the supplier sees scores from here on


class Band(TextChoices):
    A = "A", pgettext_lazy("band", "A")
    B = "B", pgettext_lazy("band", "B")
    C = "C", pgettext_lazy("band", "C")
    D = "D", pgettext_lazy("band", "D")
    R = "R", pgettext_lazy("band", "R (red flag)")


class Severity(TextChoices):
    PRIORITY = "priority", pgettext_lazy("finding", "Priority")
    MAJOR = "major", pgettext_lazy("finding", "Major")
    MINOR = "minor", pgettext_lazy("finding", "Minor")


class FlagSource(TextChoices):
    ANSWER = "answer", _("An answer of the questionnaire")
    NEWS = "news", _("News")
    COURT = "court", _("Court or authority")
    HOTLINE = "hotline", _("Hotline")
    AUDIT = "audit", pgettext_lazy("red flag", "Audit")
    MINERALS = "minerals", _("Declaration of minerals")


class FlagState(TextChoices):
    ALLEGED = "alleged", pgettext_lazy("red flag", "Alleged")
    CONFIRMED = "confirmed", pgettext_lazy("red flag", "Confirmed")
    REMEDIED = "remedied", pgettext_lazy("red flag", "Remedied")
    REJECTED = "rejected", pgettext_lazy("red flag", "Not confirmed")


FLAG_FLOW = Flow(
    {
        "confirm": ([FlagState.ALLEGED], FlagState.CONFIRMED),
        "reject": ([FlagState.ALLEGED], FlagState.REJECTED),
        "remedy": ([FlagState.CONFIRMED], FlagState.REMEDIED),
    }
)


class ScoreReason(TextChoices):
    """Why a score was computed."""

    REVIEWED = "reviewed", _("Review finished")
    RESCORE = "rescore", _("Evidence of a corrective action accepted")
    OBJECTION = "objection", _("Objection decided")
    CONTEST = "contest", _("Contested fact corrected")
    OVERDUE = "overdue", _("Not submitted in time")
    FLAG = "flag", _("Red flag confirmed or remedied")
