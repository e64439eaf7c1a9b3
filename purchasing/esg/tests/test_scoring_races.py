"""Two compute at once: a score is neither lost nor written twice, and what counts is said once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from portal.clock import today
from portal.people.models import Standing
from portal.people.states import CompanyState, Level
from purchasing.esg.models import Score
from purchasing.esg.models.terms import enter_terms
from purchasing.esg.services import periodic
from purchasing.esg.services.scoring import record_score, record_scores
from purchasing.esg.states import AssessmentState, ScoreReason, StandingFact
from purchasing.esg.tests.factories import assessed, entered, published_set, review

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def terms(transactional_db):
    """They come with a fresh portal; a test before this one may have emptied the tables."""
    enter_terms()


def at_once(*deeds):
    """All of them, begun together, each on a connection of its own; their results."""
    ready = Barrier(len(deeds))

    def one(deed):
        try:
            ready.wait(timeout=30)
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [each.result(timeout=60) for each in [pool.submit(one, deed) for deed in deeds]]


def reviewed(number: int):
    question_set = published_set()
    made = [assessed(state=AssessmentState.REVIEW, question_set=question_set) for _place in range(number)]
    for each in made:
        review(each, {"E1": 4, "S1": 4, "G1": 4})
    return made


def test_two_at_once_write_each_score_once():
    ids = [each.pk for each in reviewed(6)]
    told = at_once(*[lambda: len(record_scores(ids))] * 3)
    assert sorted(told) == [0, 0, 6]
    assert list(Score.objects.order_by("assessment").values_list("assessment", "seq")) == [(pk, 1) for pk in ids]


def test_a_new_item_score_during_an_evaluation_is_not_lost():
    made = reviewed(4)
    ids = [each.pk for each in made]

    def anew():
        with transaction.atomic():
            review(made[0], {"S1": 0}, round=4)
            return record_score(made[0], reason=ScoreReason.RESCORE) is not None

    at_once(anew, lambda: record_scores(ids), lambda: record_scores(ids))

    last = made[0].scores.order_by("-seq").first()
    assert last is not None
    assert '"scores":"404"' in last.snapshot
    assert Score.objects.filter(assessment=made[0]).count() in {1, 2}
    assert Score.objects.exclude(assessment=made[0]).count() == 3
    assert record_scores(ids) == []


def test_two_evaluations_at_once_say_what_counts_once():
    question_set = published_set()
    made = [
        assessed(
            entered(level=Level.L2, state=CompanyState.ACTIVE, entered=False),
            state=AssessmentState.FINAL,
            question_set=question_set,
            scores={"E1": 4, "S1": 4, "G1": 4},
        )
        for _place in range(5)
    ]
    company_ids = [each.company_id for each in made]

    at_once(*[lambda: periodic.evaluate(today().year, at_once=2)] * 2)

    rows = Standing.objects.filter(company__in=company_ids, fact=StandingFact.SCORE)
    for each in made:
        said = list(rows.filter(company=each.company_id).order_by("pk").values_list("value", flat=True))
        assert said == ["78.00", "80.00"]
        assert each.scores.count() == 2
