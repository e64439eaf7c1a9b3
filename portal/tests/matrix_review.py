"""The worlds behind the doors of the second look, of appeals, and of registration in a sourcing group."""

from catalog import services
from catalog.models import GroupCall, ReviewTerms, SecondLook
from catalog.states import VersionState
from catalog.tests.factories import ProductFactory
from catalog.tests.registering import (
    close_now,
    evaluated,
    gated,
    group_of,
    open_call,
    through_the_gate,
    whole_application,
)
from portal.people.models import Company, User
from portal.people.states import Level
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.matrix import World, stage


def _people(company: Company) -> dict[str, User | None]:
    """Applicant, rival, and everybody of the buying organisation who reads or acts."""
    return {
        "visitor": None,
        "newcomer": UserFactory(),
        "owner": UserFactory(company=company, roles=("SA", "BD", "SU")),
        "member": UserFactory(company=company, roles=("SU",)),
        "rival": UserFactory(company=CompanyFactory(), roles=("SA", "BD", "SU")),
        "officer": staff("PO"),
        "evaluator": staff("EV"),
        "esg": staff("ER"),
        "approver": staff("AP"),
        "requester": staff("RQ"),
        "estimator": staff("CE"),
        "auditor": staff("AU"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }


def _group_world() -> World:
    company = CompanyFactory(level=Level.L0)
    call = open_call(group_of())
    return World(_people(company), {"group": call.group.code, "call": call.uid}, owner=company)


@stage("sourcing group open")
def group_open() -> World:
    """Takes applications."""
    return _group_world()


@stage("application in draft")
def application_draft() -> World:
    """Only its company sees it."""
    world = _group_world()
    call = group_call(world)
    world.names["application"] = services.start_application(call, by=world.people["owner"]).uid
    return world


def group_call(world: World):
    """The announcement of the world."""
    return GroupCall.objects.select_related("group").get(uid=world.names["call"])


def _applied() -> tuple[World, object]:
    world = _group_world()
    application = whole_application(group_call(world), by=world.people["owner"])
    close_now(group_call(world))
    application.refresh_from_db()
    world.names["application"] = application.uid
    return world, application


@stage("application submitted")
def application_submitted() -> World:
    """The announcement has closed; nobody has taken it up."""
    return _applied()[0]


@stage("application in evaluation")
def application_in_evaluation() -> World:
    """Its documents are in order."""
    world, application = _applied()
    officer = staff("PO")
    services.check_application(application, by=officer)
    services.begin_evaluation(application, by=officer)
    through_the_gate(application.company)
    return world


@stage("application at the gate")
def application_at_the_gate() -> World:
    """Rated, the entry gate recorded: an approver decides."""
    world, application = _applied()
    gated(evaluated(application), by=staff("ER"))
    return world


@stage("application refused")
def application_refused() -> World:
    """Decided and notified; an appeal waits."""
    world, application = _applied()
    gated(evaluated(application), by=staff("ER"))
    services.decide_application(application, by=staff("AP"), reason="76.5점")
    services.notify_result(application)
    services.appeal_registration(application, by=world.people["owner"], text="실적이 빠졌습니다.")
    return world


@stage("product looked at again")
def product_looked_at_again() -> World:
    """Published by one officer, drawn for a second look."""
    ReviewTerms.objects.update(look_pct=100)
    company = CompanyFactory()
    people = _people(company)
    product = ProductFactory(
        company=company, created_by=people["owner"], published=False, version_state=VersionState.SUBMITTED
    )
    officer = staff("PO")
    version = services.take_up_review(product.versions.get(), by=officer)
    services.publish_version(version, by=officer)
    look = SecondLook.objects.get()
    return World(people, {"look": look.uid, "product": product.uid}, owner=company)


@stage("product appealed")
def product_appealed() -> World:
    """Blocked, and its supplier appeals."""
    company = CompanyFactory()
    people = _people(company)
    product = ProductFactory(company=company, created_by=people["owner"])
    services.block_product(product, by=staff("PO"), reason="허위 표시")
    appeal = services.appeal_product(product, by=people["owner"], text="성적서를 붙입니다.")
    return World(people, {"appeal": appeal.uid, "product": product.uid}, owner=company)
