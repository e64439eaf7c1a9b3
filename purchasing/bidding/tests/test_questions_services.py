"""Questions about a notice: asked without a name, answered for everybody, corrected, set aside, reminded of."""

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from portal.audit.models import AuditEntry
from portal.audit.queries import entries_visible_to
from portal.clock import SEOUL, db_now
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.notices.models import Notice
from portal.outbox.models import Event
from portal.outbox.services import deliver_due
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier
from purchasing.bidding import queries, services
from purchasing.bidding.models import Answer, Question
from purchasing.bidding.queries.questions import answer_due
from purchasing.bidding.states import takes_questions
from purchasing.bidding.tests import factories as make
from purchasing.bidding.tests.told import entries, news

pytestmark = pytest.mark.django_db
TEXT = "우리 가람정밀의 베어링도 동등품으로 보나요?"


def asked(stage, by=None, text=TEXT):
    return services.ask_question(stage.tender, text=text, key=make.key(), by=by or supplier())


def answered(stage, by=None):
    question = asked(stage, by)
    return services.answer_question(
        question,
        published_text="다른 상표의 베어링도 동등품으로 보나요?",
        answer="예, ISO 15:2017이면 됩니다.",
        by=stage.cast.officer,
    )


def test_who_asked_is_unknown_to_the_buyer_until_the_bids_are_opened():
    stage = make.published(prices=(90_000_000, 91_000_000))
    asker = stage.bidders[0]
    question = asked(stage, asker)
    officer, auditor = stage.cast.officer, staff("AU")

    (said,) = queries.questions_said(officer, stage.tender)
    assert (said.text, said.asker, said.own) == (TEXT, "", False)
    assert queries.questions_said(asker, stage.tender)[0].own is True
    assert queries.questions_said(stage.bidders[1], stage.tender) == []
    assert not entries_visible_to(auditor).filter(thing_type="bidding.question").exists()
    assert AuditEntry.objects.filter(thing_type="bidding.question").exists()  # there is something to hide

    make.pass_deadline(stage.tender)
    services.close_tender(stage.tender)
    make.open_bids(stage)

    assert queries.questions_said(officer, stage.tender)[0].asker == asker.company.name
    assert entries_visible_to(auditor).filter(thing_type="bidding.question").count() == 1
    assert entries(question) == [("bidding.question.asked", "", "", asker.name)]


def test_the_answer_goes_to_everybody_at_once_and_tells_nobody_who_asked():
    stage = make.published(prices=(90_000_000,))
    asker, bidder, stranger = supplier(), stage.bidders[0], supplier()
    question = answered(stage, asker)
    deliver_due()

    assert question.no == 1
    told = set(Notice.objects.filter(kind="bidding.question_answered").values_list("user", flat=True))
    assert {asker.pk, bidder.pk} <= told
    assert stranger.pk not in told
    for reader in (asker, bidder, stranger, None):
        (said,) = queries.questions_said(reader, stage.tender)
        assert said.text == "다른 상표의 베어링도 동등품으로 보나요?"
        assert said.latest.text == "예, ISO 15:2017이면 됩니다."
        assert said.asker == ""
    assert "가람" not in str(list(Notice.objects.values_list("params", flat=True)))
    assert "bidding.question_answered" in news()


def test_a_corrected_answer_keeps_the_one_before():
    stage = make.published()
    question = answered(stage)

    services.correct_answer(question, answer="예, ISO 492 등급 P6 이상이면 됩니다.", by=stage.cast.officer)

    (said,) = queries.questions_said(None, stage.tender)
    assert said.latest.text == "예, ISO 492 등급 P6 이상이면 됩니다."
    assert [answer.text for answer in said.earlier] == ["예, ISO 15:2017이면 됩니다."]
    with pytest.raises(RuleBroken, match="stands there already"):
        services.correct_answer(question, answer="예, ISO 492 등급 P6 이상이면 됩니다.", by=stage.cast.officer)
    with pytest.raises(DatabaseError), transaction.atomic():
        Answer.objects.filter(question=question, seq=1).update(text="아니요")


def test_a_question_that_is_set_aside_is_known_to_its_asker_alone():
    stage = make.published()
    asker = supplier()
    question = services.set_question_aside(
        asked(stage, asker), reason="이미 3번에서 답했습니다.", by=stage.cast.officer
    )
    deliver_due()

    assert queries.questions_said(supplier(), stage.tender) == []
    assert queries.questions_said(asker, stage.tender)[0].question.reason == "이미 3번에서 답했습니다."
    notices = Notice.objects.filter(kind="bidding.question_set_aside")
    assert list(notices.values_list("user", flat=True)) == [asker.pk]
    with pytest.raises(WrongState):
        services.answer_question(question, published_text="?", answer="!", by=stage.cast.officer)


def test_the_same_key_asks_once_and_another_use_of_it_is_refused():
    stage, asker, key = make.published(), supplier(), make.key()

    first = services.ask_question(stage.tender, text=TEXT, key=key, by=asker)
    again = services.ask_question(stage.tender, text=TEXT, key=key, by=asker)

    assert first.pk == again.pk
    with pytest.raises(WrongState, match="another question"):
        services.ask_question(stage.tender, text="다른 질문", key=key, by=asker)


@pytest.mark.parametrize("when", ["before_publication", "after_the_questions", "after_the_deadline"])
def test_questions_are_taken_from_publication_to_their_last_moment(when):
    asker = supplier()
    if when == "before_publication":
        tender = make.draft().tender
    elif when == "after_the_questions":
        tender = make.running(closes_in=timedelta(days=2), questions_until=db_now() - timedelta(minutes=1)).tender
    else:
        tender = make.published().tender
        make.pass_deadline(tender)

    with pytest.raises(WrongState, match="no longer taken"):
        services.ask_question(tender, text=TEXT, key=make.key(), by=asker)


@pytest.mark.parametrize("text", ["", " \n ", "가" * 2001])
def test_a_question_has_words_and_not_too_many(text):
    with pytest.raises(RuleBroken) as refusal:
        asked(make.published(), text=text)
    assert refusal.value.field == "text"


def test_who_may_not_bid_may_not_ask_and_only_the_officer_answers():
    stage = make.published()
    for person in (UserFactory(), staff("PO"), stage.cast.officer):
        with pytest.raises(NotAllowed):
            asked(stage, person)
    question = asked(stage)
    for person in (staff("PO"), supplier(), stage.cast.approver):
        with pytest.raises(NotAllowed):
            services.answer_question(question, published_text="?", answer="!", by=person)
        with pytest.raises(NotAllowed):
            services.set_question_aside(question, reason="x", by=person)


def test_an_answer_after_the_deadline_reaches_nobody_and_is_refused():
    stage = make.published(prices=(90_000_000, 91_000_000))
    question = asked(stage, stage.bidders[0])
    make.pass_deadline(stage.tender)

    with pytest.raises(WrongState, match="reach nobody"):
        services.answer_question(question, published_text="?", answer="!", by=stage.cast.officer)


def test_one_company_cannot_bury_the_others():
    stage, asker = make.published(), supplier()
    for turn in range(20):
        asked(stage, asker, text=f"{turn}번째 질문")

    with pytest.raises(RuleBroken, match="20 of your questions"):
        asked(stage, asker, text="하나 더")


def test_a_late_answer_is_reminded_of_once():
    stage = make.published()
    question = asked(stage)
    assert services.remind_of_questions() == 0
    Question.objects.filter(pk=question.pk).update(due_at=db_now() - timedelta(minutes=1))

    assert [services.remind_of_questions(), services.remind_of_questions()] == [1, 0]
    assert Event.objects.filter(name="bidding.question_overdue").count() == 1


def test_an_answer_is_due_by_business_days_but_never_after_the_deadline():
    tender = make.running(closes_in=timedelta(days=30)).tender
    friday = datetime(2026, 11, 27, 15, tzinfo=SEOUL)

    assert answer_due(friday, tender, 3).astimezone(SEOUL) == datetime(2026, 12, 3, tzinfo=SEOUL)
    tender.closes_at = friday + timedelta(days=1)
    assert answer_due(friday, tender, 3) == tender.closes_at


def test_the_last_moment_itself_is_late():
    now = db_now()

    assert takes_questions("published", until=now + timedelta(seconds=1), closes_at=None, now=now)
    assert not takes_questions("published", until=now, closes_at=now + timedelta(days=1), now=now)
    assert not takes_questions("closed", until=None, closes_at=now + timedelta(days=1), now=now)


@pytest.mark.parametrize("column", ["text", "company_id", "asked_by_id"])
def test_what_was_asked_and_by_whom_never_changes(column):
    question = asked(make.published())
    other = supplier()
    value = {"text": "바뀐 질문", "company_id": other.company_id, "asked_by_id": other.pk}[column]

    with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE bidding_question SET {column} = %s WHERE id = %s", [value, question.pk])  # noqa: S608


def test_figures_of_questions():
    stage = make.published()
    answered(stage)
    asked(stage)
    now = db_now()

    found = queries.kpi_questions(now - timedelta(hours=1), now + timedelta(hours=1))

    assert found == {"asked": 2, "answered": 1, "in_time": 1}


@pytest.mark.parametrize(
    "text",
    [
        "(주)가람정밀입니다. 동등품도 됩니까?",
        "우리 가람 정밀 주식회사의 제품도 됩니까?",
        "저희가람정밀은 어떻습니까?",
        "Do bearings of GARAM-PRECISION Co., Ltd. qualify?",
        "답은 Kim@Garam.example 로 주십시오.",
    ],
)
def test_a_question_does_not_name_who_asks(text):
    stage = make.published()
    company = CompanyFactory(legal_name_ko="㈜가람정밀", legal_name_en="Garam Precision Co., Ltd.")
    asker = supplier(company=company, email="kim@garam.example")

    with pytest.raises(RuleBroken, match="tells who asks") as refusal:
        asked(stage, asker, text)

    assert refusal.value.field == "text"
    assert not Question.objects.exists()
    assert asked(stage, asker, "세창정밀의 베어링도 동등품으로 보나요?").state == "asked"


def test_what_a_question_tells_of_who_asked_is_not_published():
    stage = make.published()
    company = CompanyFactory(legal_name_ko="세창정밀 주식회사")
    question = Question.objects.get(pk=asked(stage, supplier(company=company)).pk)
    company.legal_name_ko = "가람정밀 주식회사"  # as older questions stand, which were asked without this look at them
    company.save()
    answer = {"answer": "예.", "by": stage.cast.officer}

    with pytest.raises(RuleBroken, match="would tell who asked") as refusal:
        services.answer_question(question, published_text="가람 정밀의 제품도 동등품입니까?", **answer)

    assert refusal.value.field == "published_text"
    assert "가람" not in str(refusal.value)
    published = "다른 상표도 동등품입니까?"
    assert services.answer_question(question, published_text=published, **answer).state == "answered"


def test_a_name_that_an_officer_guesses_is_neither_confirmed_nor_denied():
    stage = make.published()
    asker = supplier(company=CompanyFactory(legal_name_ko="가람정밀 주식회사"))
    question = asked(stage, asker, "우리 제품도 동등품입니까?")
    guess = "가람정밀의 제품도 동등품입니까?"
    done = services.answer_question(question, published_text=guess, answer="예.", by=stage.cast.officer)
    assert done.state == "answered"
