"""The yearly evaluation of all suppliers: reviews of 30 items each, in, scores with their snapshots and standings out.

Ours is ``services.periodic.evaluate`` on the real tables with every trigger and key, each round from no score at all.
Beside it one aggregate over the same reviews: what a report would ask. The promise is a ratio of at most 5 between the
two, so the floor of aggregate / ours is 1/5; the memory of our process must not grow with the suppliers.
"""

import resource
import statistics
import time

from django.db import connection, transaction

from portal.bench import Ratio
from portal.clock import today
from purchasing.esg.services.periodic import evaluate

MUST = 0.2  # ours takes at most five times as long
ITEMS = {"E": 10, "S": 12, "G": 8}
AGGREGATE = """
SELECT r.assessment_id, q.pillar, sum(q.weight * r.score), sum(q.weight)
FROM esg_itemreview r JOIN esg_question q ON q.id = r.question_id
WHERE NOT r.not_applicable GROUP BY r.assessment_id, q.pillar
"""


def evaluation(rows: int, rounds: int) -> list[Ratio]:
    """``rows`` suppliers, evaluated from nothing in each of ``rounds``."""
    year = today().year
    _suppliers(rows, year)
    ours, baseline, kept = [], [], []
    for _round in range(max(1, min(rounds, 5))):
        baseline.append(_timed(_aggregate))
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        point = transaction.savepoint()
        begun = time.perf_counter()
        done = evaluate(year)
        ours.append(time.perf_counter() - begun)
        kept.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
        if (done.evaluated, done.changed) != (rows, rows):
            raise AssertionError(done)
        transaction.savepoint_rollback(point)
    ours_s, baseline_s = statistics.median(ours), statistics.median(baseline)
    name = f"{rows:,} suppliers evaluated, against one aggregate ({max(kept) // 1024} MB more memory)"
    return [Ratio(name, baseline_s / ours_s, MUST, ours_s * 1000, baseline_s * 1000)]


def _timed(way) -> float:
    begun = time.perf_counter()
    way()
    return time.perf_counter() - begun


def _aggregate() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), sum(sum) FROM ({AGGREGATE}) AS found(assessment_id, pillar, sum, weight)")
        cursor.fetchone()


def _suppliers(rows: int, year: int) -> None:
    """Suppliers with a final assessment each; scores of 3 to 5, so that no band asks for a limitation."""
    weights = ", ".join(
        f"('{pillar}{place}', '{pillar}', {place % 5 + 1})"
        for pillar, count in ITEMS.items()
        for place in range(1, count + 1)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO people_user (uid, email, name, password, is_superuser, is_staff, is_active, is_service)"
            " VALUES (gen_random_uuid(), 'bench-reviewer@example.com', 'bench', '', false, false, true, false)"
            " RETURNING id"
        )
        reviewer = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO esg_questionset (uid, code, version, year, title_ko, title_en, state, sizes, industries,"
            " weight_e, weight_s, weight_g, band_a, band_b, band_c, na_share, valid_from, document, sha256)"
            " VALUES (gen_random_uuid(), 'BENCH', '1', %s, 'x', 'x', 'draft', '{}', '{}',"
            " 0.35, 0.40, 0.25, 85, 70, 50, 0.2, now(), '', %s) RETURNING id",
            [year, "0" * 64],
        )
        question_set = cursor.fetchone()[0]
        cursor.execute(
            'INSERT INTO esg_question (uid, question_set_id, code, "order", pillar, area, kind, text_ko, text_en,'
            " help_ko, help_en, weight, critical, unit, evidence_from, evidence_kinds, na_allowed, depends_on,"
            " depends_from, fact, kesg) SELECT gen_random_uuid(), %s, code, 0, pillar, 'climate', 'scale', 'x', 'x',"
            " '', '', weight, false, '', 2, '{}', true, '', 1, '', '{}'"
            f" FROM (VALUES {weights}) AS v(code, pillar, weight)",
            [question_set],
        )
        cursor.execute(
            "INSERT INTO people_company (uid, number, state, is_buyer, legal_name_ko, legal_name_en, skeleton_ko,"
            " skeleton_en, country, legal_form, brn, corp_no, foreign_id_type, foreign_id, rep_name, size_class,"
            " industry, postcode, address, address_detail, phone, website, about_ko, about_en, level, tax_status,"
            " review_note, returned_times)"
            " SELECT gen_random_uuid(), 'BEN-' || n, 'active', false, 'x' || n, '', 'bench' || n, '', 'DE', '', '', '',"
            " 'VAT', 'B' || n, '', '', '', '', '', '', '', '', '', '', 'L2', 'active', '', 0"
            " FROM generate_series(1, %s) n",
            [rows],
        )
        cursor.execute(
            "INSERT INTO esg_assessment (uid, number, company_id, kind, question_set_id, period, state, due_on,"
            " reminded, receipt_sha256, query_text, query_answer, sampled, audit_note, low_trust, objection,"
            " objection_answer, valid_from, valid_to)"
            " SELECT gen_random_uuid(), 'BEN-' || id, id, 'periodic', %s, %s, 'final', %s, 0, '', '', '', false, '',"
            " false, '', '', %s, %s + 365 FROM people_company WHERE number LIKE 'BEN-%%'",
            [question_set, str(year), today(), today(), today()],
        )
        cursor.execute(
            "INSERT INTO esg_itemreview (assessment_id, question_id, round, reviewer_id, score, not_applicable,"
            " remark, verified)"
            " SELECT a.id, q.id, 1, %s,"
            " CASE WHEN (a.id + q.id) %% 37 = 0 THEN NULL ELSE 3 + (a.id * 7 + q.id) %% 3 END,"
            " (a.id + q.id) %% 37 = 0, '', true FROM esg_assessment a JOIN esg_question q"
            " ON q.question_set_id = a.question_set_id WHERE a.question_set_id = %s",
            [reviewer, question_set],
        )
        cursor.execute(
            "ANALYZE esg_itemreview, esg_assessment, people_company, esg_question, esg_score, people_standing"
        )
