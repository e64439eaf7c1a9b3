"""Two at once: one answer is saved, the other person is told; a set is published once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from portal.errors import WrongState
from portal.tests.factories import UserFactory, staff
from purchasing.esg.models import Answer, AnswerSheet
from purchasing.esg.models.terms import enter_terms
from purchasing.esg.services import answers as services
from purchasing.esg.services import questions as sets
from purchasing.esg.services.answers import AnswerIn
from purchasing.esg.tests.factories import assessed, draft_set, person
from purchasing.esg.tests.test_answers_services import full

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def terms(transactional_db):
    """They come with a fresh portal; a test before this one may have emptied the tables."""
    enter_terms()


def both(do, people):
    def one(user):
        try:
            return do(user)
        except WrongState:
            return "told"
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        return list(pool.map(one, people))


def test_of_two_answers_at_once_one_is_saved_and_the_other_kept_apart():
    assessment = assessed()
    question = assessment.question_set.questions.get(code="E1")
    people = [person(assessment.company, "SE"), UserFactory(company=assessment.company, roles=("SU",))]
    scores = {people[0].pk: 2, people[1].pk: 4}

    def save(user):
        result = services.save_answers(assessment, [(question, AnswerIn(score=scores[user.pk]))], by=user)
        return (result.saved, list(result.stale))

    assert sorted(both(save, people)) == [([], ["E1"]), (["E1"], [])]
    answer = Answer.objects.get(assessment=assessment)
    assert (answer.version, answer.score) == (1, scores[answer.edited_by_id])


def test_answers_are_handed_in_once():
    assessment = assessed()
    people = [person(assessment.company, "SE"), UserFactory(company=assessment.company, roles=("SA",))]
    full(assessment, people[0])
    told = both(lambda user: services.submit_assessment(assessment, by=user).seq, people)
    assert sorted(map(str, told)) == ["1", "told"]
    assert AnswerSheet.objects.filter(assessment=assessment).count() == 1


def test_a_set_is_published_once():
    writer, people = staff("ER"), [staff("ER"), staff("EC")]
    made = sets.submit_set(draft_set(by=writer), by=writer)
    told = both(lambda user: sets.publish_set(made, by=user).published_by_id, people)
    assert "told" in told
    made.refresh_from_db()
    assert made.published_by_id in told
