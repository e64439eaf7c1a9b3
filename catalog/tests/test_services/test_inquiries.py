"""Questions to suppliers: asked, answered, published, closed, and what happens when no answer comes."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from catalog.models import Inquiry, InquiryMessage, InquiryTerms
from catalog.models.inquiries import enter_inquiry_terms
from catalog.queries.inquiries import answer_steps, answer_time_of, asker_names, published_questions, terms_on
from catalog.services.inquiries import (
    answer_inquiry,
    ask_again,
    ask_supplier,
    chase_inquiries,
    close_inquiry,
    run_inquiry_hour,
    unpublish_inquiry,
)
from catalog.states import InquiryState
from catalog.tests.dealing import answered, asked, seller_of
from catalog.tests.factories import ProductFactory
from portal.audit.models import AuditEntry
from portal.clock import SEOUL, db_now, today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.models import File
from portal.files.policies import may_read
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.tests.factories import UserFactory, staff, supplier

pytestmark = pytest.mark.django_db


def told(user) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def trail(inquiry) -> list[str]:
    rows = AuditEntry.objects.filter(thing_type="catalog.inquiry", thing_id=str(inquiry.pk)).order_by("pk")
    return [row.what.rsplit(".", 1)[-1] for row in rows]


def test_a_question_is_answered_and_both_sides_are_told():
    product = ProductFactory()
    asker, seller = staff("RQ"), seller_of(product)

    inquiry = ask_supplier(product, text=" 보관 온도는? \n\n\n", by=asker)
    deliver_due()
    answer_inquiry(inquiry, text="5도 이상입니다.", by=seller)
    deliver_due()

    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.ANSWERED
    assert [(m.side, m.text) for m in inquiry.messages.all()] == [
        ("asker", "보관 온도는?"),
        ("supplier", "5도 이상입니다."),
    ]
    assert told(seller) == ["catalog.inquiry_asked"]
    assert told(asker) == ["catalog.inquiry_answered"]
    assert trail(inquiry) == ["asked", "answer"]
    assert inquiry.public_answer is False


def test_steps_of_three_business_days_over_a_weekend():
    terms = InquiryTerms(answer_days=3, remind_pct=50, manager_days=2)
    friday = datetime(2026, 11, 20, 15, 0, tzinfo=SEOUL)

    steps = answer_steps(friday, terms)

    assert steps.remind_at == datetime(2026, 11, 24, 12, 0, tzinfo=SEOUL)  # Monday is the first day, Tuesday noon half
    assert steps.due_at == datetime(2026, 11, 26, 0, 0, tzinfo=SEOUL)  # the end of Wednesday
    assert steps.manager_at == datetime(2026, 11, 28, 0, 0, tzinfo=SEOUL)


def test_who_may_ask():
    product = ProductFactory()
    with pytest.raises(NotAllowed, match="own company"):
        ask_supplier(product, text="?", by=seller_of(product))
    hidden = ProductFactory(published=False)
    with pytest.raises(NotAllowed, match="not published"):
        ask_supplier(hidden, text="?", by=staff("RQ"))


def test_the_same_key_is_the_same_question():
    product, asker = ProductFactory(), staff("RQ")
    first = ask_supplier(product, text="?", by=asker, key="k1")
    assert ask_supplier(product, text="again", by=asker, key="k1") == first
    assert InquiryMessage.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 4001])
def test_an_empty_or_endless_question_is_refused(text):
    with pytest.raises(RuleBroken) as refusal:
        asked(text=text)
    assert refusal.value.field == "text"


def test_another_supplier_may_not_answer():
    inquiry = asked()
    with pytest.raises(NotAllowed):
        answer_inquiry(inquiry, text="저희 제품을 사십시오.", by=supplier("SU"))


def test_published_with_the_consent_of_both_and_without_a_name():
    asker = staff("RQ")
    asker.active_membership.department = "제3냉연"
    asker.active_membership.save()
    inquiry = answered(asked(by=asker, publishable=True), publish=True)

    shown = published_questions(inquiry.product)

    assert [question.number for question in shown] == [inquiry.number]
    assert [message.text for message in shown[0].said] == [
        "영하에서 보관할 수 있습니까?",
        "영하 4도 아래에서는 굳습니다.",
    ]
    assert asker_names(shown) == {inquiry.pk: "제3냉연"}


def test_what_is_written_after_publication_stays_private():
    inquiry = answered(asked(publishable=True), publish=True)
    ask_again(inquiry, text="우리 공장의 단가는?", by=inquiry.asked_by)
    assert len(published_questions(inquiry.product)[0].said) == 2


def test_without_the_askers_consent_nothing_is_published_and_nothing_is_sent():
    inquiry = asked()
    with pytest.raises(RuleBroken, match="stay between you") as refusal:
        answer_inquiry(inquiry, text="예", by=seller_of(inquiry.product), publish=True)
    assert refusal.value.field == "publish"
    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.OPEN
    assert inquiry.messages.count() == 1


@pytest.mark.parametrize(
    ("question", "answer", "field"),
    [("010-1234-5678로 답해 주세요", "예", "publish"), ("보관?", "sales@garam.example로 문의", "text")],
)
def test_contact_data_is_not_published(question, answer, field):
    inquiry = asked(text=question, publishable=True)
    with pytest.raises(RuleBroken, match="contact data") as refusal:
        answer_inquiry(inquiry, text=answer, by=seller_of(inquiry.product), publish=True)
    assert refusal.value.field == field


def test_the_database_refuses_publication_without_consent():
    inquiry = answered()
    with pytest.raises(DatabaseError), transaction.atomic():
        Inquiry.objects.filter(pk=inquiry.pk).update(public_answer=True, published_at=db_now())


def test_taken_off_the_page_by_purchasing_with_a_reason():
    inquiry = answered(asked(publishable=True), publish=True)
    with pytest.raises(RuleBroken):
        unpublish_inquiry(inquiry, by=staff("PO"), reason=" ")
    unpublish_inquiry(inquiry, by=staff("PO"), reason="오래된 답변")
    assert published_questions(inquiry.product) == []


def test_two_answers_at_once_one_is_told(transactional_db):
    enter_inquiry_terms()
    inquiry = asked()
    seller = seller_of(inquiry.product)

    def answer(text):
        try:
            answer_inquiry(inquiry, text=text, by=seller)
        except WrongState as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        results = list(pool.map(answer, ["하나", "둘"]))

    assert sorted(result is None for result in results) == [False, True]
    assert inquiry.messages.filter(side="supplier").count() == 1


def test_an_answer_that_does_not_come():
    inquiry = asked()
    asker, boss = inquiry.asked_by, UserFactory(company=inquiry.company, roles=("SA",))
    clerk, officer = seller_of(inquiry.product), staff("PO")
    deliver_due()

    assert chase_inquiries(inquiry.remind_at - timedelta(seconds=1)) == 0
    assert chase_inquiries(inquiry.remind_at) == 1
    assert chase_inquiries(inquiry.remind_at + timedelta(minutes=5)) == 0  # once
    deliver_due()
    assert told(clerk) == ["catalog.inquiry_asked", "catalog.inquiry_due_soon"]

    assert chase_inquiries(inquiry.due_at) == 1
    deliver_due()
    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.OVERDUE
    assert told(asker) == ["catalog.inquiry_unanswered"]
    assert told(officer) == []

    assert chase_inquiries(inquiry.manager_at) == 1
    assert chase_inquiries(inquiry.manager_at + timedelta(hours=1)) == 0
    deliver_due()
    assert told(officer) == ["catalog.inquiry_escalated"]
    assert told(boss)[-1] == "catalog.inquiry_escalated"
    assert trail(inquiry) == ["asked", "reminded", "fall_due", "escalated"]


def test_an_overdue_answer_still_counts_but_not_as_in_time():
    inquiry = asked()
    now = db_now()
    Inquiry.objects.filter(pk=inquiry.pk).update(
        asked_at=now - timedelta(days=9), due_at=now - timedelta(days=4), first_due_at=now - timedelta(days=4)
    )
    chase_inquiries(now)
    answered(Inquiry.objects.get(pk=inquiry.pk))

    found = answer_time_of(inquiry.company)

    assert (found.days, found.count, found.in_time) == (10, 1, 0)


def test_the_hour_runs_once():
    asked()
    assert run_inquiry_hour() is True
    assert run_inquiry_hour() is False


def test_an_answered_question_that_rests_is_closed():
    inquiry = answered()
    assert chase_inquiries(db_now() + timedelta(days=8)) == 0
    assert chase_inquiries(db_now() + timedelta(days=40)) == 1
    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.CLOSED


def test_a_further_question_begins_a_new_time_and_only_after_an_answer():
    inquiry = asked()
    with pytest.raises(WrongState):
        ask_again(inquiry, text="그리고?", by=inquiry.asked_by)
    inquiry = answered(inquiry)
    before = inquiry.due_at
    again = ask_again(inquiry, text="그리고?", by=inquiry.asked_by)
    assert again.state == InquiryState.OPEN
    assert again.due_at >= before
    with pytest.raises(NotAllowed):
        ask_again(inquiry, text="저도", by=staff("RQ"))


def test_closed_by_the_asker_alone():
    inquiry = asked()
    with pytest.raises(NotAllowed):
        close_inquiry(inquiry, by=seller_of(inquiry.product))
    assert close_inquiry(inquiry, by=inquiry.asked_by).state == InquiryState.CLOSED


def test_files_of_a_thread_are_for_its_two_sides_and_purchasing():
    upload = SimpleUploadedFile("memo.csv", b"a,b\n1,2\n", content_type="text/csv")
    inquiry = asked(uploads=[upload])
    file = File.objects.get(kind="csv")
    people = {
        "asker": inquiry.asked_by,
        "supplier": seller_of(inquiry.product),
        "officer": staff("PO"),
        "auditor": staff("AU"),
        "colleague": staff("RQ"),
        "rival": supplier("SU"),
    }
    assert {name for name, user in people.items() if may_read(user, file)} == {
        "asker",
        "supplier",
        "officer",
        "auditor",
    }


def test_people_without_a_company_send_no_files():
    upload = SimpleUploadedFile("memo.csv", b"a,b\n1,2\n", content_type="text/csv")
    with pytest.raises(RuleBroken, match="act for a company"):
        asked(by=UserFactory(), uploads=[upload])


def test_messages_never_change():
    inquiry = asked()
    with pytest.raises(DatabaseError), transaction.atomic():
        InquiryMessage.objects.filter(inquiry=inquiry).update(text="anders")


def test_terms_are_dated():
    assert terms_on(today()).answer_days == 3
