"""The worlds behind the doors of the evaluation board, and of the one chance to mend a formal fault."""

from portal.people.models import User
from portal.tests.factories import UserFactory, staff
from portal.tests.matrix import World, stage
from purchasing.bidding import services
from purchasing.bidding.models import MendRequest, Sitting
from purchasing.bidding.tests import board_factories as boards
from purchasing.bidding.tests import factories as make


def _world(made: make.Stage, people: list[User]) -> World:
    cast = made.cast
    bids = made.bids()
    criteria = [criterion.pk for criterion in made.tender.criteria.all()]
    bidder = made.bidders[0]
    around = {
        "visitor": None,
        "newcomer": UserFactory(),
        "bidder": bidder,
        "colleague": UserFactory(company=bidder.company, roles=("SU",)),
        "rival": made.bidders[1],
        "officer": cast.officer,
        "other_officer": staff("PO"),
        "requester": staff("RQ"),
        "estimator": cast.estimator,
        "opener": cast.openers[0],
        "approver": cast.approver,
        "evaluator": cast.evaluator,
        "chair": people[0],
        "member": people[1],
        "auditor": staff("AU"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }
    names = {
        "key": made.tender.number,
        "uid": made.tender.uid,
        "first": bids[0].uid,
        "chair_id": people[0].pk,
        "member_ids": [person.pk for person in people],
        "cells": {f"say-{letter}-{criterion}": "70" for letter in boards.letters(made) for criterion in criteria},
    }
    return World(around, names, owner=bidder.company)


@stage("tender under examination")
def examining() -> World:
    """The technical proposals are open, the board has declared and scores; one formal fault was asked about."""
    made = boards.examining()
    people = boards.board(made)
    boards.declare(made, people)
    world = _world(made, people)
    ask = services.ask_mend(made.bids()[0], faults=["clerical"], wanted="사업자 번호 오기", by=people[0])
    return World(world.people, world.names | {"mend": ask.uid, "second": boards.letters(made)[1]}, owner=world.owner)


@stage("tender whose fault was answered")
def answered() -> World:
    """The bidder has answered; the chair judges."""
    made = boards.examining()
    people = boards.board(made)
    boards.declare(made, people)
    ask = services.ask_mend(made.bids()[0], faults=["clerical"], wanted="사업자 번호 오기", by=people[0])
    services.answer_mend(ask, answers={"clerical": "123-45-67890이 맞습니다."}, papers={}, by=made.bidders[0])
    world = _world(made, people)
    return World(world.people, world.names | {"mend": MendRequest.objects.get().uid}, owner=world.owner)


@stage("tender whose board compares")
def comparing() -> World:
    """Every sheet is locked."""
    made = boards.examining()
    people = boards.board(made)
    boards.declare(made, people)
    boards.compared(made, people)
    return _world(made, people)


@stage("tender whose board has a result proposed")
def proposed() -> World:
    """The members confirm it."""
    made = boards.examining()
    people = boards.board(made)
    boards.declare(made, people)
    values = [(80, 70), (90, 85), (60, 75)]
    boards.compared(made, people)
    sitting = Sitting.objects.get()
    services.agree_scores(sitting, boards.marks(made, "technical", values), by=people[0])
    services.propose_result(sitting, summary="비교했습니다.", by=people[0])
    return _world(made, people)
