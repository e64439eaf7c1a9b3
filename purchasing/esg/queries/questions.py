"""FIND: question sets, their questions, which set fits a company."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from portal.audit.queries import done_to
from portal.people.models import Company
from purchasing.esg.models import Question, QuestionSet
from purchasing.esg.models.shipped import sheet_of_rows as sheet_for
from purchasing.esg.rules.questionnaire import AnchorIn, QuestionIn
from purchasing.esg.states import SetState

__all__ = [
    "SET_READERS",
    "question_in",
    "questions_in",
    "questions_of",
    "set_for",
    "set_for_assignment",
    "sets_to_publish",
    "sets_listed_for",
    "sets_visible_to",
    "sheet_for",
]

SET_READERS = frozenset({"ER", "EC", "PO", "SG", "CP", "AU", "AP"})
HANDS = ("edited", "question_saved", "question_removed", "questions_imported", "submit")  # acts of who wrote a set
SEEN_BY_SUPPLIERS = (SetState.PUBLISHED, SetState.SUPERSEDED)


def sets_visible_to(user) -> QuerySet[QuestionSet]:
    """Staff who deal with ESG: all. Suppliers: what is or was in force, so that weights are open to them."""
    sets = QuestionSet.objects.select_related("entered_by", "published_by", "copied_from")
    if getattr(user, "is_internal", False):
        return sets if user.has_role(*SET_READERS) else sets.none()
    if getattr(user, "is_supplier", False):
        return sets.filter(state__in=SEEN_BY_SUPPLIERS)
    return sets.none()


def sets_listed_for(user, *, state: str = "", words: str = "") -> QuerySet[QuestionSet]:
    """With the number of their questions; the newest first."""
    found = sets_visible_to(user)
    if state:
        found = found.filter(state=state)
    if words:
        found = found.filter(Q(code__icontains=words) | Q(title_ko__icontains=words) | Q(title_en__icontains=words))
    counted = Count("questions"), Count("questions", filter=Q(questions__critical=True))
    return found.annotate(number=counted[0], criticals=counted[1]).order_by("-year", "code", "-pk")


def sets_to_publish(user) -> list[QuestionSet]:
    """Those that wait for a second person and in which this one had no hand. Two queries."""
    waiting = list(QuestionSet.objects.filter(state=SetState.REVIEW).exclude(entered_by=user).order_by("pk"))
    touched = done_to(user, waiting, *HANDS)
    return [each for each in waiting if str(each.pk) not in touched]


def questions_of(question_set: QuestionSet) -> list[Question]:
    """In order, with their anchors. Two queries."""
    found = question_set.questions.order_by("order", "pk").prefetch_related("anchors")
    return list(found)


def question_in(question: Question) -> QuestionIn:
    """A stored question as it is written; its anchors must be prefetched where there are many."""
    anchors = sorted(question.anchors.all(), key=lambda anchor: anchor.score)
    plain: dict[str, Any] = {}
    for name in QuestionIn.__slots__:
        if name != "anchors":
            value = getattr(question, name)
            plain[name] = tuple(value) if isinstance(value, list) else value
    told = tuple(AnchorIn(each.score, each.text_ko, each.text_en, each.bound, each.falling) for each in anchors)
    return QuestionIn(**plain, anchors=told)


def questions_in(questions: Iterable[Question]) -> list[QuestionIn]:
    """All of them."""
    return [question_in(question) for question in questions]


def set_for(company: Company, on: date) -> QuestionSet | None:
    """The set that fits a company on a day: in force, for its size and industry; the more exact one goes first.

    Of two versions of one set the one that came into force last. Source: issue 6, part 2.
    """
    return set_for_assignment(company.size_class, company.industry, list(sets_in_force(on)))


def sets_in_force(on: date) -> QuerySet[QuestionSet]:
    """Published, and their day has come; the latest version of each code only."""
    latest = QuestionSet.objects.filter(state=SetState.PUBLISHED, valid_from__lte=on)
    return latest.order_by("code", "-valid_from", "-pk").distinct("code")


def set_for_assignment(size_class: str, industry: str, sets: Iterable[QuestionSet]) -> QuestionSet | None:
    """The same for many companies: ``sets`` are those in force, read once."""
    best: tuple[tuple[int, int, date, int], QuestionSet] | None = None
    for each in sets:
        if each.sizes and size_class not in each.sizes:
            continue
        near = max((len(start) for start in each.industries if industry and industry.startswith(start)), default=0)
        if each.industries and not near:
            continue
        rank = (near, int(bool(each.sizes)), each.valid_from, each.pk)
        if best is None or rank > best[0]:
            best = (rank, each)
    return best[1] if best else None
