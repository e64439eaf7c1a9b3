"""DO: compute scores, in the database and in sets, and say on the ground floor what counts of a company.

The statement below and ``rules.scoring`` are two ways to the same figures: a test computes both of many cases. Nobody's
right is asked here: whoever calls has asked it (the end of a review, a verified action, the periodic job).
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection, transaction

from portal.audit.services import record
from portal.clock import today
from portal.outbox.services import announce_many
from portal.people.models import Company
from purchasing.esg.models import Assessment, CorrectiveAction, ItemReview, Question, Score
from purchasing.esg.states import RESULT_SEEN, AssessmentState, Band, FlagState, ScoreReason, StandingFact

GOOD = (Band.A, Band.B)
NEAR = 4  # so many ids for each one asked: reading on is still cheaper than looking each up
RESCORE_ROUND = 4  # of ``ItemReview``: a corrective action's evidence was accepted

# The snapshots of some assessments that say something else than their last scores; ``rules.scoring.snapshot_of`` gives
# the same texts. An item has four bits (its score + 1; 0: does not apply), sixteen items a word, the first of the set
# leftmost: read as hexadecimal digits, the words are the text of the scores, so nothing is sorted and no text is built
# review by review. Of an item's reviews the last round counts; items with later ones are few, have an index, and take
# the place of what all their rounds together left there.
SNAPSHOTS = """
WITH due AS MATERIALIZED (
    SELECT a.id, a.company_id, a.question_set_id, a.overdue_since IS NOT NULL AS overdue, a.number, a.period,
           (SELECT c.number FROM people_company c WHERE c.id = a.company_id) AS company
    FROM esg_assessment a JOIN unnest(%(ids)s::bigint[]) AS asked(id) ON asked.id = a.id
    WHERE a.id WITHIN
), items AS MATERIALIZED (
    SELECT *, place / 16 AS word, 60 - 4 * (place %% 16) AS shift, 1::bigint << (60 - 4 * (place %% 16)) AS unit
    FROM (
        SELECT id, question_set_id, pillar, weight, critical,
               (row_number() OVER (PARTITION BY question_set_id ORDER BY "order", id) - 1)::int AS place
        FROM esg_question WHERE question_set_id IN (SELECT question_set_id FROM due)
    ) q
), words AS (
    SELECT question_set_id, word, count(*) AS number FROM items GROUP BY question_set_id, word
), rough AS (
    SELECT r.assessment_id, i.word, bit_or((r.score + 1) * i.unit) AS digits
    FROM esg_itemreview r JOIN items i ON i.id = r.question_id
    WHERE r.assessment_id WITHIN
    GROUP BY r.assessment_id, i.word
), later AS (
    SELECT r.assessment_id, i.word, bit_or(15::bigint << i.shift) AS taken, bit_or((r.score + 1) * i.unit) AS digits
    FROM (
        SELECT DISTINCT ON (assessment_id, question_id) assessment_id, question_id, score FROM esg_itemreview
        WHERE round > 1 AND assessment_id WITHIN
        ORDER BY assessment_id, question_id, round DESC, id DESC
    ) r JOIN items i ON i.id = r.question_id
    GROUP BY r.assessment_id, i.word
), scores AS (
    SELECT d.id, string_agg(translate(left(lpad(to_hex(
               coalesce(f.digits, 0) & ~ coalesce(l.taken, 0) | coalesce(l.digits, 0)
           ), 16, '0'), w.number::int), '0123456', '-012345'), '' ORDER BY w.word) AS digits
    FROM due d JOIN words w ON w.question_set_id = d.question_set_id
    LEFT JOIN rough f ON f.assessment_id = d.id AND f.word = w.word
    LEFT JOIN later l ON l.assessment_id = d.id AND l.word = w.word
    GROUP BY d.id
), flags AS (
    SELECT company_id, string_agg(to_json(uid)::text, ',' ORDER BY uid::text COLLATE "C") AS uids
    FROM esg_redflag
    WHERE critical AND state = %(confirmed)s AND company_id IN (SELECT company_id FROM due)
    GROUP BY company_id
), texts AS (
    SELECT d.id, d.company_id, d.question_set_id, d.overdue, f.uids IS NOT NULL AS flagged, s.digits,
           '{"assessment":' || to_json(d.number)::text || ',"company":' || to_json(d.company)::text
           || ',"flags":[' || coalesce(f.uids, '') || '],"overdue":' || d.overdue::text
           || ',"period":' || to_json(d.period)::text || ',"scores":"' || coalesce(s.digits, '')
           || '","set":' || to_json(q.sha256)::text || '}' AS snapshot
    FROM due d
    JOIN esg_questionset q ON q.id = d.question_set_id
    LEFT JOIN scores s ON s.id = d.id
    LEFT JOIN flags f ON f.company_id = d.company_id
), last AS (
    SELECT DISTINCT ON (assessment_id) assessment_id, seq, sha256, band FROM esg_score
    WHERE assessment_id WITHIN ORDER BY assessment_id DESC, seq DESC
), changed AS MATERIALIZED (
    SELECT * FROM (
        SELECT t.*, encode(sha256(convert_to(t.snapshot, 'UTF8')), 'hex') AS sha,
               l.seq AS last_seq, l.sha256 AS last_sha, l.band AS last_band
        FROM texts t LEFT JOIN last l ON l.assessment_id = t.id
    ) compared WHERE sha IS DISTINCT FROM last_sha
)
"""

# Half up from whole numbers: their division truncates exactly, so nothing in between can lose a half; they are 64 bits
# wide, which some hundred items of the highest weight in each pillar still fit (more are refused by the database).
# The figures come from the digits of the snapshot itself.
# A pillar without any item that counts has weight 0; the others then share the whole.
# Only what changes is locked. Whoever had to wait finds the number of the score taken, or the lateness changed: nothing
# is added then, and it is computed again.
ADDED = """
, held AS MATERIALIZED (
    SELECT c.*, a.overdue_since IS NOT NULL AS still_overdue
    FROM changed c JOIN esg_assessment a ON a.id = c.id ORDER BY a.id FOR UPDATE OF a
), figures AS (
    SELECT h.*, q.band_a, q.band_b, q.band_c, coalesce(s.low, false) OR h.flagged AS overridden,
           coalesce(s.en, 0) AS en, greatest(s.ed, 1) AS ed, coalesce(s.sn, 0) AS sn, greatest(s.sd, 1) AS sd,
           coalesce(s.gn, 0) AS gn, greatest(s.gd, 1) AS gd,
           CASE WHEN s.ed > 0 THEN (q.weight_e * 1000000)::bigint ELSE 0 END AS ue,
           CASE WHEN s.sd > 0 THEN (q.weight_s * 1000000)::bigint ELSE 0 END AS us,
           CASE WHEN s.gd > 0 THEN (q.weight_g * 1000000)::bigint ELSE 0 END AS ug,
           coalesce(s.ed, 0) > 0 AS has_e, coalesce(s.sd, 0) > 0 AS has_s, coalesce(s.gd, 0) > 0 AS has_g
    FROM held h JOIN esg_questionset q ON q.id = h.question_set_id
    CROSS JOIN LATERAL (
        SELECT sum(weight * score) FILTER (WHERE pillar = 'E') AS en, sum(weight) FILTER (WHERE pillar = 'E') AS ed,
               sum(weight * score) FILTER (WHERE pillar = 'S') AS sn, sum(weight) FILTER (WHERE pillar = 'S') AS sd,
               sum(weight * score) FILTER (WHERE pillar = 'G') AS gn, sum(weight) FILTER (WHERE pillar = 'G') AS gd,
               bool_or(critical AND score <= 1) AS low
        FROM (
            SELECT pillar, weight::int, critical, substr(h.digits, place + 1, 1)::int AS score FROM items
            WHERE question_set_id = h.question_set_id AND substr(h.digits, place + 1, 1) <> '-'
        ) counted
    ) s
    WHERE h.overdue = h.still_overdue
), points AS (
    SELECT *,
           CASE WHEN has_e THEN ((400000 * en + ed) / (2 * ed))::numeric / 10000 END AS env,
           CASE WHEN has_s THEN ((400000 * sn + sd) / (2 * sd))::numeric / 10000 END AS soc,
           CASE WHEN has_g THEN ((400000 * gn + gd) / (2 * gd))::numeric / 10000 END AS gov,
           CASE WHEN ue + us + ug > 0 THEN (
               (4000 * (ue * en * sd * gd + us * sn * ed * gd + ug * gn * ed * sd) + (ue + us + ug) * ed * sd * gd)
               / (2 * (ue + us + ug) * ed * sd * gd))::numeric / 100 END AS total
    FROM figures
), added AS (
    INSERT INTO esg_score (uid, assessment_id, seq, reason, snapshot, sha256, env, soc, gov, total, band, note,
                           computed_by_id)
    SELECT gen_random_uuid(), id, coalesce(last_seq, 0) + 1,
           coalesce(%(reason)s, CASE WHEN overdue THEN %(late)s WHEN last_sha IS NULL THEN %(first)s ELSE %(flag)s END),
           snapshot, sha, env, soc, gov, total,
           CASE WHEN overridden THEN 'R' WHEN overdue OR total IS NULL THEN 'D' WHEN total >= band_a THEN 'A'
                WHEN total >= band_b THEN 'B' WHEN total >= band_c THEN 'C' ELSE 'D' END,
           %(note)s, %(by)s
    FROM points ORDER BY id
    ON CONFLICT (assessment_id, seq) DO NOTHING
    RETURNING id, assessment_id, band
)
SELECT id AS assessment, 0 AS score, company_id, coalesce(last_band, '') AS band FROM changed
UNION ALL
SELECT assessment_id, id, 0, band FROM added
ORDER BY assessment, score
"""

# What counts of a company today: an assessment that is overdue, else its latest final one that is still valid; its last
# score. Only facts that say something else than what is already in force.
STANDINGS = """
WITH counting AS (
    SELECT DISTINCT ON (a.company_id) a.company_id, a.id, a.number, a.valid_to, s.total, s.band
    FROM (SELECT * FROM esg_assessment WHERE company_id WITHIN OFFSET 0) a  -- by the companies alone
    CROSS JOIN LATERAL (
        SELECT total, band FROM esg_score WHERE assessment_id = a.id ORDER BY seq DESC LIMIT 1
    ) s
    WHERE a.state = ANY(%(waiting)s) AND a.overdue_since IS NOT NULL
          OR a.state = %(final)s AND (a.valid_to IS NULL OR a.valid_to >= %(day)s)
    ORDER BY a.company_id, a.state = %(final)s, a.valid_from DESC NULLS LAST, a.id DESC
), said AS (
    SELECT DISTINCT ON (company_id, fact) company_id, fact, value, valid_to FROM people_standing
    WHERE company_id WITHIN AND fact IN (%(band)s, %(score)s)
      AND valid_from <= %(day)s AND (valid_to IS NULL OR valid_to >= %(day)s)
    ORDER BY company_id, fact, valid_from DESC, id DESC
), compared AS (  -- grouped, not joined: the same plan however many there are
    SELECT company_id, fact, coalesce(max(value), '') AS value, coalesce(max(number), '') AS number,
           max(valid_to) AS valid_to, max(id) AS id, coalesce(max(said), '') AS before
    FROM (
        SELECT unnest(%(companies)s::bigint[]) AS company_id, f.fact, true AS asked, NULL AS value, NULL AS number,
               NULL::date AS valid_to, NULL::bigint AS id, NULL AS said, NULL::date AS said_to
        FROM (VALUES (%(band)s), (%(score)s)) AS f(fact)
        UNION ALL
        SELECT company_id, %(band)s, NULL, band, number, valid_to, id, NULL, NULL FROM counting
        UNION ALL
        SELECT company_id, %(score)s, NULL, total::text, number, valid_to, id, NULL, NULL FROM counting
        UNION ALL
        SELECT company_id, fact, NULL, NULL, NULL, NULL, NULL, value, valid_to FROM said
    ) facts
    GROUP BY company_id, fact
    HAVING bool_or(asked) AND (
        coalesce(max(said), '') <> coalesce(max(value), '')
        OR coalesce(max(value), '') <> '' AND max(said_to) IS DISTINCT FROM max(valid_to)
    )
)
"""
TOLD_ANEW = "SELECT DISTINCT company_id FROM compared ORDER BY company_id"
SAID = """
, added AS (
    INSERT INTO people_standing (company_id, fact, value, valid_from, valid_to, source)
    SELECT company_id, fact, value, %(day)s, valid_to, number FROM compared
)
SELECT company_id, coalesce(id, 0), before, value FROM compared WHERE fact = %(band)s AND before <> value
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

    ``reason`` None: the portal names it itself (overdue, first review, a flag). What says nothing new is only read, not
    locked. Two at once wait for one another, and the second computes again.
    """
    told = {
        "confirmed": FlagState.CONFIRMED.value,
        "reason": reason.value if reason else None,
        "late": ScoreReason.OVERDUE.value,
        "first": ScoreReason.REVIEWED.value,
        "flag": ScoreReason.FLAG.value,
        "note": note,
        "by": by.pk if by else None,
    }
    ids, found = sorted(set(assessment_ids)), []
    while ids:
        before: dict[int, tuple[int, str]] = {}
        for assessment, score, company, band in _rows(_reading(SNAPSHOTS, ids) + ADDED, told | _reach(ids)):
            if score:
                found.append(Rescored(score, assessment, *before.pop(assessment), band))
            else:
                before[assessment] = company, band
        ids = list(before)  # somebody else was there at once
    return found


def _reading(statement: str, ids: list[int]) -> str:
    """Ascending ids that lie close together are read from the first to the last, others one by one."""
    near = ids[-1] - ids[0] < NEAR * len(ids)
    return statement.replace("WITHIN", "BETWEEN %(low)s AND %(high)s" if near else "= ANY(%(ids)s::bigint[])")


def _reach(ids: list[int]) -> dict[str, Any]:
    return {"ids": ids, "low": ids[0], "high": ids[-1]}


def _rows(statement: str, told: Mapping[str, Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, told)
        return cursor.fetchall()


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
    (None: none counts any more), before, after ("": none). Companies of which something changes are locked and looked
    at again, so two at once say it once.
    """
    asked = sorted(set(company_ids))
    if not asked:
        return 0
    told = {
        "companies": asked,
        "day": on or today(),
        "final": AssessmentState.FINAL.value,
        "waiting": [AssessmentState.ASSIGNED.value, AssessmentState.IN_PROGRESS.value],
        "band": StandingFact.BAND.value,
        "score": StandingFact.SCORE.value,
    }
    companies = [company for (company,) in _rows(_reading(STANDINGS, asked) + TOLD_ANEW, told | _reach(asked))]
    if not companies:
        return 0
    held = Company.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=companies)
    list(held.order_by("pk").values_list("pk"))
    changed = _rows(_reading(STANDINGS, companies) + SAID, told | _reach(companies) | {"companies": companies})
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
