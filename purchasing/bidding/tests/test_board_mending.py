"""The one chance to mend a formal fault: only faults of the list, once, in time, and judged by who asked."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse

from portal.clock import SEOUL, db_now
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.policies import may_read
from portal.outbox.services import deliver_due
from portal.tests.factories import staff
from portal.tests.signin import sign_in
from purchasing.bidding import services
from purchasing.bidding.models import MendRequest
from purchasing.bidding.states import MendState
from purchasing.bidding.tests import board_factories as boards
from purchasing.bidding.tests import factories as make

pytestmark = pytest.mark.django_db
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF"
)


@pytest.fixture
def stage():
    made = boards.examining()
    made.people = boards.board(made)
    boards.declare(made, made.people)
    return made


def asked(stage, *faults):
    return services.ask_mend(
        stage.bids()[0], faults=faults or ["paper", "clerical"], wanted="인증서 사본", by=stage.people[0]
    )


def paper():
    return SimpleUploadedFile("certificate.pdf", PDF, "application/pdf")


def test_the_chair_asks_and_the_bidder_has_its_business_days(stage):
    request = asked(stage)

    due = request.due_at.astimezone(SEOUL)
    assert (due.hour, due.minute) == (18, 0)
    assert due.date() > db_now().astimezone(SEOUL).date() + timedelta(days=2)  # three business days
    assert request.faults == ["paper", "clerical"]
    deliver_due()
    told = stage.bidders[0].notices.get(kind="bidding.mend_asked")
    assert told.url == reverse("bidding:mend-answer", args=[stage.tender.number, request.uid])
    assert not stage.bidders[1].notices.filter(kind="bidding.mend_asked").exists()


@pytest.mark.parametrize("faults", [[], ["price"], ["paper", "quantity"]])
def test_only_faults_of_the_list_can_be_mended(stage, faults):
    with pytest.raises(RuleBroken) as refusal:
        services.ask_mend(stage.bids()[0], faults=faults, wanted="가격", by=stage.people[0])
    assert refusal.value.field == "faults"


def test_each_bid_has_one_chance_and_only_its_leader_gives_it(stage):
    with pytest.raises(NotAllowed):
        services.ask_mend(stage.bids()[0], faults=["paper"], wanted="인증서", by=stage.people[1])
    asked(stage)
    with pytest.raises(WrongState, match="one chance"):
        asked(stage)


def test_nothing_but_what_was_asked_for_is_taken_and_only_once(stage):
    request, bidder = asked(stage), stage.bidders[0]
    with pytest.raises(NotAllowed):
        services.answer_mend(request, answers={}, papers={}, by=stage.bidders[1])
    with pytest.raises(RuleBroken, match="Nothing but what was asked for"):
        services.answer_mend(request, answers={"contact": "홍길동"}, papers={}, by=bidder)
    with pytest.raises(RuleBroken, match="Add the document") as refusal:
        services.answer_mend(request, answers={"clerical": "오기"}, papers={}, by=bidder)
    assert refusal.value.field == "file-paper"

    services.answer_mend(request, answers={"clerical": "등록 번호 오기"}, papers={"paper": [paper()]}, by=bidder)

    request.refresh_from_db()
    assert request.state == MendState.ANSWERED
    assert request.answers == {"paper": "", "clerical": "등록 번호 오기"}
    with pytest.raises(WrongState):
        services.answer_mend(request, answers={"clerical": "다시"}, papers={"paper": [paper()]}, by=bidder)


def test_an_answer_that_comes_late_is_refused_and_the_chance_lapses(stage):
    request = asked(stage, "clerical")
    MendRequest.objects.filter(pk=request.pk).update(due_at=db_now() - timedelta(seconds=1))
    with pytest.raises(WrongState, match="over"):
        services.answer_mend(request, answers={"clerical": "오기"}, papers={}, by=stage.bidders[0])
    with pytest.raises(IntegrityError), transaction.atomic():  # and the database knows it too
        MendRequest.objects.filter(pk=request.pk).update(state="answered", answered_at=db_now())

    assert services.lapse_unmended() == 1

    assert MendRequest.objects.get().state == MendState.LAPSED
    assert services.lapse_unmended() == 0


def test_no_result_is_proposed_while_a_bidder_may_still_mend(stage):
    values = [(80, 70), (90, 85), (60, 75)]
    sitting = boards.compared(stage, stage.people)
    services.agree_scores(sitting, boards.marks(stage, "technical", values), by=stage.people[0])
    request = asked(stage, "clerical")
    with pytest.raises(RuleBroken, match="still has time"):
        services.propose_result(sitting, summary="비교했습니다.", by=stage.people[0])
    services.answer_mend(request, answers={"clerical": "오기"}, papers={}, by=stage.bidders[0])
    with pytest.raises(RuleBroken, match="not judged yet"):
        services.propose_result(sitting, summary="비교했습니다.", by=stage.people[0])
    with pytest.raises(RuleBroken, match="still missing"):
        services.judge_mend(request, accepted=False, reason="", by=stage.people[0])
    services.judge_mend(request, accepted=True, reason="", by=stage.people[0])

    assert services.propose_result(sitting, summary="비교했습니다.", by=stage.people[0]).state == "proposed"
    with pytest.raises(IntegrityError), transaction.atomic():
        MendRequest.objects.update(judgement="바꿈")


def test_the_papers_are_read_by_the_board_and_their_company_alone(stage):
    request = asked(stage, "paper")
    services.answer_mend(request, answers={}, papers={"paper": [paper()]}, by=stage.bidders[0])
    file = request.papers.get().file

    assert may_read(stage.people[0], file)
    assert may_read(stage.bidders[0], file)
    assert not may_read(stage.bidders[1], file)
    assert not may_read(stage.cast.officer, file)
    assert not may_read(staff("EV"), file)
    assert may_read(staff("AU"), file)


def test_the_bidder_answers_on_a_page_and_nothing_typed_is_lost(client, stage):
    client.cookies["django_language"] = "en"
    request = asked(stage)
    url = reverse("bidding:mend-answer", args=[stage.tender.number, request.uid])
    sign_in(client, stage.bidders[1])
    assert client.get(url).status_code == 404
    sign_in(client, stage.bidders[0])
    assert "인증서 사본" in client.get(url).content.decode()

    broken = client.post(url, {"text-clerical": "등록 번호 오기"})
    assert broken.status_code == 422
    assert "등록 번호 오기" in broken.content.decode()
    done = client.post(url, {"text-clerical": "등록 번호 오기", "file-paper": paper()}, follow=True)

    assert MendRequest.objects.get().state == MendState.ANSWERED
    assert "It cannot be changed any more." in done.content.decode()
    sign_in(client, stage.people[0])
    judge = reverse("bidding:mend-judge", args=[stage.tender.number, request.uid])
    text = client.get(judge).content.decode()
    assert "Document 1" in text  # under a letter
    assert "certificate.pdf</a>" not in text
    assert client.post(judge, {"accepted": "no"}).status_code == 422
    assert client.post(judge, {"accepted": "yes"}).status_code == 303


def test_a_sealed_price_stays_sealed_when_the_board_rules_a_bid_out(client):
    client.cookies["django_language"] = "en"
    made = boards.examining(envelopes=["qualification", "price"], criteria=make.CRITERIA[:2])
    people = boards.board(made)
    boards.declare(made, people)
    boards.concluded(made, people, envelope="qualification", values=[(True, True), (True, True), (True, False)])
    make.open_bids(made)

    sign_in(client, made.cast.evaluator)
    text = client.get(reverse("bidding:evaluation-detail", args=[made.tender.number])).content.decode()

    assert made.bids()[2].ruling.price_won is None
    assert "stays sealed" in text
    assert "₩0" not in text
