"""FIND: what a scorecard shows: the score with its areas, the year before, what would move it, contests, bands."""

import json
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet

from portal.clock import today
from portal.people.models import Company, User
from portal.people.queries import buyer_people_with_role
from purchasing.esg.models import Assessment, ItemContest, QuestionSet, RedFlag, Score
from purchasing.esg.queries.flags import flags_visible_to
from purchasing.esg.queries.review import BAND_READERS, ItemRow, assessments_visible_to, earlier_of, with_band
from purchasing.esg.rules import scorecard as rules
from purchasing.esg.rules import scoring
from purchasing.esg.states import (
    RESULT_SEEN,
    Area,
    AssessmentState,
    FlagState,
    ItemContestState,
)


def sheet_for(question_set: QuestionSet) -> scoring.Sheet:
    """What the set says of weights and bands: its published document, or its rows while it is written."""
    if question_set.document:
        return scoring.sheet_of(question_set.document)
    items = question_set.questions.order_by("order", "id").values_list("code", "pillar", "weight", "critical")
    return scoring.Sheet(
        name=str(question_set),
        items=tuple(scoring.Item(*row) for row in items),
        weights={"E": question_set.weight_e, "S": question_set.weight_s, "G": question_set.weight_g},
        bands={"A": question_set.band_a, "B": question_set.band_b, "C": question_set.band_c},
    )


def to_agree(rows: list[ItemRow]) -> list[ItemRow]:
    """Of the items with a blind look those whose two scores differ."""
    return [
        row
        for row in rows
        if 1 in row.rounds
        and 2 in row.rounds
        and (row.rounds[1].score, row.rounds[1].not_applicable) != (row.rounds[2].score, row.rounds[2].not_applicable)
    ]


def last_score(assessment: Assessment) -> Score | None:
    """The one that counts."""
    return assessment.scores.order_by("-seq").first()


def sees_result(user, assessment: Assessment) -> bool:
    """The supplier from the day it was sent; staff who review as soon as there is one."""
    if user.is_internal:
        return assessment.state in RESULT_SEEN or assessment.state in (AssessmentState.SCORED, AssessmentState.EXPIRED)
    return assessment.state in RESULT_SEEN or (
        assessment.state == AssessmentState.EXPIRED and assessment.notified_at is not None
    )


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One of the eight areas: points of 100, and a year before; None where no item counts."""

    area: Area
    pillar: str
    points: Decimal | None
    before: Decimal | None

    @property
    def change(self) -> Decimal | None:
        """Points against the year before."""
        return None if self.points is None or self.before is None else self.points - self.before


@dataclass(frozen=True, slots=True)
class Step:
    """What one more step of an item would bring."""

    row: ItemRow
    to: int
    gain: Decimal
    means: str


@dataclass(frozen=True, slots=True)
class Card:
    """Everything of a scorecard that is computed: from the snapshot of the score that counts, and the one before."""

    score: Score
    sheet: scoring.Sheet
    scores: dict[str, int]
    low: tuple[str, ...]
    areas: list[AreaRow]
    steps: list[Step]
    next_band: tuple[str, Decimal] | None
    earlier: Assessment | None
    earlier_score: Score | None
    flags: list[RedFlag] = field(default_factory=list)


PILLAR_OF = {
    Area.CLIMATE: "E",
    Area.WASTE: "E",
    Area.CHEMICALS: "E",
    Area.SAFETY: "S",
    Area.LABOUR: "S",
    Area.CHAIN: "S",
    Area.ETHICS: "G",
    Area.SECURITY: "G",
}


def told_scores(score: Score, sheet: scoring.Sheet | None = None) -> dict[str, int]:
    """The item scores that a score was computed from; ``sheet``: of its set, where the caller has it."""
    digits = json.loads(score.snapshot).get("scores")
    return {} if digits is None else scoring.scores_of(sheet or sheet_for(score.assessment.question_set), digits)


def _areas_of(question_set: QuestionSet, scores: dict[str, int]) -> dict[str, Decimal]:
    items = question_set.questions.order_by("order").values_list("code", "area", "weight")
    return rules.area_points([rules.Read(*row) for row in items], scores)


MOST_STEPS = 5


def card_of(user: User, assessment: Assessment, rows: list[ItemRow]) -> Card | None:
    """The scorecard of an assessment that has a score, with the red flags that its reader may see."""
    score = last_score(assessment)
    if score is None:
        return None
    sheet = sheet_for(assessment.question_set)
    scores = told_scores(score, sheet)
    earlier = earlier_of(assessment)
    before = last_score(earlier) if earlier is not None else None
    now = rules.area_points([rules.Read(r.question.code, r.question.area, r.question.weight) for r in rows], scores)
    then = {}
    if earlier is not None and before is not None:
        then = _areas_of(earlier.question_set, told_scores(before, sheet_for(earlier.question_set)))
    areas = [AreaRow(area, PILLAR_OF[area], now.get(area), then.get(area)) for area in Area]
    by_code = {row.question.code: row for row in rows}
    steps = [
        Step(by_code[code], to, gain, _means(by_code[code], to))
        for code, to, gain in rules.steps(sheet, scores)
        if code in by_code and gain > 0
    ]
    return Card(
        score=score,
        sheet=sheet,
        scores=scores,
        low=scoring.score(sheet, scores).low,
        areas=areas,
        steps=steps[:MOST_STEPS],
        next_band=rules.to_next_band(score.total, sheet.bands),
        earlier=earlier,
        earlier_score=before,
        flags=list(open_flags(user, assessment.company)),
    )


def _means(row: ItemRow, score: int) -> str:
    return next((anchor.text for anchor in row.question.anchors.all() if anchor.score == score), "")


def open_flags(user: User, company: Company) -> QuerySet[RedFlag]:
    """Alleged and confirmed ones that ``user`` may see, the confirmed first."""
    found = flags_visible_to(user).filter(company=company, state__in=[FlagState.ALLEGED, FlagState.CONFIRMED])
    return found.order_by("-state", "-pk")


def history_of(company: Company, *, but: Assessment | None = None) -> list[Assessment]:
    """The company's finished assessments with band and total, the newest first."""
    found = with_band(Assessment.objects.filter(company=company))
    found = found.filter(band__isnull=False, state__in=[*RESULT_SEEN, AssessmentState.EXPIRED])
    if but is not None:
        found = found.exclude(pk=but.pk)
    return list(found.order_by("-pk")[:10])


# Contests ------------------------------------------------------------------------------------------------------------
def item_contests_visible_to(user) -> QuerySet[ItemContest]:
    """Those of the assessments one may see."""
    found = ItemContest.objects.select_related(
        "assessment__company", "assessment__question_set", "question", "lodged_by", "decided_by"
    )
    return found.filter(assessment__in=assessments_visible_to(user).order_by()).order_by("-pk")


def contests_of(assessment: Assessment) -> list[ItemContest]:
    """All contests of its items, the last one first."""
    return list(assessment.contests.select_related("question", "decided_by").order_by("-pk"))


def results_to_decide(user) -> QuerySet[Assessment]:
    """Objections in which this person took no part, the longest waiting first."""
    if not user.is_internal or not user.has_role("ER", "EC"):
        return Assessment.objects.none()
    took_part = Q(reviewer=user) | Q(second_reviewer=user) | Q(audited_by=user)
    mine = Assessment.objects.filter(took_part).values("pk")
    waiting = assessments_visible_to(user).filter(state=AssessmentState.OBJECTION).exclude(pk__in=mine)
    return waiting.order_by("notified_at", "pk")


def results_open_to(user) -> QuerySet[Assessment]:
    """Results of the own company to which it may still object."""
    if user.is_internal or not user.has_role("SA", "SE"):
        return Assessment.objects.none()
    found = assessments_visible_to(user).filter(state=AssessmentState.NOTIFIED, objection_until__gte=today())
    return found.order_by("objection_until", "pk")


def item_contests_to_decide(user) -> QuerySet[ItemContest]:
    """Open contests in which this person took no part, the first due first."""
    if not user.is_internal or not user.has_role("ER", "EC"):
        return ItemContest.objects.none()
    took_part = Q(assessment__reviewer=user) | Q(assessment__second_reviewer=user) | Q(assessment__audited_by=user)
    mine = ItemContest.objects.filter(took_part).values("pk")
    waiting = item_contests_visible_to(user).filter(state=ItemContestState.LODGED).exclude(pk__in=mine)
    return waiting.order_by("answer_by", "pk")


# Bands for those who see nothing else --------------------------------------------------------------------------------
def bands_visible_to(user, *, words: str = "", band: str = "") -> QuerySet[Assessment]:
    """Purchasing and shared growth: which band counts of which company; the last final result of each that is valid."""
    if not user.is_internal or not user.has_role(*BAND_READERS):
        return Assessment.objects.none()
    final = Assessment.objects.filter(state=AssessmentState.FINAL).filter(Q(valid_to=None) | Q(valid_to__gte=today()))
    later = final.filter(company=OuterRef("company"), pk__gt=OuterRef("pk"))
    found = with_band(final.filter(~Exists(later))).select_related("company")
    if words:
        digits = words.replace("-", "")
        named = Q(company__legal_name_ko__icontains=words) | Q(company__legal_name_en__icontains=words)
        found = found.filter(named | Q(company__brn=digits) | Q(company__number__iexact=words))
    if band:
        found = found.filter(band=band)
    return found.order_by("company__legal_name_ko", "pk")


def deciders_of(assessment: Assessment) -> QuerySet[User]:
    """Who may decide the objection: reviewers and committee members who took no part."""
    took_part = [assessment.reviewer_id, assessment.second_reviewer_id, assessment.audited_by_id]
    people = buyer_people_with_role("ER", "EC").filter(is_service=False)
    return people.exclude(pk__in=[pk for pk in took_part if pk is not None])
