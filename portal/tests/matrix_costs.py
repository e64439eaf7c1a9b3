"""The worlds behind the doors of cost models, total cost, guarantees and preferential purchase."""

from datetime import timedelta

from portal.clock import today
from portal.people.models import User
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier
from portal.tests.matrix import World, stage
from purchasing.bidding import services
from purchasing.bidding.models import Guarantee, SocialCategory
from purchasing.bidding.tests import factories as bidding
from purchasing.bidding.tests import tco_stage as costs


def _people(cast: costs.Cast, bidder: User | None = None) -> dict[str, User | None]:
    """Everybody who has to do with costs, and those who have not."""
    return {
        "visitor": None,
        "newcomer": UserFactory(),
        "bidder": bidder or supplier(),
        "rival": UserFactory(company=CompanyFactory(), roles=("SA", "BD", "SU")),
        "officer": cast.officer,
        "other_officer": staff("PO"),
        "requester": cast.requester,
        "accountant": cast.accountant,
        "approver": cast.second_approver,
        "evaluator": cast.evaluator,
        "grower": staff("SG"),
        "auditor": staff("AU"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }


def _model_world(until: str) -> World:
    cast = costs.Cast()
    model = costs.tco_model(cast, until=until)
    return World(_people(cast), {"uid": model.uid})


@stage("cost model in draft")
def model_in_draft() -> World:
    """Written by the officer."""
    return _model_world("draft")


@stage("cost model waiting for finance")
def model_for_finance() -> World:
    """The requester has approved it technically."""
    cast = costs.Cast()
    model = costs.tco_model(cast, until="draft")
    services.approve_tco_tech(model, by=cast.requester)
    return World(_people(cast), {"uid": model.uid})


@stage("cost model approved twice")
def model_approved() -> World:
    """An approver may put it in use."""
    return _model_world("fin_approved")


@stage("cost model in use")
def model_in_use() -> World:
    """Its next version may begin, and a draft may choose it."""
    cast = costs.Cast()
    model = costs.tco_model(cast)
    draft = costs.tco_draft(cast, model=model)
    return World(_people(cast), {"uid": model.uid, "key": draft.tender.number})


def _tender_world(made: bidding.Stage) -> World:
    names = {"key": made.tender.number, "uid": made.tender.uid}
    bidder = made.bidders[1] if made.bidders else None
    return World(_people(made.cast, bidder), names, owner=bidder.company if bidder else None)  # type: ignore[arg-type]


@stage("total cost opened")
def costs_opened() -> World:
    """The bids are open; their values wait for the evaluator."""
    made = costs.worked_example()
    world = _tender_world(made)
    world.names["value"] = made.tender.tco_inputs.get(code="LIFE", bid__company=made.bidders[0].company).uid
    return world


@stage("total cost correction proposed")
def costs_correction() -> World:
    """The evaluator has proposed a correction; a second person decides on it."""
    made = costs.worked_example()
    world = _tender_world(made)
    slip = made.tender.tco_inputs.get(code="MAINT", bid__company=made.bidders[0].company)
    services.propose_tco_correction(slip, corrected=costs.D(9_400_000), remark="합계", by=made.cast.evaluator)
    world.names["value"] = slip.uid
    world.people["other_evaluator"] = staff("EV")
    return world


@stage("total cost evaluated")
def costs_evaluated() -> World:
    """The result is sensitive: it waits for a justification."""
    made = costs.publish(costs.tco_draft())
    costs.bid(made, costs.D(400_000_000), costs.A | {"ENERGY": "600000"})
    costs.bid(made, costs.D(490_000_000), costs.A | {"ENERGY": "540000"})
    return _tender_world(costs.evaluate(costs.opened(made)))


def _awarded() -> bidding.Stage:
    made = costs.worked_example()
    costs.verify_lives(made)
    costs.evaluate(made)
    first = made.tender.rulings.select_related("bid").get(rank=1).bid
    decision = services.propose_award(made.tender, bid=first, reason="최저 연간 비용", by=made.cast.officer)
    services.approve_award(decision, by=made.cast.second_approver)
    bidding.pass_standstill(made.tender)
    made.tender = services.end_standstill(made.tender.standstills.get())
    services.open_guarantees(made.tender)
    return made


@stage("guarantee waiting")
def guarantee_waiting() -> World:
    """Awarded; nothing is measured yet."""
    made = _awarded()
    world = _tender_world(made)
    world.names |= {"guarantee": Guarantee.objects.get(tender=made.tender).uid, "today": today().isoformat()}
    return world


@stage("guarantee measured")
def guarantee_measured() -> World:
    """A second person has to decide."""
    made = _awarded()
    tester = staff("RQ")
    guarantee = services.measure_guarantee(
        Guarantee.objects.get(tender=made.tender),
        measured=costs.D(525_000),
        tested_on=today(),
        note="30일 정격 부하",
        by=tester,
    )
    world = _tender_world(made)
    world.names["guarantee"] = guarantee.uid
    return world


@stage("preference terms proposed")
def terms_proposed() -> World:
    """By shared growth; an approver decides."""
    world = World(_people(costs.Cast()))
    terms = services.propose_preference_terms(
        by=world.people["grower"],
        categories=list(SocialCategory.objects.filter(code="WOMEN")),
        valid_from=today() + timedelta(days=30),
        margin=costs.D("0.03"),
        note="예산 조정",
    )
    world.names |= {"terms": terms.uid, "year": today().year}
    return world


@stage("preferred winner")
def preferred_winner() -> World:
    """A women-owned company has won by its margin; a check of its own work waits for an approver."""
    cast = costs.Cast()
    made = bidding.published(cast, preference_on=True)
    for price in (95_000_000, 96_000_000, 97_000_000):
        user = supplier()
        if price == 96_000_000:
            costs.certify(user)
        costs.bid(made, costs.D(price), by=user)
    costs.evaluate(costs.opened(made))
    first = made.tender.rulings.select_related("bid").get(rank=1).bid
    services.propose_award(made.tender, bid=first, reason="평가 가격 최저", by=cast.officer)
    services.approve_award(made.tender.decisions.get(), by=cast.second_approver)
    bidding.pass_standstill(made.tender)
    made.tender = services.end_standstill(made.tender.standstills.get())
    world = _tender_world(made)
    check = services.enter_own_work(
        made.tender, own_share=costs.D("0.2"), basis="하도급 80%", by=world.people["grower"]
    )
    world.names["check"] = check.uid
    return world
