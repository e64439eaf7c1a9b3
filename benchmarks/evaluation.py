"""The yearly evaluation of all suppliers: reviews of 30 items each, in, scores with their snapshots and standings out.

Ours is ``services.periodic.evaluate`` on the real tables with every trigger and key, each round from no score at all.
Beside it one aggregate over the same reviews: what a report would ask. The promise is a ratio of at most 5 between the
two, so the floor of aggregate / ours is 1/5; the memory of our process must not grow with the suppliers.
"""

import resource
import statistics
import time
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import Model

from portal.bench import Ratio
from portal.clock import today
from portal.people.models import Company, User
from purchasing.esg.models import Assessment, ItemReview, Question, QuestionSet
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
    reviewer = User.objects.create(email="bench-reviewer@example.com", name="bench")
    asked = QuestionSet.objects.create(
        code="BENCH", version="1", year=year, title_ko="x", title_en="x", valid_from=today(), sha256="0" * 64
    )
    questions = [
        Question(
            question_set=asked,
            code=f"{pillar}{place}",
            pillar=pillar,
            area="climate",
            text_ko="x",
            text_en="x",
            weight=place % 5 + 1,
        )
        for pillar, count in ITEMS.items()
        for place in range(1, count + 1)
    ]
    Question.objects.bulk_create(questions)
    company = Company.objects.create(
        number="BEN-0",
        legal_name_ko="x",
        country="DE",
        foreign_id_type="VAT",
        foreign_id="B0",
        level="L2",
        state="active",
    )
    final = Assessment.objects.create(
        number="BEN-0",
        company=company,
        question_set=asked,
        period=str(year),
        state="final",
        due_on=today(),
        valid_from=today(),
        valid_to=today() + timedelta(days=365),
    )
    review = ItemReview.objects.create(
        assessment=final, question=questions[0], reviewer=reviewer, score=3, verified=True
    )
    _copies(
        company,
        f"generate_series(1, {rows - 1}) n",
        uid="gen_random_uuid()",
        number="'BEN-' || n",
        foreign_id="'B' || n",
        skeleton_ko="'bench' || n",
    )
    _copies(
        final,
        "people_company c WHERE c.number LIKE 'BEN-%' AND c.number <> 'BEN-0'",
        uid="gen_random_uuid()",
        number="c.number",
        company_id="c.id",
    )
    _copies(
        review,
        "esg_assessment a JOIN esg_question q ON q.question_set_id = a.question_set_id"
        f" WHERE a.question_set_id = {asked.pk} AND (a.id, q.id) <> ({final.pk}, {questions[0].pk})",
        assessment_id="a.id",
        question_id="q.id",
        not_applicable="(a.id + q.id) % 37 = 0",
        score="CASE WHEN (a.id + q.id) % 37 = 0 THEN NULL ELSE 3 + (a.id * 7 + q.id) % 3 END",
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE esg_itemreview, esg_assessment, esg_question, esg_score")
        cursor.execute("ANALYZE people_company, people_standing")


def _copies(row: Model, source: str, **changes: str) -> None:
    """Rows like ``row`` from ``source``, apart from ``changes`` (SQL by column)."""
    table = row._meta.db_table
    columns = [field.column for field in row._meta.concrete_fields if not field.primary_key]
    values = ", ".join(changes.get(column, f'one."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO "{table}" ({names}) SELECT {values}'
            f' FROM (SELECT * FROM "{table}" WHERE id = {row.pk}) one CROSS JOIN {source}'
        )
