"""The pages after a decision to award: what each reader sees, what a form does, what is refused clearly."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from portal.clock import today
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.people.models import Membership
from portal.tests.factories import staff
from portal.tests.signin import sign_in
from purchasing.bidding import queries, services
from purchasing.bidding.models import Contracting, Objection, Tender
from purchasing.bidding.tests import board_factories as boards
from purchasing.bidding.tests import factories
from purchasing.bidding.tests.factories import key
from purchasing.bidding.tests.told import entries, now_state

pytestmark = pytest.mark.django_db


def at(stage, name: str, *args) -> str:
    return reverse(f"bidding:{name}", args=[stage.tender.number, *args])


def lodged(stage, by=None) -> Objection:
    by = by or stage.bidders[2]
    return services.lodge_objection(stage.tender, ground="own_bid", text="하한가 <b>확인</b>", key=key(), by=by)


def page_of(client, user, url: str) -> str:
    client.logout()
    if user is not None:
        sign_in(client, user)
    response = client.get(url, headers={"accept-language": "en"})
    assert response.status_code == 200, (url, response.status_code)
    return response.content.decode()


def test_a_loser_reads_why_and_how_far_off(client):
    stage = factories.standing()
    loser = page_of(client, stage.bidders[2], at(stage, "debrief"))
    for words in ("₩88,000,000", "₩78,500,000", "₩9,500,000", "12.1%", "Productivity Innovation", "Object to"):
        assert words in loser, words
    excluded = page_of(client, stage.bidders[0], at(stage, "debrief"))
    for words in (
        "₩10,497,500 below the price floor",
        "the own price lies ₩10,497,500 below it",
        "material, labour, safety",
        "Shared Growth Support Group",
        "lying below the floor stays in the mean",
    ):
        assert words in excluded, words
    assert "the own price lies ₩9,502,500 above it" in loser
    winner = page_of(client, stage.bidders[1], at(stage, "debrief"))
    assert "Object to the award" not in winner
    assert "What would have helped" not in winner


def test_who_wins_is_not_sent_to_what_would_have_helped(client):
    stage = factories.standing()
    winner = page_of(client, stage.bidders[1], at(stage, "tender-detail"))
    assert "The award is made after the standstill, if no objection stops it." in winner
    assert "what would have helped" not in winner
    assert "what would have helped" in page_of(client, stage.bidders[2], at(stage, "tender-detail"))


def test_one_total_is_not_compared_line_by_line(client):
    stage = factories.standing()
    assert not stage.tender.by_unit_price
    loser = page_of(client, stage.bidders[2], at(stage, "debrief"))
    assert "only totals are known" in loser
    assert "line by line" not in loser


def test_who_has_objected_is_led_to_the_own_objection(client):
    stage = factories.standing()
    objection = lodged(stage)
    own = at(stage, "objection-detail", objection.uid)
    notice = page_of(client, stage.bidders[2], at(stage, "tender-detail"))
    assert f"Read the objection {objection.number}" in notice
    assert "An objection is possible" not in notice
    assert "Object to the award" not in notice + page_of(client, stage.bidders[2], at(stage, "debrief"))
    assert client.get(at(stage, "objection-lodge"))["Location"] == own


def test_where_points_count_the_debrief_shows_the_own_scores_beside_the_winners(client):
    stage = boards.examining(method="COMPOSITE")
    people = boards.board(stage)
    boards.declare(stage, people)
    boards.concluded(stage, people, values=[(80, 70), (90, 85), (61, 75)])
    boards.open_envelope(stage, "price")
    services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)
    first = stage.tender.rulings.select_related("bid").get(rank=1).bid
    decision = services.propose_award(stage.tender, bid=first, reason="종합 점수 최고", by=stage.cast.officer)
    services.approve_award(decision, by=stage.cast.second_approver)
    stage.tender = Tender.objects.get(pk=stage.tender.pk)
    assert first.company == stage.bidders[1].company

    def scores(bidder) -> list[tuple[str, str, str]]:
        text = page_of(client, bidder, at(stage, "debrief"))
        table = re.search(r'aria-labelledby="scores-title">(.*?)</table>', text, re.DOTALL)[1]
        rows = [re.findall(r"<t[hd] [^>]*>(.*?)</t[hd]>", row) for row in table.split("<tr")[2:]]
        return [tuple(row) for row in rows]

    fitness, delivery = "Fitness of the technical proposal", "Delivery and after-sales service"
    assert scores(stage.bidders[2]) == [(fitness, "61.00", "90.00"), (delivery, "75.00", "85.00")]
    assert scores(stage.bidders[0]) == [(fitness, "80.00", "90.00"), (delivery, "70.00", "85.00")]
    assert scores(stage.bidders[1]) == [(fitness, "90.00", "90.00"), (delivery, "85.00", "85.00")]
    assert "61.00" not in re.sub(r"<[^>]+>", "", page_of(client, stage.bidders[0], at(stage, "debrief"))).split()


def test_a_bidder_of_a_failed_tender_has_a_debrief_too(client):
    stage = factories.evaluated(prices=[50_000_000, 52_000_000, 54_000_000])
    assert "LPL-05" in page_of(client, stage.bidders[0], at(stage, "debrief"))


def test_while_the_standstill_runs_only_bidders_and_staff_see_the_result(client):
    stage = factories.standing()
    assert "₩78,500,000" not in page_of(client, None, at(stage, "tender-detail"))
    assert client.get(at(stage, "result-detail")).status_code == 404
    assert "To be awarded to" in page_of(client, stage.bidders[0], at(stage, "result-detail"))
    assert "Take the award back" in page_of(client, stage.cast.second_approver, at(stage, "tender-detail"))
    factories.pass_standstill(stage.tender)
    services.end_due_standstills()
    public = page_of(client, None, at(stage, "result-detail"))
    assert "Awarded to" in public
    assert at(stage, "evaluation-document") in public


def test_a_bidder_objects_and_reads_the_decision(client):
    stage = factories.standing()
    sign_in(client, stage.bidders[2])
    url = at(stage, "objection-lodge")
    form = client.get(url)
    sent_key = form.context["form"].initial["key"]
    empty = client.post(url, {"ground": "own_bid", "text": " ", "key": sent_key})
    assert (empty.status_code, Objection.objects.count()) == (422, 0)
    assert empty.context["form"]["ground"].value() == "own_bid"
    typed = {"ground": "own_bid", "text": "하한가 <b>확인</b>", "key": sent_key}
    for _twice in range(2):
        answer = client.post(url, typed)
        assert (answer.status_code, Objection.objects.count()) == (303, 1)
    objection = Objection.objects.get()
    page = client.get(answer["Location"]).content.decode()
    assert "&lt;b&gt;확인&lt;/b&gt;" in page

    cast = stage.cast
    sign_in(client, cast.second_approver)  # approved the award
    assert client.post(at(stage, "objection-decide", objection.uid), {}).status_code == 403
    sign_in(client, staff("CP"))
    wrong = {"upheld": "no", "remedy": "review", "answer": "기각", "no_conflict": "on"}
    refused = client.post(at(stage, "objection-decide", objection.uid), wrong)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["remedy"])
    wrong = {"upheld": "yes", "answer": "인용", "no_conflict": "on"}
    refused = client.post(at(stage, "objection-decide", objection.uid), wrong)
    assert list(refused.context["form"].errors) == ["remedy"]
    right = {"upheld": "yes", "remedy": "review", "answer": "계산에 오류가 있습니다.", "no_conflict": "on"}
    assert client.post(at(stage, "objection-decide", objection.uid), right).status_code == 303
    assert client.post(at(stage, "objection-decide", objection.uid), right).status_code == 409
    assert now_state(stage) == "evaluated"
    assert "계산에 오류가 있습니다." in page_of(client, stage.bidders[2], at(stage, "objection-detail", objection.uid))
    assert "The award was taken back." in page_of(client, cast.officer, at(stage, "evaluation-detail"))


def test_a_decided_objection_is_published_without_its_company(client):
    stage = factories.standing()
    objection = lodged(stage)
    by = staff("CP")
    services.decide_objection(objection, upheld=False, answer="계산이 맞습니다.", no_conflict=True, by=by)
    page = page_of(client, stage.bidders[0], at(stage, "tender-detail"))
    assert "계산이 맞습니다." in page
    section = page[page.index("decided-title") :]
    assert stage.bidders[2].company.legal_name_ko not in section[: section.index("</section>")]
    client.logout()
    sign_in(client, stage.bidders[0])
    assert client.get(at(stage, "objection-detail", objection.uid)).status_code == 404


def test_an_objection_too_late_is_told_clearly(client):
    stage = factories.standing()
    factories.pass_standstill(stage.tender)
    sign_in(client, stage.bidders[2])
    late = client.post(at(stage, "objection-lodge"), {"ground": "other", "text": "늦음", "key": key()})
    assert (late.status_code, Objection.objects.count()) == (409, 0)


def test_the_officer_records_the_contract_and_another_amount_is_blocked(client):
    client.cookies["django_language"] = "en"
    stage = factories.awarded()
    sign_in(client, stage.cast.officer)
    url = at(stage, "contract-record")
    form = client.get(url).context["form"]
    assert (form["amount_won"].value(), "difference" in form.fields) == ("78,500,000", False)
    given = {"amount_won": "78,500,000", "signed_on": today().isoformat(), "reference": "CTR-1"}
    wrong = {"amount_won": "70,000,000", "signed_on": (today() + timedelta(days=2)).isoformat()}
    refused = client.post(url, given | wrong | {"difference": "quantity", "difference_reason": "감량"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["amount_won", "signed_on"])
    shown = refused.content.decode()
    assert "award price is ₩78,500,000: only compliance" in shown
    assert all(f'value="{typed}"' in shown for typed in ("70,000,000", "CTR-1"))
    unnumbered = client.post(url, wrong | {"reference": ""})
    assert set(unnumbered.context["form"].errors) == {"amount_won", "signed_on", "reference"}
    sign_in(client, staff("CP"))
    unexplained = client.post(url, given | wrong)
    assert set(unexplained.context["form"].errors) == {"difference", "signed_on"}
    sign_in(client, stage.cast.officer)
    assert client.post(url, given).status_code == 303
    assert client.post(url, given).status_code == 409
    assert (now_state(stage), Contracting.objects.get().reference) == ("contracted", "CTR-1")


def test_an_award_lapses_with_a_written_refusal(client):
    stage = factories.awarded()
    sign_in(client, stage.cast.second_approver)
    url = at(stage, "award-lapse")
    refused = client.post(url, {"reason": "연락 없음"})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["declined"])
    assert client.post(url, {"reason": "포기서 접수", "declined": "on"}).status_code == 303
    page = page_of(client, stage.cast.officer, at(stage, "evaluation-detail"))
    assert "No longer in line" in page
    chosen = stage.tender.rulings.select_related("bid").get(rank=2).bid
    answer = client.post(at(stage, "award-propose"), {"bid": chosen.uid, "reason": "예비 순위"})
    assert answer.status_code == 303
    assert Tender.objects.get().decisions.order_by("-pk").first().out_of_order is False


def test_papers_come_as_files(client):
    stage = factories.awarded()
    document = client.get(at(stage, "evaluation-document"))
    assert json.loads(document.content)["tender"]["number"] == stage.tender.number
    assert document["Content-Disposition"] == f'attachment; filename="evaluation-{stage.tender.number}.json"'
    for name in ("evaluation-minutes", "decision-record"):
        paper = client.get(at(stage, name))
        assert (paper.status_code, paper.content[:5], paper["Content-Type"]) == (200, b"%PDF-", "application/pdf")
    sign_in(client, stage.bidders[1])
    assert client.get(at(stage, "award-letter")).content[:5] == b"%PDF-"
    sign_in(client, stage.bidders[0])
    assert client.get(at(stage, "award-letter")).status_code == 404


def test_everybody_is_told_and_nobody_too_much():
    stage = factories.standing()
    objection = lodged(stage)
    deliver_due()
    services.decide_objection(
        objection, upheld=True, remedy="drop_winner", answer="인용", no_conflict=True, by=stage.cast.approver
    )
    deliver_due()
    told = {
        (notice.kind.removeprefix("bidding."), notice.user.name)
        for notice in Notice.objects.select_related("user")
        if notice.kind.split(".")[1] in KINDS
    }
    bidders, cast = stage.bidders, stage.cast
    assert told == {
        ("award_intended", bidders[1].name),
        *(("standstill_begun", bidders[place].name) for place in (0, 2, 3, 4)),
        ("standstill_running", cast.officer.name),
        ("objection_lodged", cast.approver.name),
        ("award_stopped", cast.officer.name),
        ("objection_received", bidders[2].name),
        ("objection_decided", bidders[2].name),
        ("objection_decided", cast.officer.name),
        *(("award_taken_back", bidder.name) for bidder in bidders),
        ("award_to_decide_again", cast.officer.name),
    }
    for notice in Notice.objects.exclude(user=bidders[2]):
        assert "88,000,000" not in notice.title + notice.text  # what the objector bid
        assert bidders[2].company.legal_name_ko not in notice.title + notice.text


def test_who_may_decide_is_reminded_before_on_and_after_the_day_once_each_and_the_officer_in_the_end(monkeypatch):
    stage = factories.standing()
    tied = staff("CP")
    Membership.objects.create(user=tied, company=stage.bidders[0].company, state="disabled")
    objection = lodged(stage)
    deliver_due()
    Notice.objects.all().delete()
    assert services.remind_of_objections() == 0

    for left, reminded in ((3, 0), (2, 1), (1, 0), (0, 1), (-1, 1), (-9, 0)):
        day = objection.answer_by - timedelta(days=left)
        monkeypatch.setattr("purchasing.bidding.services.objections.today", lambda day=day: day)
        assert services.remind_of_objections() == reminded, left
    deliver_due()

    told = [(notice.kind, notice.user.name) for notice in Notice.objects.select_related("user").order_by("pk")]
    approver, officer = stage.cast.approver.name, stage.cast.officer.name
    assert told == [
        ("bidding.objection_due", approver), ("bidding.objection_due", approver),
        ("bidding.objection_overdue", approver), ("bidding.objection_overdue", officer),
    ]  # fmt: skip
    last = Notice.objects.latest("pk")
    assert last.params["answer_by"] == {"day": objection.answer_by.isoformat()}
    with override("en"):
        assert last.title.startswith(f"Objection {objection.number} was to be decided by ")
    assert [what for what, *_ in entries(objection)][-3:] == [
        "bidding.objection.due", "bidding.objection.last_day", "bidding.objection.overdue",
    ]  # fmt: skip


def test_nobody_is_reminded_of_what_is_decided_or_withdrawn(monkeypatch):
    stage = factories.standing()
    objection = lodged(stage)
    monkeypatch.setattr("purchasing.bidding.services.objections.today", lambda: objection.answer_by)
    assert services.remind_of_objections() == 1
    services.withdraw_objection(objection, by=stage.bidders[2])
    deliver_due()

    assert not Notice.objects.filter(kind="bidding.objection_due").exists()
    monkeypatch.undo()
    assert services.remind_of_objections() == 0


KINDS = {
    "award_intended", "standstill_begun", "standstill_running", "objection_lodged", "award_stopped",
    "objection_received", "objection_decided", "award_taken_back", "award_to_decide_again",
}  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_the_dashboard_of_who_decides_costs_the_same_for_one_and_three(client, count, django_assert_num_queries):
    cast = factories.Cast()
    for _each in range(count):
        lodged(factories.standing(cast))
    decider = staff("CP")
    with django_assert_num_queries(2):  # roles of the person, objections with tender and decision
        assert len(queries.objections_waiting_for(decider)) == count
