"""DO: compute scores, in the database and in sets, and say on the ground floor what counts of a company.

The statement below and ``rules.scoring`` are two ways to the same figures: a test computes both of many cases. Nobody's
right is asked here: whoever calls has asked it (the end of a review, a verified action, the periodic job).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from portal.audit.services import record
from portal.clock import today
from portal.outbox.services import announce_many
from purchasing.esg.models import Assessment, CorrectiveAction, ItemReview, Question, Score
from purchasing.esg.states import RESULT_SEEN, AssessmentState, Band, FlagState, ScoreReason, StandingFact

GOOD = (Band.A, Band.B)
RESCORE_ROUND = 4  # of ``ItemReview``: a corrective action's evidence was accepted

# Half up from whole numbers: their division truncates exactly, so nothing in between can lose a half; they are 64 bits
# wide, which some hundred items of the highest weight in each pillar still fit (more are refused by the database).
# Of an item's reviews the last round counts; later rounds are few, and have an index of their own.
# A pillar without any item that counts has weight 0; the others then share the whole.
SCORES = """
WITH due AS MATERIALIZED (
    SELECT a.id, a.number, c.number AS company, a.company_id, a.period, a.overdue_since IS NOT NULL AS overdue,
           s.sha256 AS set_sha256, (s.weight_e * 1000000)::bigint AS we, (s.weight_s * 1000000)::bigint AS ws,
           (s.weight_g * 1000000)::bigint AS wg, s.band_a, s.band_b, s.band_c
    FROM unnest(%(ids)s::bigint[]) AS asked(id)
    JOIN esg_assessment a ON a.id = asked.id
    JOIN people_company c ON c.id = a.company_id
    JOIN esg_questionset s ON s.id = a.question_set_id
), later AS MATERIALIZED (
    SELECT assessment_id, question_id, round, id FROM esg_itemreview
    WHERE round > 1 AND assessment_id BETWEEN %(low)s AND %(high)s
), sums AS (
    SELECT r.assessment_id,
           coalesce(sum(q.weight * r.score) FILTER (WHERE q.pillar = 'E'), 0) AS en,
           coalesce(sum(q.weight) FILTER (WHERE q.pillar = 'E'), 0) AS ed,
           coalesce(sum(q.weight * r.score) FILTER (WHERE q.pillar = 'S'), 0) AS sn,
           coalesce(sum(q.weight) FILTER (WHERE q.pillar = 'S'), 0) AS sd,
           coalesce(sum(q.weight * r.score) FILTER (WHERE q.pillar = 'G'), 0) AS gn,
           coalesce(sum(q.weight) FILTER (WHERE q.pillar = 'G'), 0) AS gd,
           bool_or(q.critical AND r.score <= 1) AS low,
           string_agg(q.opening || r.score || ']', ',' ORDER BY r.question_id) AS scores
    FROM esg_itemreview r
    JOIN (
        SELECT id, pillar, weight::int, critical, '[' || to_json(code)::text || ',' AS opening
        FROM esg_question WHERE question_set_id IN (SELECT question_set_id FROM esg_assessment WHERE id = ANY(%(ids)s))
    ) q ON q.id = r.question_id
    WHERE r.assessment_id BETWEEN %(low)s AND %(high)s AND r.assessment_id IN (SELECT id FROM due)
      AND NOT r.not_applicable
      AND NOT EXISTS (
          SELECT FROM later l WHERE l.assessment_id = r.assessment_id AND l.question_id = r.question_id
                                AND (l.round, l.id) > (r.round, r.id))
    GROUP BY r.assessment_id
), flags AS (
    SELECT company_id, string_agg(to_json(uid)::text, ',' ORDER BY uid::text COLLATE "C") AS uids
    FROM esg_redflag
    WHERE critical AND state = %(confirmed)s AND company_id IN (SELECT company_id FROM due)
    GROUP BY company_id
), figures AS (
    SELECT d.*, s.scores, f.uids, coalesce(s.low, false) OR f.uids IS NOT NULL AS overridden,
           coalesce(s.en, 0) AS en, greatest(s.ed, 1) AS ed, coalesce(s.sn, 0) AS sn, greatest(s.sd, 1) AS sd,
           coalesce(s.gn, 0) AS gn, greatest(s.gd, 1) AS gd,
           CASE WHEN s.ed > 0 THEN d.we ELSE 0 END AS ue, CASE WHEN s.sd > 0 THEN d.ws ELSE 0 END AS us,
           CASE WHEN s.gd > 0 THEN d.wg ELSE 0 END AS ug,
           coalesce(s.ed, 0) > 0 AS has_e, coalesce(s.sd, 0) > 0 AS has_s, coalesce(s.gd, 0) > 0 AS has_g
    FROM due d LEFT JOIN sums s ON s.assessment_id = d.id LEFT JOIN flags f ON f.company_id = d.company_id
), points AS (
    SELECT *,
           CASE WHEN has_e THEN ((400000 * en + ed) / (2 * ed))::numeric / 10000 END AS env,
           CASE WHEN has_s THEN ((400000 * sn + sd) / (2 * sd))::numeric / 10000 END AS soc,
           CASE WHEN has_g THEN ((400000 * gn + gd) / (2 * gd))::numeric / 10000 END AS gov,
           CASE WHEN ue + us + ug > 0 THEN (
               (4000 * (ue * en * sd * gd + us * sn * ed * gd + ug * gn * ed * sd) + (ue + us + ug) * ed * sd * gd)
               / (2 * (ue + us + ug) * ed * sd * gd))::numeric / 100 END AS total
    FROM figures
), texts AS (
    SELECT *,
           CASE WHEN overridden THEN 'R' WHEN overdue OR total IS NULL THEN 'D' WHEN total >= band_a THEN 'A'
                WHEN total >= band_b THEN 'B' WHEN total >= band_c THEN 'C' ELSE 'D' END AS band,
           '{"assessment":' || to_json(number)::text || ',"company":' || to_json(company)::text
           || ',"flags":[' || coalesce(uids, '') || '],"overdue":' || overdue::text
           || ',"period":' || to_json(period)::text || ',"scores":[' || coalesce(scores, '')
           || '],"set":' || to_json(set_sha256)::text || '}' AS snapshot
    FROM points
), compared AS MATERIALIZED (
    SELECT t.id, t.company_id, t.overdue, t.snapshot, t.env, t.soc, t.gov, t.total, t.band,
           encode(sha256(convert_to(t.snapshot, 'UTF8')), 'hex') AS sha,
           l.seq AS last_seq, l.sha256 AS last_sha, l.band AS last_band
    FROM texts t
    LEFT JOIN LATERAL (
        SELECT seq, sha256, band FROM esg_score WHERE assessment_id = t.id ORDER BY seq DESC LIMIT 1
    ) l ON true
), added AS (
    INSERT INTO esg_score (uid, assessment_id, seq, reason, snapshot, sha256, env, soc, gov, total, band, note,
                           computed_by_id)
    SELECT gen_random_uuid(), id, coalesce(last_seq, 0) + 1,
           coalesce(%(reason)s, CASE WHEN overdue THEN %(late)s WHEN last_sha IS NULL THEN %(first)s ELSE %(flag)s END),
           snapshot, sha, env, soc, gov, total, band, %(note)s, %(by)s
    FROM compared WHERE sha IS DISTINCT FROM last_sha
    RETURNING id, assessment_id, band
)
SELECT added.id, added.assessment_id, compared.company_id, coalesce(compared.last_band, ''), added.band
FROM added JOIN compared ON compared.id = added.assessment_id
"""

# What counts of a company today: an assessment that is overdue, else its latest final one that is still valid; its last
# score. Rows are added only where they say something else than what is already in force.
STANDINGS = """
WITH current AS (
    SELECT DISTINCT ON (a.company_id) a.company_id, a.id, a.number, a.valid_to, s.total, s.band
    FROM esg_assessment a
    JOIN LATERAL (
        SELECT total, band FROM esg_score WHERE assessment_id = a.id ORDER BY seq DESC LIMIT 1
    ) s ON true
    WHERE a.company_id = ANY(%(companies)s::bigint[])
      AND (a.state = ANY(%(waiting)s) AND a.overdue_since IS NOT NULL
           OR a.state = %(final)s AND (a.valid_to IS NULL OR a.valid_to >= %(day)s))
    ORDER BY a.company_id, a.state = %(final)s, a.valid_from DESC NULLS LAST, a.id DESC
), told AS (
    SELECT c.company_id, f.fact, f.value, f.number, f.valid_to, f.id
    FROM unnest(%(companies)s::bigint[]) AS c(company_id)
    LEFT JOIN current ON current.company_id = c.company_id
    CROSS JOIN LATERAL (VALUES
        (%(band)s, coalesce(current.band, ''), coalesce(current.number, ''), current.valid_to, current.id),
        (%(score)s, coalesce(current.total::text, ''), coalesce(current.number, ''), current.valid_to, current.id)
    ) AS f(fact, value, number, valid_to, id)
), compared AS (
    SELECT told.*, coalesce(l.value, '') AS before
    FROM told
    LEFT JOIN LATERAL (
        SELECT value, valid_to FROM people_standing p
        WHERE p.company_id = told.company_id AND p.fact = told.fact AND p.valid_from <= %(day)s
          AND (p.valid_to IS NULL OR p.valid_to >= %(day)s)
        ORDER BY p.valid_from DESC, p.id DESC LIMIT 1
    ) l ON true
    WHERE coalesce(l.value, '') <> told.value OR told.value <> '' AND l.valid_to IS DISTINCT FROM told.valid_to
), added AS (
    INSERT INTO people_standing (company_id, fact, value, valid_from, valid_to, source)
    SELECT company_id, fact, value, %(day)s, valid_to, number FROM compared
    RETURNING company_id, fact
)
SELECT compared.company_id, coalesce(compared.id, 0), compared.before, compared.value
FROM compared JOIN added USING (company_id, fact)
WHERE compared.fact = %(band)s AND compared.before <> compared.value
"""


@dataclass(frozen=True, slots=True)
class Rescored:
    """A score that was added: whose, and its band before ("": there was none) and now."""

    score_id: int
    assessment_id: int
    company_id: int
    before: str
    band: str


@transaction.atomic
def record_scores(
    assessment_ids: Collection[int], *, reason: ScoreReason | None = None, by=None, note: str = ""
) -> list[Rescored]:
    """Add the scores of these assessments whose snapshot says something new; the same snapshot twice adds nothing.

    ``reason`` None: the portal names it itself (overdue, first review, a flag). Two at once wait for one another.
    """
    ids = sorted(assessment_ids)
    if not ids:
        return []
    list(Assessment.objects.select_for_update(of=("self",)).filter(pk__in=ids).order_by("pk").values_list("pk"))
    with connection.cursor() as cursor:
        cursor.execute(
            SCORES,
            {
                "ids": ids,
                "low": min(ids),
                "high": max(ids),
                "confirmed": FlagState.CONFIRMED.value,
                "reason": reason.value if reason else None,
                "late": ScoreReason.OVERDUE.value,
                "first": ScoreReason.REVIEWED.value,
                "flag": ScoreReason.FLAG.value,
                "note": note,
                "by": by.pk if by else None,
            },
        )
        return [Rescored(*row) for row in cursor.fetchall()]


@transaction.atomic
def record_score(assessment: Assessment, *, reason: ScoreReason, by=None, note: str = "") -> Score | None:
    """Add a score of one assessment; None when its snapshot is what the last score was computed from.

    Once the supplier has seen a result, the change is audited by itself, and what counts of a final one is said anew.
    """
    added = record_scores([assessment.pk], reason=reason, by=by, note=note)
    if not added:
        return None
    found = Score.objects.get(pk=added[0].score_id)
    if assessment.state in RESULT_SEEN:
        payload = {"sha256": found.sha256, "total": str(found.total), "band": found.band, "before": added[0].before}
        record(assessment, "rescored", by=by, reason=note, payload=payload)
    if assessment.state == AssessmentState.FINAL:
        publish_standings([assessment.company_id])
    return found


@transaction.atomic
def publish_standing(assessment: Assessment) -> None:
    """Say on the ground floor what counts of the assessed company now."""
    publish_standings([assessment.company_id])


@transaction.atomic
def publish_standings(company_ids: Collection[int], *, on: date | None = None) -> int:
    """Record score and band of companies where they differ from what is in force; returns how many bands changed.

    Each is announced, apart from a first A or B that asks for nothing: ``esg.band_changed`` with company, assessment
    (None: none counts any more), before, after ("": none).
    """
    if not company_ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            STANDINGS,
            {
                "companies": sorted(set(company_ids)),
                "day": on or today(),
                "final": AssessmentState.FINAL.value,
                "waiting": [AssessmentState.ASSIGNED.value, AssessmentState.IN_PROGRESS.value],
                "band": StandingFact.BAND.value,
                "score": StandingFact.SCORE.value,
            },
        )
        changed = cursor.fetchall()
    announce_many(
        "esg.band_changed",
        [
            {"company": company, "assessment": assessment or None, "before": before, "after": after}
            for company, assessment, before, after in changed
            if before or after not in GOOD
        ],
    )
    return len(changed)


@transaction.atomic
def rescore_item(
    assessment: Assessment, question_code: str, score: int, *, action: CorrectiveAction, by
) -> Score | None:
    """Give one item a new score because a corrective action's evidence was accepted, and compute the whole anew."""
    question = Question.objects.get(question_set=assessment.question_set_id, code=question_code)
    ItemReview.objects.create(
        assessment=assessment,
        question=question,
        round=RESCORE_ROUND,
        reviewer=by,
        score=score,
        remark=action.remark,
        verified=True,
    )
    note = f"{question_code} → {score} · {action.number}"
    return record_score(assessment, reason=ScoreReason.RESCORE, by=by, note=note)
