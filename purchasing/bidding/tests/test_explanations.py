"""Low prices are explained in words, judged by at least two, and never excluded by a number alone."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from portal.audit.models import AuditEntry
from portal.calendar import business_days_after
from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.models import File
from portal.notices.models import Notice
from portal.outbox.models import Event
from portal.outbox.services import deliver_due
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in
from purchasing.bidding import queries, services
from purchasing.bidding.handlers.explanations import reads_explanation_files
from purchasing.bidding.models import CostLine, Explanation, LimitCalc, Tender
from purchasing.bidding.services import CostIn
from purchasing.bidding.tests import factories

pytestmark = pytest.mark.django_db

PRICES = [82_000_000, 118_000_000, 125_000_000, 131_000_000]
BASE = Decimal(120_000_000)


def waiting(**facts) -> factories.Stage:
    """Opened and evaluated once: the lowest bid has to be explained."""
    return factories.evaluated(method="EU_EXPLAIN", prices=PRICES, base_won=BASE, **facts)


def asked() -> tuple[factories.Stage, Explanation]:
    stage = waiting()
    explanation = stage.tender.explanations.get()
    return stage, services.ask_explanation(explanation, items="1행 단가", by=stage.cast.evaluator)


def answered() -> tuple[factories.Stage, Explanation]:
    stage, explanation = asked()
    services.answer_explanation(explanation, text="자체 금형으로 제작합니다.", key="k", by=stage.bidders[0])
    return stage, Explanation.objects.get(pk=explanation.pk)


def judged(*votes: bool, casting: bool | None = None) -> factories.Stage:
    stage, explanation = answered()
    assessors = [stage.cast.evaluator, *(staff("EV") for _vote in votes[1:])]
    for assessor, accepts in zip(assessors, votes, strict=True):
        services.vote_on_explanation(explanation, accepts=accepts, reason="근거", by=assessor)
    services.decide_explanation(explanation, decision="심의 결과", casting=casting, by=stage.cast.evaluator)
    return stage


def verdicts(stage) -> list[tuple[int, str, str]]:
    rulings = stage.tender.rulings.order_by("price_won")
    return [(int(ruling.price_won), ruling.state, ruling.cause) for ruling in rulings]


def test_a_low_bid_stops_the_evaluation_and_excludes_nobody():
    stage = waiting()
    explanation = stage.tender.explanations.get()

    assert (stage.tender.state, LimitCalc.objects.count()) == ("explanation", 0)
    assert {state for _price, state, _cause in verdicts(stage)} == {"opened"}
    assert [trigger["name"] for trigger in explanation.triggers] == ["of_base", "of_second"]
    assert (explanation.state, explanation.ask_by) == ("drafted", business_days_after(today(), 2))
    with pytest.raises(WrongState, match="still open"):
        services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)


def test_the_bidder_has_the_days_that_the_notice_promised_and_is_told():
    stage, explanation = asked()

    assert stage.tender.params["explanation"] == {"ask_days": 2, "answer_days": 5, "clarify_days": 3}
    assert (explanation.state, explanation.answer_by) == ("asked", business_days_after(today(), 5))
    deliver_due()
    assert set(Notice.objects.filter(kind="bidding.explanation_asked").values_list("user", flat=True)) == {
        stage.bidders[0].pk
    }


def test_words_are_enough_and_costs_are_the_bidders_own_choice():
    stage, explanation = answered()

    assert (explanation.state, explanation.answers.get().costs.count()) == ("answered", 0)


def test_a_cost_sheet_is_added_up_by_the_portal():
    stage, explanation = asked()
    costs = [CostIn("강재", Decimal("2.5"), Decimal(333), "t", "견적서"), CostIn("가공", Decimal(1), Decimal(100))]

    answer = services.answer_explanation(explanation, text="원가", key="k", costs=costs, by=stage.bidders[0])

    sheet = queries.cost_sheet(list(answer.costs.all()), Decimal(1000))
    assert [int(line.amount_won) for line in sheet["lines"]] == [833, 100]
    assert (int(sheet["total_won"]), int(sheet["left_won"]), sheet["covers"]) == (933, 67, True)


def test_sending_twice_is_one_answer():
    stage, explanation = asked()

    one = services.answer_explanation(explanation, text="설명", key="k", by=stage.bidders[0])
    two = services.answer_explanation(explanation, text="설명", key="k", by=stage.bidders[0])

    assert (one, explanation.answers.count()) == (two, 1)


@pytest.mark.parametrize(
    ("who", "told"),
    [
        pytest.param(lambda stage: stage.bidders[1], "made the bid", id="rival"),
        pytest.param(lambda stage: stage.cast.evaluator, "Only the bidder", id="evaluator"),
        pytest.param(lambda _stage: supplier(), "made the bid", id="stranger"),
    ],
)
def test_who_may_not_answer(who, told):
    stage, explanation = asked()
    with pytest.raises(NotAllowed, match=told):
        services.answer_explanation(explanation, text="설명", key="k", by=who(stage))


@pytest.mark.parametrize(
    ("votes", "casting", "cause", "state"),
    [
        pytest.param((True, True), None, "lowest", "in_range", id="accepted"),
        pytest.param((False, False), None, "not_explained", "excluded_low", id="rejected"),
        pytest.param((True, False), True, "lowest", "in_range", id="tie-the-chair-accepts"),
        pytest.param((True, False), False, "not_explained", "excluded_low", id="tie-the-chair-rejects"),
        pytest.param((True, False, False), None, "not_explained", "excluded_low", id="majority"),
    ],
)
def test_at_least_two_judge_and_a_tie_goes_to_the_chair(votes, casting, cause, state):
    stage = judged(*votes, casting=casting)

    calc = services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)

    assert verdicts(stage)[0] == (82_000_000, state, cause)
    assert Tender.objects.get(pk=stage.tender.pk).state == "evaluated"
    offers = calc.document["inputs"]["offers"]
    assert offers[0]["explained"] is (cause == "lowest")


def test_one_vote_decides_nothing_and_a_tie_needs_the_chairs_word():
    stage, explanation = answered()
    services.vote_on_explanation(explanation, accepts=True, reason="근거", by=stage.cast.evaluator)
    with pytest.raises(RuleBroken, match="At least 2"):
        services.decide_explanation(explanation, decision="결정", by=stage.cast.evaluator)
    services.vote_on_explanation(explanation, accepts=False, reason="근거", by=staff("EV"))
    with pytest.raises(RuleBroken, match="equal"):
        services.decide_explanation(explanation, decision="결정", by=stage.cast.evaluator)


def test_a_vote_is_given_once_and_the_chair_alone_closes():
    stage, explanation = answered()
    second = staff("EV")
    services.vote_on_explanation(explanation, accepts=True, reason="근거", by=second)
    with pytest.raises(NotAllowed, match="already voted"):
        services.vote_on_explanation(explanation, accepts=False, reason="근거", by=second)
    services.vote_on_explanation(explanation, accepts=True, reason="근거", by=stage.cast.evaluator)
    with pytest.raises(NotAllowed, match="the chair"):
        services.decide_explanation(explanation, decision="결정", by=second)


@pytest.mark.parametrize("role", ["officer", "estimator", "approver"])
def test_who_prepared_the_tender_judges_nothing(role):
    stage, explanation = answered()
    person = getattr(stage.cast, role)
    factories_role(person, "EV")
    with pytest.raises(NotAllowed):
        services.vote_on_explanation(explanation, accepts=True, reason="근거", by=person)


def factories_role(person, code: str) -> None:
    from portal.people.models import Role

    person.membership.roles.add(Role.objects.get(code=code))
    person.__dict__.pop("role_codes", None)


def test_there_is_one_round_of_clarification():
    stage, explanation = answered()
    services.ask_once_more(explanation, question="금형 비용은?", by=stage.cast.evaluator)
    explanation.refresh_from_db()
    assert (explanation.state, explanation.answer_by) == ("clarifying", business_days_after(today(), 3))
    services.answer_explanation(explanation, text="보유 금형", key="k2", by=stage.bidders[0])
    with pytest.raises(WrongState, match="already asked once more"):
        services.ask_once_more(explanation, question="또?", by=stage.cast.evaluator)


def late(explanation: Explanation) -> None:
    """Let the last day be yesterday."""
    Explanation.objects.filter(pk=explanation.pk).update(answer_by=today() - timedelta(days=1))


def test_silence_rejects():
    stage, explanation = asked()
    late(explanation)

    with pytest.raises(WrongState, match="time to answer has passed"):
        services.answer_explanation(explanation, text="설명", key="k", by=stage.bidders[0])
    assert services.reject_silent_explanations() == 1
    assert services.reject_silent_explanations() == 0

    explanation.refresh_from_db()
    assert (explanation.state, explanation.by_silence) == ("rejected", True)
    services.evaluate_tender(stage.tender, no_conflict=True, by=stage.cast.evaluator)
    assert verdicts(stage)[0][2] == "not_explained"


def test_silence_to_the_further_question_lets_the_first_answer_be_judged():
    stage, explanation = answered()
    services.ask_once_more(explanation, question="금형 비용은?", by=stage.cast.evaluator)
    late(explanation)

    services.reject_silent_explanations()

    explanation.refresh_from_db()
    assert explanation.state == "answered"


def test_an_evaluator_may_doubt_any_price_where_the_method_explains():
    stage = factories.opened(method="EU_EXPLAIN", prices=[95_000_000, 99_000_000], base_won=Decimal(100_000_000))
    ruling = stage.tender.rulings.get(price_won=99_000_000)

    services.doubt_bid(ruling, reason="납기가 짧습니다.", by=stage.cast.evaluator)

    assert Tender.objects.get(pk=stage.tender.pk).state == "explanation"
    other = factories.opened()
    with pytest.raises(RuleBroken, match="asks for no explanations"):
        services.doubt_bid(other.tender.rulings.first(), reason="낮다", by=other.cast.evaluator)


def refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError:
        return True
    return False


def test_what_was_decided_and_said_is_kept():
    stage = judged(True, True)
    explanation = stage.tender.explanations.get()
    for statement in (
        "UPDATE bidding_explanation SET decision = 'x'",
        "DELETE FROM bidding_explanation",
        "UPDATE bidding_explanationanswer SET text = 'x'",
        "UPDATE bidding_explanationvote SET accepts = false",
    ):
        assert refused(statement), statement
    entries = AuditEntry.objects.filter(thing_type="bidding.explanation", thing_id=str(explanation.pk))
    assert list(entries.order_by("pk").values_list("what", flat=True)) == [
        "bidding.explanation.needed",
        "bidding.explanation.ask",
        "bidding.explanation.answer",
        "bidding.explanation.voted",
        "bidding.explanation.voted",
        "bidding.explanation.accept",
    ]
    assert Event.objects.filter(name="bidding.explanation_decided").count() == 1


def test_only_the_bidder_and_who_judges_read_it():
    stage, explanation = asked()
    seen = {
        "bidder": stage.bidders[0],
        "evaluator": stage.cast.evaluator,
        "auditor": staff("AU"),
        "compliance": staff("CP"),
    }
    unseen = {
        "rival": stage.bidders[1],
        "officer": stage.cast.officer,
        "approver": stage.cast.approver,
        "estimator": stage.cast.estimator,
    }
    for who in seen.values():
        assert queries.explanations_visible_to(who, stage.tender).filter(pk=explanation.pk).exists()
    for who in unseen.values():
        assert not queries.explanations_visible_to(who, stage.tender).exists()


def test_a_request_that_is_not_sent_is_unknown_to_the_bidder():
    stage = waiting()
    assert not queries.explanations_visible_to(stage.bidders[0], stage.tender).exists()


def test_evidence_is_read_by_no_other_staff():
    stage, explanation = answered()
    answer = explanation.answers.get()
    file = File.objects.create(
        company=stage.bidders[0].company,
        name="a.pdf",
        kind="pdf",
        content_type="application/pdf",
        size=1,
        sha256="0" * 64,
    )
    answer.files.create(file=file)

    assert reads_explanation_files(stage.cast.evaluator, file) is True
    assert reads_explanation_files(stage.cast.officer, file) is False
    assert reads_explanation_files(stage.bidders[0], file) is True
    assert reads_explanation_files(stage.bidders[1], file) is None


# Pages ---------------------------------------------------------------------------------------------------------------
def url(name: str, explanation: Explanation) -> str:
    return reverse(f"bidding:{name}", args=[explanation.tender.number, explanation.uid])


def test_the_bidder_answers_on_a_page_that_checks_its_sums(client):
    stage, explanation = asked()
    sign_in(client, stage.bidders[0])
    page = client.get(url("explanation-answer", explanation))
    data = {
        "text": "자체 금형",
        "key": page.context["form"]["key"].value(),
        "topics": ["process"],
        "costs-TOTAL_FORMS": "2",
        "costs-INITIAL_FORMS": "0",
        "costs-0-label": "강재",
        "costs-0-qty": "2",
        "costs-0-unit_cost_won": "500",
        "costs-0-amount_won": "900",
        "costs-1-label": "가공",
    }

    wrong = client.post(url("explanation-answer", explanation), data)
    assert wrong.status_code == 422
    assert b"1,000" in wrong.content
    assert "자체 금형" in wrong.content.decode()
    assert CostLine.objects.count() == 0

    more = client.post(url("explanation-answer", explanation), data | {"more_costs": "1"})
    assert (more.status_code, more.content.decode().count('name="costs-5-label"')) == (200, 1)

    for nonsense in ("²", "9" * 5000, "-1", "x"):
        count = {"more_costs": "1", "costs-TOTAL_FORMS": nonsense}
        assert client.post(url("explanation-answer", explanation), data | count).status_code == 400

    right = data | {"costs-0-amount_won": "1,000", "costs-1-qty": "1", "costs-1-unit_cost_won": "70"}
    sent = client.post(url("explanation-answer", explanation), right)
    assert sent.status_code == 303
    assert sorted(CostLine.objects.values_list("amount_won", flat=True)) == [70, 1000]
    assert "1,070" in client.get(url("explanation-detail", explanation)).content.decode()


def test_the_pages_of_judging(client):
    stage = waiting()
    explanation = stage.tender.explanations.get()
    sign_in(client, stage.cast.evaluator)
    board = client.get(reverse("bidding:evaluation-detail", args=[stage.tender.number]))
    assert url("explanation-detail", explanation) in board.content.decode()
    assert client.post(url("explanation-ask", explanation), {"items": ""}).status_code == 422
    assert client.post(url("explanation-ask", explanation), {"items": "단가"}).status_code == 303
    services.answer_explanation(explanation, text="설명", key="k", by=stage.bidders[0])
    assert client.post(url("explanation-vote", explanation), {"accepts": "yes", "reason": "근거"}).status_code == 303
    services.vote_on_explanation(explanation, accepts=False, reason="근거", by=staff("EV"))
    assert client.post(url("explanation-decide", explanation), {"decision": "수용"}).status_code == 422
    done = client.post(url("explanation-decide", explanation), {"decision": "수용", "casting": "yes"})
    assert done.status_code == 303
    page = client.get(url("explanation-detail", explanation)).content.decode()
    assert "수용" in page
    sign_in(client, stage.bidders[0])
    own = client.get(url("explanation-detail", explanation)).content.decode()
    assert "수용" in own
    assert "근거" not in own
    sign_in(client, stage.bidders[1])
    assert client.get(url("explanation-detail", explanation)).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, count, django_assert_num_queries):
    prices = [60_000_000 + n for n in range(count)] + [118_000_000, 125_000_000, 131_000_000, 132_000_000]
    stage = factories.evaluated(method="EU_EXPLAIN", prices=prices, base_won=BASE)
    sign_in(client, stage.cast.evaluator)
    with django_assert_num_queries(9):
        page = client.get(reverse("bidding:explanation-list", args=[stage.tender.number]))
    assert len(page.context["explanations"]) == count
