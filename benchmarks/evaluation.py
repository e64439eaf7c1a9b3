"""The yearly evaluation of all suppliers: reviews of 30 items each in, scores with their snapshots and standings out.

Ours is ``services.periodic.evaluate`` on the real tables with every trigger and key. Twice: *again*, as the clock finds
it every month (each score was written when its review ended; all snapshots are computed and compared, one in fifty is
new), and *from nothing* (every score and both standings of each supplier are written). Beside them one aggregate over
the same reviews: what a report would ask. The memory of our process must not grow with the suppliers.
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

MUST = 0.2  # again: at most five times as long as the aggregate, of so many suppliers:
MANY = 20_000
MUST_OF_FEW = 0.12  # what each part costs by itself weighs more
MUST_FIRST = 0.05  # from nothing: a score and two standings are written for each supplier
CHANGED = 50  # one in so many has a new review
MOST_KEPT_KB = 40_000
ITEMS = {"E": 10, "S": 12, "G": 8}
AGGREGATE = """
SELECT r.assessment_id, q.pillar, sum(q.weight * r.score), sum(q.weight)
FROM esg_itemreview r JOIN esg_question q ON q.id = r.question_id
WHERE NOT r.not_applicable GROUP BY r.assessment_id, q.pillar
"""


def evaluation(rows: int, rounds: int) -> list[Ratio]:
    """``rows`` suppliers, evaluated from nothing and then again, in each of ``rounds``."""
    year = today().year
    reviewer = _suppliers(rows, year)
    times: dict[str, list[float]] = {"again": [], "first": [], "aggregate": []}
    kept = 0
    for _round in range(max(1, min(rounds, 5))):
        times["aggregate"].append(_timed(_aggregate))
        point = transaction.savepoint()
        before = _memory()
        times["first"].append(_timed(lambda: _evaluated(year, rows, rows)))
        kept = max(kept, _memory() - before)
        changed = _review_anew(reviewer)
        times["again"].append(_timed(lambda changed=changed: _evaluated(year, rows, changed)))
        transaction.savepoint_rollback(point)
    baseline = statistics.median(times["aggregate"])
    found = []
    for key, words, must in (
        ("again", "again", MUST if rows >= MANY else MUST_OF_FEW),
        ("first", "from nothing", MUST_FIRST),
    ):
        ours = statistics.median(times[key])
        name = f"{rows:,} suppliers evaluated {words}, against one aggregate"
        found.append(Ratio(name, baseline / ours, must, ours * 1000, baseline * 1000))
    if kept > MOST_KEPT_KB:
        raise AssertionError(f"{kept} KB more memory after evaluating {rows:,} suppliers")
    return found


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _evaluated(year: int, evaluated: int, changed: int) -> None:
    done = evaluate(year)
    if (done.evaluated, done.changed) != (evaluated, changed):
        raise AssertionError((done, evaluated, changed))


def _review_anew(reviewer: User) -> int:
    """One in fifty assessments has an item scored again; returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO esg_itemreview"
            " (assessment_id, question_id, round, reviewer_id, score, not_applicable, remark, verified)"
            " SELECT DISTINCT ON (assessment_id) assessment_id, question_id, 4, %s, 8 - score, false, '', true"
            " FROM esg_itemreview WHERE score IN (3, 5) AND assessment_id %% %s = 0"
            " ORDER BY assessment_id, question_id",
            [reviewer.pk, CHANGED],
        )
        changed = cursor.rowcount
        cursor.execute("ANALYZE esg_score, people_standing")  # as the database does by itself
    return changed


def _timed(way) -> float:
    begun = time.perf_counter()
    way()
    return time.perf_counter() - begun


def _aggregate() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*), sum(sum) FROM ({AGGREGATE}) AS found(assessment_id, pillar, sum, weight)")
        cursor.fetchone()


def _suppliers(rows: int, year: int) -> User:
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
    return reviewer


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
