"""The worlds behind the doors around a notice: plans, drafts with parts, lots, amendments, flags, rounds."""

from datetime import timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from portal.clock import today
from portal.tests.factories import CompanyFactory
from portal.tests.matrix import World, stage
from portal.tests.matrix_stages import _tender_world
from purchasing.bidding import queries, services
from purchasing.bidding.services import AmendmentIn, LineIn, PlanIn
from purchasing.bidding.tests import factories as bidding

PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


@stage("purchase planned")
def purchase_planned() -> World:
    """Announced; the draft is not begun."""
    cast = bidding.Cast()
    plan = services.plan_tender(PlanIn("압연 롤", "goods", today() + timedelta(days=60)), by=cast.officer)
    return _tender_world(bidding.Stage(plan.tender, cast, []))


@stage("invited tender in draft")
def invited_draft() -> World:
    """A draft for invited suppliers, with one document; a company is there to be invited."""
    made = bidding.draft(reach="invited", reach_reason="특허")
    document = services.add_document(made.tender, SimpleUploadedFile("도면.pdf", PDF), by=made.cast.officer)
    world = _tender_world(made)
    return World(world.people, world.names | {"document": document.uid, "company": CompanyFactory().uid}, world.owner)


@stage("notice of two lots in draft")
def lots_in_draft() -> World:
    """Two lots, both drafts; ``key`` is the second."""
    made = bidding.draft()
    notice = services.make_lots(made.tender, by=made.cast.officer)
    second = services.add_lot(notice, title_ko="커플링", by=made.cast.officer)
    world = _tender_world(bidding.Stage(second, made.cast, []))
    return World(world.people, world.names | {"notice": notice.number}, world.owner)


@stage("tender with an amendment asked for")
def amendment_asked() -> World:
    """Published; the officer asks for a clearer text."""
    made = bidding.published(prices=(90_000_000, 91_000_000))
    wanted = AmendmentIn(facts={"description": "성적서 원본 제출"})
    amendment = services.request_amendment(made.tender, wanted, reason="사양 정정", by=made.cast.officer)
    world = _tender_world(made)
    return World(world.people, world.names | {"amendment": amendment.uid}, world.owner)


@stage("tender that looks split")
def looks_split() -> World:
    """In review, with a flag that waits for an answer."""
    cast = bidding.Cast()
    made = None
    for won in (30_000_000, 25_000_000):
        line = LineIn("장갑", Decimal(100), "EA", class_code="46181504")
        made = bidding.draft(cast, lines=[line], budget_won=Decimal(won), department="안전실")
    services.request_publication(made.tender, by=cast.officer)
    world = _tender_world(made)
    return World(world.people, world.names | {"flag": queries.split_flags_of(made.tender).get().uid}, world.owner)


@stage("tender in which every bid was too low")
def failed_all_below() -> World:
    """It failed; nobody has reviewed its base price yet."""
    made = bidding.evaluated(prices=(50_000_000, 52_000_000, 54_000_000))
    return _tender_world(bidding.Stage(made.tender, made.cast, []))


@stage("tender that failed with another round announced")
def failed_with_a_round() -> World:
    """One bid only; the notice announced another round."""
    made = bidding.closed(prices=(90_000_000,), rebid_conditions="같은 조건")
    return _tender_world(bidding.Stage(made.tender, made.cast, []))
