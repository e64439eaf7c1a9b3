"""More is asked for: what the company changes meanwhile, sent or not."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.audit.models import AuditEntry
from portal.clock import today
from portal.errors import RuleBroken
from portal.files.tests.factories import FileFactory
from portal.tests.factories import staff
from sharedgrowth.support.models import InfoRequest
from sharedgrowth.support.queries.applications import content_of, sheet_of
from sharedgrowth.support.services import answers, applications, screening
from sharedgrowth.support.services.answers import AnswerIn, CostIn
from sharedgrowth.support.states import ApplicationState
from sharedgrowth.support.tests import factories, review_stage

pytestmark = pytest.mark.django_db
A = ApplicationState


@pytest.fixture
def officer():
    return staff("SG")


def asked_with_a_quote(officer, **given):
    """An application with one paid item and its quote, of which more is asked."""
    call = factories.call(form=factories.built_form("smart_factory"), funding_mode="type1")
    draft = factories.applied(call, state=A.DRAFT, cost=10_000_000, **given)
    writer = factories.person(draft.company, "SA")
    answers.attach_file(draft, FileFactory(company=draft.company), cost=draft.costs.get(), by=writer)
    applications.submit_application(draft, by=writer)
    draft.refresh_from_db()
    return writer, screening.ask_for_more(review_stage.screening_of(draft, officer), "도면", by=officer)


def test_what_was_changed_and_never_sent_is_put_back_as_it_was_sent(officer):
    writer, asked = asked_with_a_quote(officer)
    application = asked.application
    sent = content_of(sheet_of(application))
    field = application.form.fields.get(key="problem")
    answers.save_application(application, [AnswerIn(field, "전혀 다른 과제", 1)], by=writer)
    answers.remove_cost(application.costs.get(), by=writer)
    for won in (70_000_000, 80_000_000):
        answers.save_application(application, [], [CostIn("다른 설비", "다른 회사", "", Decimal(won))], by=writer)
    InfoRequest.objects.filter(pk=asked.pk).update(due_on=today() - timedelta(days=1))
    assert content_of(sheet_of(application)) != sent

    screening.close_unanswered(asked)

    assert content_of(sheet_of(application)) == sent
    assert application.sheets.count() == 1
    assert AuditEntry.objects.filter(what="support.application.restored", by=None).count() == 1


def test_another_text_is_answered_for_like_a_submission(officer):
    writer, asked = asked_with_a_quote(officer)
    application = asked.application
    user = factories.person(application.company, "SU")
    field = application.form.fields.get(key="employees")
    answers.save_application(application, [AnswerIn(field, "2", 1)], by=writer)

    with pytest.raises(RuleBroken, match="people"):  # the programme needs more of them
        screening.answer_request(asked, "고쳤습니다.", by=writer)
    answers.save_application(application, [AnswerIn(field, "33", 2)], by=writer)
    with pytest.raises(RuleBroken, match="administrator"):
        screening.answer_request(asked, "고쳤습니다.", by=user)
    screening.answer_request(asked, "고쳤습니다.", by=writer)

    application.refresh_from_db()
    assert (application.state, application.facts["employees"]) == (A.SCREENING, 33)


def test_the_same_text_is_answered_by_any_writer(officer):
    _writer, asked = asked_with_a_quote(officer)
    screening.answer_request(asked, "붙임 없이 답합니다.", by=factories.person(asked.application.company, "SU"))
