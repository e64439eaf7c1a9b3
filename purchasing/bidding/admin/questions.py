"""Windows on questions, answers and recorded contacts. Who asked is not shown: before the opening nobody may know."""

from django.contrib import admin
from django.db.models import CharField, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from portal.notices.models import Notice
from portal.veils import veil
from portal.windows import Window
from purchasing.bidding.models import Answer, Question, SolicitationRecord, Tender

TOLD_ASKERS = ["bidding.question_answered", "bidding.question_set_aside"]


@veil("audit.AuditEntry", "questions")
def entries_of_open_questions(rows: QuerySet) -> QuerySet:
    """Who asked about a tender whose bids are not opened."""
    ids = Question.objects.filter(tender__opened_at=None).values(key_text=Cast("pk", CharField()))
    return rows.exclude(thing_type="bidding.question", thing_id__in=ids, what="bidding.question.asked")


@veil("notices.Notice", "questions")
def notices_of_open_questions(rows: QuerySet) -> QuerySet:
    """What askers and bidders were told of a tender whose bids are not opened."""
    numbers = Tender.objects.filter(opened_at=None).values("number")
    hidden = Notice.objects.annotate(tender=KT("params__number")).filter(kind__in=TOLD_ASKERS, tender__in=numbers)
    return rows.exclude(pk__in=hidden.values("pk"))


@admin.register(Question)
class QuestionWindow(Window):
    """Questions about notices, without who asked."""

    list_display = ["tender", "no", "state", "asked_at", "due_at", "answered_at"]
    list_filter = ["state", ("asked_at", admin.DateFieldListFilter)]
    list_select_related = ["tender"]
    search_fields = ["tender__number", "published_text"]
    fields = ["tender", "no", "state", "published_text", "asked_at", "due_at", "answered_at", "reason"]


@admin.register(Answer)
class AnswerWindow(Window):
    """Published answers and their corrections."""

    list_display = ["question", "seq", "by", "at"]
    list_select_related = ["question", "by"]
    search_fields = ["question__tender__number", "text"]


@admin.register(SolicitationRecord)
class SolicitationWindow(Window):
    """Recorded contacts: that there is one and what became of it; its words are for compliance and audit alone."""

    list_display = ["number", "tender", "channel", "state", "happened_at", "reported_at"]
    list_filter = ["state", "channel", ("reported_at", admin.DateFieldListFilter)]
    list_select_related = ["tender"]
    search_fields = ["number", "tender__number"]
    fields = ["number", "tender", "channel", "state", "happened_at", "reported_at", "assessed_at"]
