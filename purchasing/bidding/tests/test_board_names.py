"""The evaluation board: who names it, who may sit in it, and who stays when it has concluded."""

import pytest

from portal.audit.models import AuditEntry
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.tests.factories import staff
from purchasing.bidding import queries, services
from purchasing.bidding.models import BoardSeat
from purchasing.bidding.tests import board_factories as boards
from purchasing.bidding.tests.told import news

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return boards.examining()


def test_the_officer_names_members_and_a_chair(stage):
    people = boards.board(stage)

    seats = queries.seats_of(stage.tender)
    assert [(seat.user, seat.chair) for seat in seats] == [(people[0], True), (people[1], False), (people[2], False)]
    assert news()[-1] == "bidding.board_named"
    assert AuditEntry.objects.filter(what="bidding.tender.board_named", by=stage.cast.officer).count() == 1


@pytest.mark.parametrize("role", ["other officer", "evaluator", "approver"])
def test_nobody_else_names_a_board(stage, role):
    by = {"other officer": staff("PO"), "evaluator": stage.cast.evaluator, "approver": stage.cast.approver}[role]
    people = [staff("EV"), staff("EV")]

    with pytest.raises(NotAllowed):
        services.name_board(stage.tender, members=people, chair=people[0], by=by)


def test_estimator_approver_and_officer_do_not_sit_though_they_hold_the_role(stage):
    friend = staff("EV")
    for insider in (stage.cast.estimator, stage.cast.approver, stage.cast.officer):
        insider.membership.roles.add(*friend.membership.roles.all())
        with pytest.raises(NotAllowed):
            services.name_board(stage.tender, members=[friend, insider], chair=friend, by=stage.cast.officer)
    assert BoardSeat.objects.count() == 0


def test_one_member_is_no_board(stage):
    alone = staff("EV")
    with pytest.raises(RuleBroken, match="at least two members"):
        services.name_board(stage.tender, members=[alone], chair=alone, by=stage.cast.officer)


def test_a_member_is_released_with_a_reason_unless_a_sheet_is_locked(stage):
    people = boards.board(stage)
    with pytest.raises(RuleBroken, match="Say why"):
        services.name_board(stage.tender, members=people[:2], chair=people[0], by=stage.cast.officer)
    boards.declare(stage, people)
    boards.score(stage, people[1], "technical", [(80, 70), (90, 85), (60, 75)])

    with pytest.raises(RuleBroken, match="stays in the board"):
        services.name_board(
            stage.tender, members=[people[0], people[2]], chair=people[0], by=stage.cast.officer, reason="휴직"
        )
    services.name_board(stage.tender, members=people[:2], chair=people[1], by=stage.cast.officer, reason="휴직")

    assert [seat.user for seat in queries.seats_of(stage.tender)] == [people[1], people[0]]
    assert queries.seat_of(people[2], stage.tender) is None
    with pytest.raises(NotAllowed):
        services.save_scores(stage.tender, "technical", {}, by=people[2])


def test_another_chair_needs_a_reason(stage):
    people = boards.board(stage)
    with pytest.raises(RuleBroken, match="another member becomes the chair"):
        services.name_board(stage.tender, members=people, chair=people[1], by=stage.cast.officer)
    assert queries.seats_of(stage.tender)[0].user == people[0]

    services.name_board(stage.tender, members=people, chair=people[1], by=stage.cast.officer, reason="출장")

    assert queries.seats_of(stage.tender)[0].user == people[1]


def test_a_board_that_has_concluded_stays_as_it_was(stage):
    people = boards.board(stage)
    boards.declare(stage, people)
    boards.concluded(stage, people)

    with pytest.raises(WrongState, match="The board has concluded"):
        services.name_board(stage.tender, members=people, chair=people[1], by=stage.cast.officer, reason="출장")

    assert queries.seats_of(stage.tender)[0].user == people[0]
