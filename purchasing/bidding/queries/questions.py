"""FIND: questions and answers about a notice, recorded contacts; each for who may read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Prefetch, Q, QuerySet

from portal.calendar import business_days_after
from portal.clock import SEOUL
from portal.people.models import Company, User
from purchasing.bidding.models import Answer, Bid, Invitation, Question, SolicitationRecord, Tender
from purchasing.bidding.queries.bids import READS_OWN_BIDS
from purchasing.bidding.queries.tenders import READS_DRAFTS
from purchasing.bidding.states.questions import QuestionState

READS_CONTACTS = ("CP", "AU")


@dataclass(frozen=True, slots=True)
class Said:
    """A question as its reader may see it."""

    question: Question
    text: str
    answers: Sequence[Answer]  # the latest last
    own: bool
    asker: str  # a company's name only once the bids are opened, and only for staff who read them

    @property
    def latest(self) -> Answer | None:
        """The answer that holds."""
        return self.answers[-1] if self.answers else None

    @property
    def earlier(self) -> Sequence[Answer]:
        """Answers that were corrected."""
        return self.answers[:-1]


def questions_visible_to(user, tender: Tender) -> QuerySet[Question]:
    """What is published, for everybody; the own company's questions; and all for the staff who prepare the tender.

    Lots of one notice are asked about together.
    """
    same = Q(tender__procedure=tender.procedure_id) if tender.procedure_id else Q(tender=tender)
    questions = Question.objects.filter(same).select_related("tender", "company")
    if reads_all_questions(user):
        return questions.order_by("id")
    published = Q(state=QuestionState.ANSWERED)
    if getattr(user, "is_authenticated", False) and user.is_supplier and user.has_role(*READS_OWN_BIDS):
        published |= Q(company=user.company)
    return questions.filter(published).order_by("id")


def reads_all_questions(user) -> bool:
    """Staff who prepare, approve or audit tenders; they read what was asked, not who asked."""
    return bool(getattr(user, "is_authenticated", False) and user.is_internal and user.has_role(*READS_DRAFTS))


def questions_said(user, tender: Tender) -> list[Said]:
    """The questions that this reader sees, oldest first, with their answers. Two queries."""
    answers = Prefetch("answers", Answer.objects.order_by("seq"))
    found = questions_visible_to(user, tender).prefetch_related(answers)
    company_id = getattr(user, "company_id", None) if getattr(user, "is_supplier", False) else None
    names = reads_all_questions(user) and tender.opened_at is not None
    return [
        Said(
            question=question,
            text=question.published_text or question.text,
            answers=list(question.answers.all()),
            own=question.company_id == company_id,
            asker=question.company.name if names else "",
        )
        for question in found
    ]


def answer_due(asked_at: datetime, tender: Tender, days: int) -> datetime:
    """Until when an answer is due: the end of the last business day, but never after the bids close."""
    last = business_days_after(asked_at.astimezone(SEOUL).date(), days)
    end = datetime(last.year, last.month, last.day, tzinfo=SEOUL) + timedelta(days=1)
    return min(end, tender.deadline)


def people_to_tell_of_answers(tender: Tender) -> QuerySet[User]:
    """Administrators and bidders of every company that has asked, bid or been invited; of all lots of the notice."""
    lots = Tender.objects.filter(procedure=tender.procedure_id) if tender.procedure_id else [tender]
    asked = Question.objects.filter(tender__in=lots).values("company")
    bid = Bid.objects.filter(tender__in=lots).values("company")
    invited = Invitation.objects.filter(tender__in=lots).values("company")
    companies = Company.objects.filter(Q(pk__in=asked) | Q(pk__in=bid) | Q(pk__in=invited))
    return User.objects.filter(
        is_active=True,
        memberships__state="active",
        memberships__roles__code__in=READS_OWN_BIDS,
        memberships__company__in=companies,
    ).distinct()


def questions_waiting_for(user: User) -> list[Question]:
    """Questions that this officer is to answer, the nearest due first."""
    if not user.is_internal or not user.has_role("PO"):
        return []
    mine = Question.objects.filter(state=QuestionState.ASKED, tender__officer=user).select_related("tender")
    return list(mine.order_by("due_at", "pk")[:20])


def questions_late(now: datetime) -> QuerySet[Question]:
    """Unanswered beyond their day, the officer not yet reminded, while an answer still helps."""
    waiting = Question.objects.filter(state=QuestionState.ASKED, due_at__lte=now, reminded_at=None)
    return waiting.filter(tender__state="published").order_by("pk")


def solicitations_visible_to(user) -> QuerySet[SolicitationRecord]:
    """All for compliance and audit; others see what they reported themselves."""
    records = SolicitationRecord.objects.select_related("tender", "reported_by", "assessed_by").order_by("-pk")
    if not getattr(user, "is_authenticated", False) or not user.is_internal:
        return records.none()
    return records if user.has_role(*READS_CONTACTS) else records.filter(reported_by=user)


def solicitations_waiting_for(user: User) -> list[SolicitationRecord]:
    """What compliance has not looked at, the oldest first; not what the person reported."""
    if not user.is_internal or not user.has_role("CP"):
        return []
    waiting = SolicitationRecord.objects.filter(state="recorded").exclude(reported_by=user)
    return list(waiting.select_related("tender").order_by("pk")[:20])


def kpi_solicitations(since: datetime, until: datetime) -> dict[str, int]:
    """Contacts recorded in the period, and what became of them."""
    found = SolicitationRecord.objects.filter(reported_at__gte=since, reported_at__lt=until)
    return found.aggregate(
        recorded=Count("pk"),
        assessed=Count("pk", filter=~Q(state="recorded")),
        referred=Count("pk", filter=Q(state="referred")),
    )


def kpi_questions(since: datetime, until: datetime) -> dict[str, int]:
    """Questions asked in the period, answered, and answered by their day."""
    found = Question.objects.filter(asked_at__gte=since, asked_at__lt=until)
    return found.aggregate(
        asked=Count("pk"),
        answered=Count("pk", filter=Q(state=QuestionState.ANSWERED)),
        in_time=Count("pk", filter=Q(answered_at__lte=F("due_at"))),
    )
