"""Windows on question sets, assessments, answers, scores and red flags."""

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.windows import Window, WindowInline, deed
from purchasing.esg.models import (
    Anchor,
    Answer,
    AnswerSheet,
    Assessment,
    Evidence,
    ItemReview,
    Question,
    QuestionSet,
    RedFlag,
    Score,
)
from purchasing.esg.services.questions import publish_set, submit_set


class QuestionsOfSet(WindowInline):
    """Its questions; they are written on the set's own page."""

    model = Question
    fields = ["code", "pillar", "area", "kind", "text_ko", "weight", "critical", "depends_on"]
    readonly_fields = fields


@admin.register(QuestionSet)
class QuestionSetWindow(Window):
    """Question sets and their versions."""

    list_display = ["code", "version", "year", "state", "weight_e", "weight_s", "weight_g", "valid_from"]
    list_filter = ["state", "year"]
    list_select_related = ["copied_from", "entered_by", "published_by"]
    actions = ["submit", "publish"]
    inlines = [QuestionsOfSet]

    @deed(_("Hand to a colleague for publication"))
    def submit(self, request: HttpRequest, thing: QuestionSet) -> None:
        """A complete draft."""
        submit_set(thing, by=request.user)

    @deed(_("Publish"))
    def publish(self, request: HttpRequest, thing: QuestionSet) -> None:
        """What a colleague wrote."""
        publish_set(thing, by=request.user)


@admin.register(Question)
class QuestionWindow(Window):
    """Questions."""

    list_display = ["question_set", "code", "pillar", "area", "text_ko", "weight", "critical"]
    list_filter = ["pillar", "critical"]
    list_select_related = ["question_set"]


@admin.register(Anchor)
class AnchorWindow(Window):
    """What scores mean."""

    list_display = ["question", "score", "text_ko", "bound"]
    list_select_related = ["question"]


@admin.register(Evidence)
class EvidenceWindow(Window):
    """The evidence libraries."""

    list_display = ["company", "title", "kind", "number", "valid_to"]
    list_select_related = ["company"]
    search_fields = ["title", "number", "company__legal_name_ko"]


@admin.register(Assessment)
class AssessmentWindow(Window):
    """Assessments."""

    list_display = ["number", "company", "period", "kind", "state", "due_on", "reviewer", "valid_to"]
    list_filter = ["state", "kind", "period"]
    list_select_related = ["company", "reviewer"]
    search_fields = ["number", "company__legal_name_ko"]


@admin.register(Answer)
class AnswerWindow(Window):
    """Answers."""

    list_display = ["assessment", "question", "score", "number", "not_applicable", "edited_at"]
    list_select_related = ["assessment", "question"]


@admin.register(AnswerSheet)
class AnswerSheetWindow(Window):
    """What was handed in."""

    list_display = ["assessment", "seq", "sha256", "by", "at"]
    list_select_related = ["assessment", "by"]


@admin.register(ItemReview)
class ItemReviewWindow(Window):
    """What reviewers gave."""

    list_display = ["assessment", "question", "round", "reviewer", "score", "not_applicable"]
    list_select_related = ["assessment", "question", "reviewer"]


@admin.register(Score)
class ScoreWindow(Window):
    """Scores; never changed."""

    list_display = ["assessment", "seq", "reason", "env", "soc", "gov", "total", "band", "computed_at"]
    list_filter = ["band", "reason"]
    list_select_related = ["assessment"]


@admin.register(RedFlag)
class RedFlagWindow(Window):
    """Red flags."""

    list_display = ["company", "title_ko", "source", "severity", "critical", "state", "happened_on"]
    list_filter = ["state", "source", "critical"]
    list_select_related = ["company"]
