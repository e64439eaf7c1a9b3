"""FIND: assessments that a person may read or review, what waits for whom, and the ties that keep reviewers away."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from portal.clock import today
from portal.people.models import Company, User
from portal.people.queries import buyer_people_with_role
from purchasing.esg.models import Answer, Assessment, Evidence, ItemReview, Question, ReviewerTie, SampleDraw, Score
from purchasing.esg.rules import review as rules
from purchasing.esg.states import RESULT_SEEN, AssessmentKind, AssessmentState, TieReason

STAFF_READERS = ("ER", "EC", "CP", "AU")  # the whole assessment. Source: domain 16.2
BAND_READERS = ("PO", "AP", "SG", "RQ", *STAFF_READERS)  # the band alone
OWN_READERS = ("SA", "SE", "SU")
A = AssessmentState
WAITING = (A.ASSIGNED, A.IN_PROGRESS)


def assessments_visible_to(user) -> QuerySet[Assessment]:
    """A company's own people: theirs; reviewers, committee, compliance, audit: all; consultants: whom they helped."""
    found = Assessment.objects.select_related("company", "question_set", "reviewer", "second_reviewer")
    if not getattr(user, "is_authenticated", False):
        return found.none()
    if user.is_internal:
        if user.has_role(*STAFF_READERS):
            return found
        if user.has_role("CN"):
            helped = ReviewerTie.objects.filter(person=user, reason=TieReason.HELPED).values("company")
            return found.filter(company__in=helped)
        return found.none()
    return found.filter(company=user.company_id) if user.has_role(*OWN_READERS) else found.none()


def with_band(found: QuerySet[Assessment]) -> QuerySet[Any]:
    """Each with ``band`` and ``total`` of its last score, if it has any."""
    last = Score.objects.filter(assessment=OuterRef("pk")).order_by("-seq")
    return found.annotate(band=Subquery(last.values("band")[:1]), total=Subquery(last.values("total")[:1]))


def assessments_listed_for(
    user, *, words: str = "", period: str = "", state: str = "", lane: str = "", band: str = ""
) -> QuerySet[Assessment]:
    """The board: filtered; ``lane`` is one of ``LANES``."""
    found = with_band(assessments_visible_to(user))
    if words:
        digits = words.replace("-", "")
        named = Q(company__legal_name_ko__icontains=words) | Q(company__legal_name_en__icontains=words)
        found = found.filter(
            named | Q(number__iexact=words) | Q(company__brn=digits) | Q(company__number__iexact=words)
        )
    if period:
        found = found.filter(period=period)
    if state:
        found = found.filter(state=state)
    if lane in LANES:
        found = found.filter(lane_conditions(user, today())[lane])
    if band:
        found = found.filter(band=band, state__in=[*RESULT_SEEN, A.SCORED])
    return found


# What waits, and for whom: lane -> condition -------------------------------------------------------------------------
LANES = ("assign", "mine", "second", "agree", "query", "send", "audit", "objection", "due", "overdue")


def lane_conditions(user, day: date) -> dict[str, Q]:
    """The condition of each lane of the board, for the person who looks."""
    needs_other = Q(state=A.REVIEW, first_locked_at__isnull=False)
    return {
        "assign": Q(state=A.SUBMITTED, reviewer=None),
        "mine": Q(state__in=[A.SUBMITTED, A.REVIEW], reviewer=user) & ~(needs_other & Q(second_locked_at=None)),
        "second": needs_other & Q(second_locked_at=None) & (Q(second_reviewer=None) | Q(second_reviewer=user)),
        "agree": needs_other & Q(second_locked_at__isnull=False),
        "query": Q(state=A.QUERY),
        "send": Q(state=A.SCORED),
        "audit": Q(sampled=True, audited_on=None) & ~Q(state__in=[*WAITING, A.EXPIRED]),
        "objection": Q(state=A.OBJECTION) | Q(contests__state="lodged"),
        "due": Q(state__in=WAITING, due_on__gte=day),
        "overdue": Q(state__in=WAITING, due_on__lt=day),
    }


def lane_counts(user) -> dict[str, int]:
    """How many stand in each lane of the board. One query."""
    found = assessments_visible_to(user).order_by()
    lanes = lane_conditions(user, today()).items()
    return found.aggregate(**{lane: Count("pk", filter=condition, distinct=True) for lane, condition in lanes})


def periods() -> list[str]:
    """Periods in which somebody was assessed, the newest first."""
    return list(Assessment.objects.order_by("-period").values_list("period", flat=True).distinct()[:12])


def assessments_waiting_for(user) -> QuerySet[Assessment]:
    """For a reviewer's dashboard: own reviews, blind reviews nobody has taken, results to send."""
    if not user.is_internal or not user.has_role("ER"):
        return Assessment.objects.none()
    lanes = lane_conditions(user, today())
    mine = lanes["mine"] | lanes["second"] & ~Q(reviewer=user) | Q(state=A.SCORED, reviewer=user)
    agree = lanes["agree"] & (Q(reviewer=user) | Q(second_reviewer=user))
    return assessments_visible_to(user).filter(mine | agree).order_by("submitted_at", "pk")


# One assessment ------------------------------------------------------------------------------------------------------
@dataclass(slots=True)
class ItemRow:
    """A question that is asked, with what the company answered and what reviewers gave."""

    question: Question
    answer: Answer | None
    rounds: dict[int, ItemReview]

    @property
    def own(self) -> int | None:
        """What the company gives itself; None if it does not apply or has no score of its own."""
        return self.answer.score if self.answer is not None and not self.answer.not_applicable else None

    @property
    def left_out(self) -> bool:
        """Whether the company says that it does not apply."""
        return self.answer is not None and self.answer.not_applicable

    @property
    def review(self) -> ItemReview | None:
        """The one that counts: the highest round."""
        return self.rounds[max(self.rounds)] if self.rounds else None

    @property
    def score(self) -> int | None:
        """What counts of it; None: not reviewed, or it does not apply."""
        return self.review.score if self.review is not None else None


def items_of(assessment: Assessment) -> list[ItemRow]:
    """The questions that are asked of this company, in order, with answers, evidence and reviews. Four queries."""
    questions = list(
        Question.objects.filter(question_set=assessment.question_set_id).prefetch_related("anchors").order_by("order")
    )
    answers = {
        answer.question_id: answer
        for answer in assessment.answers.prefetch_related("evidence__file", "evidence__certificate").all()
    }
    rounds: dict[int, dict[int, ItemReview]] = {}
    for review in assessment.reviews.select_related("reviewer", "confirmed_by").order_by("round", "id"):
        rounds.setdefault(review.question_id, {})[review.round] = review
    own = {
        question.code: None if answer.not_applicable else answer.score
        for question in questions
        if (answer := answers.get(question.pk)) is not None
    }
    rows = [rules.Asked(question.code, question.depends_on, question.depends_from) for question in questions]
    codes = rules.asked(rows, own)
    return [
        ItemRow(question, answers.get(question.pk), rounds.get(question.pk, {}))
        for question in questions
        if question.code in codes
    ]


def needing_second(assessment: Assessment, rows: list[ItemRow], gap: int) -> list[ItemRow]:
    """The items that a second reviewer scores blind."""
    found = []
    for row in rows:
        first = row.rounds.get(1)
        if first is not None and rules.needs_second(
            row.own, first.score, gap=gap, critical=row.question.critical, was_left_out=row.left_out
        ):
            found.append(row)
    return found


def scores_of(assessment: Assessment) -> list[Score]:
    """Every score of it, the last one first."""
    return list(assessment.scores.select_related("computed_by").order_by("-seq"))


def is_being_assessed(company: Company) -> bool:
    """Whether an assessment of any kind has no result yet."""
    return Assessment.objects.filter(company=company).exclude(state__in=[A.FINAL, A.EXPIRED]).exists()


def earlier_of(assessment: Assessment) -> Assessment | None:
    """The company's result before this one, with its band."""
    found = with_band(Assessment.objects.filter(company=assessment.company_id, state__in=[A.FINAL, A.EXPIRED]))
    found = found.filter(period__lt=assessment.period, band__isnull=False).select_related("question_set")
    return found.order_by("-period", "-pk").first()


# Ties ----------------------------------------------------------------------------------------------------------------
def ties_visible_to(user) -> QuerySet[ReviewerTie]:
    """Reviewers see their own; committee, compliance and audit all."""
    found = ReviewerTie.objects.select_related("person", "company", "entered_by")
    if not user.is_internal:
        return found.none()
    return found if user.has_role("EC", "CP", "AU") else found.filter(person=user)


def is_kept_away(user, company: Company, *, on: date | None = None) -> TieReason | str:
    """Why this person does not review the company (SOD-11), or ""."""
    return kept_away_from(user, [company.pk], on=on).get(company.pk, "")


def kept_away_from(user, companies: Collection[int], *, on: date | None = None) -> dict[int, TieReason]:
    """Those of the companies that this person does not review, and why: for all rows of a list at once."""
    day = on or today()
    away: dict[int, TieReason] = {}
    for tie in ReviewerTie.objects.filter(person=user, company__in=companies):
        if rules.tie_holds(tie.last_on, on=day):
            away.setdefault(tie.company_id, TieReason(tie.reason))
    own = user.memberships.filter(company__in=companies).values_list("company", flat=True)
    return away | dict.fromkeys(own, TieReason.RELATED)


def has_added_evidence(user, assessment: Assessment) -> bool:
    """Whether this person put a document into the library that an answer rests on (SOD-19)."""
    return Evidence.objects.filter(answers__assessment=assessment, added_by=user).exists()


def reviewers_for(assessment: Assessment) -> QuerySet[User]:
    """Who may be given the assessment: reviewers without a tie to the company."""
    ties = ReviewerTie.objects.filter(company=assessment.company_id, person=OuterRef("pk"))
    day = today()
    try:
        since = day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        since = day.replace(year=day.year - 1, day=28)
    holding = ties.filter(Q(last_on=None) | Q(last_on__gte=since))
    people = buyer_people_with_role("ER").filter(is_service=False).exclude(memberships__company=assessment.company_id)
    uploads = Evidence.objects.filter(answers__assessment=assessment, added_by=OuterRef("pk"))
    return people.filter(~Exists(holding), ~Exists(uploads)).order_by("name", "pk")


# Sampling ------------------------------------------------------------------------------------------------------------
def draws() -> QuerySet[SampleDraw]:
    """Every drawing, the newest first."""
    return SampleDraw.objects.select_related("drawn_by")


def to_draw_from(period: str) -> list[Assessment]:
    """Assessments of the period that were handed in and that no drawing has looked at yet: also those that were scored
    faster than the drawing came, whose audit is recorded afterwards.
    """
    looked_at = {number for row in SampleDraw.objects.filter(period=period) for number in row.candidates}
    looked_at |= {number for row in SampleDraw.objects.filter(period=period) for number in row.always}
    submitted = [A.SUBMITTED, A.REVIEW, A.QUERY, A.SCORED, A.NOTIFIED]
    found = Assessment.objects.filter(period=period, state__in=submitted, kind=AssessmentKind.PERIODIC)
    return [each for each in found.select_related("question_set").order_by("number") if each.number not in looked_at]


def own_scores_of(assessments: Collection[Assessment]) -> dict[int, dict[str, int]]:
    """By assessment: item code to what the company gives itself, of items that apply. One query."""
    rows = Answer.objects.filter(assessment__in=[each.pk for each in assessments], not_applicable=False)
    found: dict[int, dict[str, int]] = {}
    for pk, code, score in rows.values_list("assessment", "question__code", "score"):
        if score is not None:
            found.setdefault(pk, {})[code] = score
    return found


def cycles_before(companies: Collection[int]) -> dict[int, list[tuple[str, bool]]]:
    """By company: (band, lost trust) of its finished assessments, the newest first. One query."""
    found: dict[int, list[tuple[str, bool]]] = {}
    rows = with_band(Assessment.objects.filter(company__in=companies, state__in=[A.FINAL, A.EXPIRED]))
    rows = rows.order_by(F("valid_from").desc(nulls_last=True), "-pk")
    for company, band, lost in rows.values_list("company", "band", "low_trust"):
        found.setdefault(company, []).append((band or "", lost))
    return found
