"""Question sets: written by one, published by another, frozen; which one fits a company."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils.translation import override

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.people.states import SizeClass
from portal.tests.factories import CompanyFactory, staff
from purchasing.esg.models import Anchor, QuestionSet
from purchasing.esg.queries.questions import (
    question_in,
    questions_in,
    questions_of,
    set_for,
    sets_to_publish,
    sheet_for,
)
from purchasing.esg.rules import scoring
from purchasing.esg.services import questions as services
from purchasing.esg.states import SetState
from purchasing.esg.tests.factories import add_question, draft_set, published_set

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def test_a_copy_has_every_question_and_anchor_and_is_published_by_another_person():
    writer, other = staff("ER"), staff("ER")
    old = QuestionSet.objects.get(code="TG-ESG")
    copy = services.copy_set(old, version="2.0", year=2027, valid_from=today(), by=writer)
    assert questions_in(questions_of(copy)) == questions_in(questions_of(old))

    services.submit_set(copy, by=writer)
    copy.refresh_from_db()
    with pytest.raises(NotAllowed):
        services.publish_set(copy, by=writer)
    services.publish_set(copy, by=other)

    copy.refresh_from_db()
    old.refresh_from_db()
    assert (copy.state, old.state) == (SetState.PUBLISHED, SetState.SUPERSEDED)
    assert copy.document == scoring.document_of(sheet_for(copy))
    assert copy.sha256 == scoring.sha256(copy.document)


def test_nobody_who_wrote_a_part_of_a_set_publishes_it():
    writer, second, sender, other = (staff("ER") for _ in range(4))
    made = services.copy_set(
        QuestionSet.objects.get(code="TG-ESG"), version="2.0", year=2027, valid_from=today(), by=writer
    )
    services.edit_set(made, title_en="Another title", by=second)
    services.submit_set(made, by=sender)
    made.refresh_from_db()
    for each in (writer, second, sender):
        with pytest.raises(NotAllowed, match="SOD-15"):
            services.publish_set(made, by=each)
        assert sets_to_publish(each) == []
    assert sets_to_publish(other) == [made]
    services.send_back_set(made, reason="A band is missing", by=second)  # who wrote a part takes it back
    services.submit_set(made, by=writer)
    made.refresh_from_db()
    services.publish_set(made, by=other)
    made.refresh_from_db()
    assert made.published_by == other


def test_a_version_of_a_later_day_leaves_the_present_one_in_force_until_then():
    writer = staff("ER")
    old = QuestionSet.objects.get(code="TG-ESG")
    later = today() + timedelta(days=40)
    copy = services.copy_set(old, version="2.0", year=2027, valid_from=later, by=writer)
    services.publish_set(services.submit_set(copy, by=writer), by=staff("EC"))

    company = CompanyFactory(size_class=SizeClass.LARGE)
    assert set_for(company, today()) == old
    assert set_for(company, later) == copy
    assert services.supersede_older(today()) == 0
    assert services.supersede_older(later) == 1
    old.refresh_from_db()
    assert old.state == SetState.SUPERSEDED


def test_weights_that_do_not_add_up_are_kept_in_the_draft_and_stop_the_submission():
    writer = staff("ER")
    made = draft_set(by=writer)
    services.edit_set(made, weight_g=Decimal("0.20"), by=writer)
    with pytest.raises(RuleBroken, match="95"):
        services.submit_set(made, by=writer)
    made.refresh_from_db()
    assert (made.state, made.weight_g) == (SetState.DRAFT, Decimal("0.20"))


def test_what_is_published_is_frozen_by_the_database():
    made = published_set()
    question = questions_of(made)[0]
    with pytest.raises(WrongState):
        services.save_question(made, question_in(question), code=question.code, by=staff("ER"))
    for change in (
        lambda: QuestionSet.objects.filter(pk=made.pk).update(weight_e=Decimal("0.30"), weight_s=Decimal("0.45")),
        lambda: made.questions.update(weight=5),
        lambda: made.questions.all().delete(),
        lambda: add_question(made, "E9"),
        lambda: Anchor.objects.filter(question=question).update(text_ko="다른 말"),
        lambda: QuestionSet.objects.filter(pk=made.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_question_is_changed_with_its_anchors_and_its_code_follows():
    writer = staff("ER")
    made = draft_set(4, by=writer)
    e1, e2 = made.questions.get(code="E1"), made.questions.get(code="E2")
    made.questions.filter(pk=e2.pk).update(depends_on="E1")
    told = question_in(e1)
    values = {name: getattr(told, name) for name in told.__slots__} | {"code": "E7", "anchors": told.anchors[:3]}
    services.save_question(made, type(told)(**values), code="E1", by=writer)
    assert made.questions.get(code="E2").depends_on == "E7"
    assert made.questions.get(code="E7").anchors.count() == 3
    with pytest.raises(RuleBroken, match="already used"):
        services.save_question(made, type(told)(**(values | {"code": "S1"})), code="E7", by=writer)
    with pytest.raises(RuleBroken, match="E2"):
        services.remove_question(made, "E7", by=writer)
    services.remove_question(made, "E2", by=writer)
    assert set(made.questions.values_list("code", flat=True)) == {"E7", "S1", "G1"}


def test_an_approver_sends_it_back_with_a_reason():
    writer, other = staff("ER"), staff("EC")
    made = services.submit_set(draft_set(by=writer), by=writer)
    with pytest.raises(RuleBroken):
        services.send_back_set(made, reason=" ", by=other)
    services.send_back_set(made, reason="E1의 가중치를 다시 보십시오.", by=other)
    made.refresh_from_db()
    assert (made.state, made.remark) == (SetState.DRAFT, "E1의 가중치를 다시 보십시오.")


@pytest.mark.parametrize("who", ["PO", "AD", "AU", "EC"])
def test_only_reviewers_write_sets(who):
    with pytest.raises(NotAllowed):
        services.create_set(
            code="X", version="1", year=2026, title_ko="가", title_en="a", valid_from=today(), by=staff(who)
        )


def test_the_set_that_fits_is_the_more_exact_one():
    plain = published_set(valid_from=today() - timedelta(days=1))
    QuestionSet.objects.exclude(pk=plain.pk).filter(state=SetState.PUBLISHED).update(state=SetState.SUPERSEDED)
    small = published_set(sizes=["MICRO", "SMALL"])
    steel = published_set(industries=["24"])
    company = CompanyFactory(size_class=SizeClass.LARGE, industry="25111")
    assert set_for(company, today()) == plain
    company.size_class = SizeClass.SMALL
    assert set_for(company, today()) == small
    company.industry = "24111"
    assert set_for(company, today()) == steel
