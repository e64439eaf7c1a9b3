"""The evaluation board: declared, scored alone, locked, agreed, confirmed; and what the database itself refuses."""

from decimal import Decimal
from hashlib import sha256

import pytest
from django.db import IntegrityError, transaction

from portal.audit.services import canonical, move
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.people.models import Membership
from portal.people.states import MembershipState
from portal.tests.factories import staff
from purchasing.bidding import policies, queries, rules, services
from purchasing.bidding.models import AgreedScore, Score, ScoreSheet, Sitting, Tender
from purchasing.bidding.services import Declared, Said
from purchasing.bidding.states import ConflictKind, RulingState, SheetState, SittingState
from purchasing.bidding.tests import board_factories as boards
from purchasing.bidding.tests import factories as make
from purchasing.bidding.tests.told import news

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return boards.examining()


# Declaring -----------------------------------------------------------------------------------------------------------
def test_who_has_not_declared_about_every_bidder_scores_nothing(stage):
    people = boards.board(stage)
    first, second, _third = boards.bid_ids(stage)
    services.declare_interests(
        stage.tender, {first: Declared(ConflictKind.NONE), second: Declared(ConflictKind.NONE)}, by=people[0]
    )

    with pytest.raises(NotAllowed, match="Declare first"):
        services.save_scores(stage.tender, "technical", {}, by=people[0])
    assert not queries.reads_envelope(people[0], stage.tender.rulings.first(), "technical")


def test_a_declared_conflict_keeps_the_member_from_that_bid_alone(stage):
    people = boards.board(stage)
    ids = boards.bid_ids(stage)
    boards.declare(stage, people, conflicts={people[1]: [ids[0]]})
    rulings = {ruling.bid_id: ruling for ruling in stage.tender.rulings.select_related("tender")}

    assert queries.abstentions(stage.tender) == {queries.seat_of(people[1], stage.tender).pk: {ids[0]}}
    assert not queries.reads_envelope(people[1], rulings[ids[0]], "technical")
    assert queries.reads_envelope(people[1], rulings[ids[1]], "technical")
    with pytest.raises(RuleBroken, match="not on your sheet"):
        services.save_scores(
            stage.tender,
            "technical",
            {place: word for place, word in boards.marks(stage, "technical", [(1, 1), (2, 2), (3, 3)]).items()},
            by=people[1],
        )
    boards.score(stage, people[1], "technical", [(1, 1), (90, 85), (60, 75)], without=[ids[0]])
    assert set(Score.objects.values_list("bid", flat=True)) == set(ids[1:])


def test_a_conflict_found_later_deletes_what_was_not_locked_and_is_never_taken_back(stage):
    people = boards.board(stage)
    ids = boards.bid_ids(stage)
    boards.declare(stage, people)
    services.save_scores(
        stage.tender, "technical", boards.marks(stage, "technical", [(1, 1), (2, 2), (3, 3)]), by=people[2]
    )

    services.declare_interests(stage.tender, {ids[2]: Declared(ConflictKind.GIFT, "명절 선물")}, by=people[2])
    services.declare_interests(stage.tender, {ids[2]: Declared(ConflictKind.NONE)}, by=people[2])

    assert set(Score.objects.values_list("bid", flat=True)) == set(ids[:2])
    assert queries.abstentions(stage.tender)[queries.seat_of(people[2], stage.tender).pk] == {ids[2]}


def test_who_declared_a_conflict_does_not_rank_the_bids(stage):
    people = boards.board(stage)
    boards.declare(stage, people, conflicts={people[1]: [boards.bid_ids(stage)[0]]})

    assert policies.may_rank_bids(people[0], stage.tender)
    assert not policies.may_rank_bids(people[1], stage.tender)


def test_who_belongs_to_a_bidder_is_kept_out_altogether(stage):
    people = boards.board(stage)
    company = stage.bidders[0].company
    Membership.objects.create(user=people[1], company=company, state=MembershipState.DISABLED)

    with pytest.raises(NotAllowed, match="SOD-05"):
        services.declare_interests(stage.tender, {}, by=people[1])


# Scoring alone -------------------------------------------------------------------------------------------------------
def test_scores_can_be_kept_unfinished_but_not_locked(stage):
    people = boards.board(stage)
    boards.declare(stage, people)
    said = boards.marks(stage, "technical", [(80, 70), (90, 85), (60, 75)])
    first = next(iter(said))
    services.save_scores(stage.tender, "technical", {first: said[first]}, by=people[0])

    with pytest.raises(RuleBroken, match="Give points|점수를") as refusal:
        services.lock_sheet(stage.tender, "technical", by=people[0])
    assert refusal.value.field.startswith("say-")
    services.save_scores(stage.tender, "technical", said, by=people[0])
    sheet = services.lock_sheet(stage.tender, "technical", by=people[0])

    assert sheet.state == SheetState.LOCKED
    with pytest.raises(WrongState):
        services.save_scores(stage.tender, "technical", said, by=people[0])


@pytest.mark.parametrize("points", ["-1", "100.01", "NaN"])
def test_a_score_lies_between_0_and_100(stage, points):
    people = boards.board(stage)
    boards.declare(stage, people)
    place = next(iter(boards.marks(stage, "technical", [(1, 1), (2, 2), (3, 3)])))
    with pytest.raises(RuleBroken, match="between 0 and 100"):
        services.save_scores(stage.tender, "technical", {place: Said(points=Decimal(points))}, by=people[0])


def test_the_database_keeps_a_locked_sheet_and_its_scores(stage):
    people = boards.board(stage)
    boards.declare(stage, people)
    boards.score(stage, people[0], "technical", [(80, 70), (90, 85), (60, 75)])
    score, sheet = Score.objects.first(), ScoreSheet.objects.get()

    for change in (
        lambda: Score.objects.filter(pk=score.pk).update(points=1),
        lambda: Score.objects.filter(pk=score.pk).delete(),
        lambda: ScoreSheet.objects.filter(pk=sheet.pk).update(state="open", locked_at=None),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_database_takes_no_score_of_a_proposal_once_the_prices_are_open(stage):
    people = boards.board(stage)
    boards.declare(stage, people)
    said = boards.marks(stage, "technical", [(80, 70), (90, 85), (60, 75)])
    services.save_scores(stage.tender, "technical", said, by=people[0])
    move(Tender.objects.get(pk=stage.tender.pk), "open", by=None, opened_at=stage.tender.closes_at)

    with pytest.raises(IntegrityError, match="the prices are known"), transaction.atomic():
        Score.objects.update(points=100)


def test_two_members_are_needed_for_every_bid(stage):
    people = boards.board(stage, members=2)
    ids = boards.bid_ids(stage)
    boards.declare(stage, people, conflicts={people[1]: [ids[0]]})
    assert news()[-1] == "bidding.board_short"
    boards.score(stage, people[0], "technical", [(80, 70), (90, 85), (60, 75)])
    boards.score(stage, people[1], "technical", [(80, 70), (90, 85), (60, 75)], without=[ids[0]])
    sitting = Sitting.objects.get()
    assert sitting.state == SittingState.SCORING

    third = staff("EV")
    services.name_board(stage.tender, members=[*people, third], chair=people[0], by=stage.cast.officer)
    boards.declare(stage, [third])
    boards.score(stage, third, "technical", [(80, 70), (90, 85), (60, 75)])

    sitting.refresh_from_db()
    assert sitting.state == SittingState.COMPARING


# Agreeing ------------------------------------------------------------------------------------------------------------
def test_nobody_sees_the_others_before_all_have_locked(stage):
    people = boards.board(stage)
    boards.declare(stage, people)
    boards.score(stage, people[0], "technical", [(80, 70), (90, 85), (60, 75)])
    sitting = Sitting.objects.get()
    shown = queries.proposals(stage.tender, "technical", sitting, queries.opened_rulings(stage.tender))
    assert queries.matrix_of(stage.tender, "technical", sitting, shown) is None

    for user in people[1:]:
        boards.score(stage, user, "technical", [(80, 70), (90, 85), (60, 75)])

    sitting.refresh_from_db()
    assert sitting.state == SittingState.COMPARING
    assert queries.matrix_of(stage.tender, "technical", sitting, shown) is not None


def test_an_agreed_score_outside_of_the_range_needs_its_reason(stage):
    people = boards.board(stage)
    boards.declare(stage, people)
    sitting = boards.compared(stage, people)
    place = next(iter(boards.marks(stage, "technical", [(81, 70), (90, 85), (60, 75)])))

    with pytest.raises(RuleBroken, match="Give the reason") as refusal:
        services.agree_scores(sitting, {place: Said(points=Decimal(81))}, by=people[0])
    assert refusal.value.field == f"why-{place[0]}-{place[1]}"
    services.agree_scores(
        sitting, {place: Said(points=Decimal(81), remark="시험 성적서를 함께 보았습니다.")}, by=people[0]
    )

    assert AgreedScore.objects.get().points == 81


def test_the_chair_enters_it_and_where_the_chair_abstains_the_next_member(stage):
    people = boards.board(stage)
    ids = boards.bid_ids(stage)
    boards.declare(stage, people, conflicts={people[0]: [ids[0]]})
    values = [(80, 70), (90, 85), (60, 75)]
    boards.score(stage, people[0], "technical", values, without=[ids[0]])
    for user in people[1:]:
        boards.score(stage, user, "technical", values)
    sitting = Sitting.objects.get()
    said = boards.marks(stage, "technical", values)
    own = {place: word for place, word in said.items() if place[0] == ids[0]}
    others = {place: word for place, word in said.items() if place[0] != ids[0]}

    with pytest.raises(RuleBroken, match="Another member"):
        services.agree_scores(sitting, own, by=people[0])
    with pytest.raises(RuleBroken, match="Another member"):
        services.agree_scores(sitting, others, by=people[1])
    services.agree_scores(sitting, others, by=people[0])
    with pytest.raises(RuleBroken, match="Not every bid"):
        services.propose_result(sitting, summary="비교했습니다.", by=people[0])
    services.agree_scores(sitting, own, by=people[1])
    services.propose_result(sitting, summary="비교했습니다.", by=people[0])

    assert Sitting.objects.get().state == SittingState.PROPOSED
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreedScore.objects.update(points=1)


def test_the_majority_decides_and_dissent_stays_with_the_result(stage):
    people = boards.board(stage)
    boards.declare(stage, people)
    values = [(80, 70), (90, 85), (60, 75)]
    sitting = boards.compared(stage, people)
    services.agree_scores(sitting, boards.marks(stage, "technical", values), by=people[0])
    services.propose_result(sitting, summary="비교했습니다.", by=people[0])
    with pytest.raises(RuleBroken, match="why you do not agree"):
        services.answer_result(sitting, agrees=False, by=people[1])
    services.answer_result(sitting, agrees=False, note="납기 근거가 약합니다.", by=people[1])
    with pytest.raises(WrongState, match="already answered"):
        services.answer_result(sitting, agrees=True, by=people[1])
    assert not queries.envelope_release(stage.tender, "price")
    services.answer_result(sitting, agrees=True, by=people[2])

    sitting.refresh_from_db()
    assert sitting.state == SittingState.FINAL
    assert sitting.result["dissent"] == [{"member": str(people[1].uid), "note": "납기 근거가 약합니다."}]
    assert queries.envelope_release(stage.tender, "price")
    assert news()[-1] == "bidding.board_concluded"


def test_nobody_joins_a_board_that_compares_or_votes(stage):
    people = boards.board(stage)
    boards.declare(stage, people)
    sitting = boards.compared(stage, people)
    friend = staff("EV")
    with pytest.raises(WrongState, match="nobody joins"):
        services.name_board(stage.tender, members=[*people, friend], chair=friend, by=stage.cast.officer)
    services.agree_scores(sitting, boards.marks(stage, "technical", [(80, 70), (90, 85), (60, 75)]), by=people[0])
    services.propose_result(sitting, summary="비교했습니다.", by=people[0])
    with pytest.raises(WrongState, match="nobody joins"):
        services.name_board(stage.tender, members=[*people, friend], chair=people[0], by=stage.cast.officer)

    assert len(queries.seats_of(stage.tender)) == 3


def test_without_a_majority_the_board_compares_again(stage):
    people = boards.board(stage)
    boards.declare(stage, people)
    values = [(80, 70), (90, 85), (60, 75)]
    sitting = boards.compared(stage, people)
    services.agree_scores(sitting, boards.marks(stage, "technical", values), by=people[0])
    services.propose_result(sitting, summary="비교했습니다.", by=people[0])
    for user in people[1:]:
        services.answer_result(sitting, agrees=False, note="다시 봅시다.", by=user)

    sitting.refresh_from_db()
    assert (sitting.state, sitting.round) == (SittingState.COMPARING, 2)
    services.propose_result(sitting, summary="다시 비교했습니다.", by=people[0])
    for user in people[1:]:
        services.answer_result(sitting, agrees=True, by=user)
    sitting.refresh_from_db()
    assert sitting.state == SittingState.FINAL


def test_a_result_can_be_recomputed_from_its_document(stage):
    people = boards.board(stage)
    boards.declare(stage, people)
    sitting = boards.concluded(stage, people)

    result = sitting.result
    assert sitting.result_sha256 == sha256(canonical(result).encode()).hexdigest()
    uids = {bid.receipt: str(bid.uid) for bid in stage.bids()}
    drawn = rules.blind_names(result["seed"], uids.values())
    assert result["letters"] == {receipt: drawn[uid] for receipt, uid in uids.items()}
    weights = {each["no"]: Decimal(each["weight"]) for each in result["criteria"]}
    points = {
        receipt: rules.points({int(no): Decimal(each["is"]) for no, each in own.items()}, weights)
        for receipt, own in result["agreed"].items()
    }
    first, second, third = stage.bids()
    assert points == {
        first.receipt: Decimal("76.0000"),
        second.receipt: Decimal("88.0000"),
        third.receipt: Decimal("66.0000"),
    }
    assert queries.non_price_points(stage.tender) == {
        first.pk: Decimal("76.0000"),
        second.pk: Decimal("88.0000"),
        third.pk: Decimal("66.0000"),
    }
    assert queries.board_result(stage.tender)["points"][second.receipt] == "88.0000"


def test_a_requirement_found_unmet_rules_the_bid_out_and_releases_the_next_envelope():
    stage = boards.examining(envelopes=make.ENVELOPES, criteria=make.CRITERIA)
    people = boards.board(stage)
    boards.declare(stage, people)
    assert queries.envelope_release(stage.tender, "qualification")
    assert not queries.envelope_release(stage.tender, "technical")

    boards.concluded(stage, people, envelope="qualification", values=[(True, True), (True, False), (True, True)])

    second = stage.bids()[1].ruling
    assert second.state == RulingState.NON_RESPONSIVE
    assert second.remark == "2. 납품 실적 3년: 인증서가 없습니다."
    assert queries.envelope_release(stage.tender, "technical")
    assert not queries.envelope_release(stage.tender, "price")
    assert queries.envelope_in_hand(stage.tender) is None  # the next one is still sealed
    boards.open_envelope(stage, "technical")
    assert queries.envelope_in_hand(stage.tender) == "technical"


def test_a_board_of_a_tender_that_ended_scores_no_more(stage):
    people = boards.board(stage)
    boards.declare(stage, people)
    services.cancel_tender(stage.tender, reason="예산이 없어졌습니다.", by=stage.cast.second_approver)

    with pytest.raises(WrongState):
        services.save_scores(stage.tender, "technical", {}, by=people[0])
