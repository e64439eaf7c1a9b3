"""The worlds behind the doors of responsible minerals."""

from datetime import timedelta

from catalog.tests.factories import class_node
from portal.clock import today
from portal.people.models import Company, User
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.matrix import World, stage
from purchasing.esg.models import MineralDeclaration, MineralPolicy
from purchasing.esg.services import mineral_cases, mineral_policy, minerals
from purchasing.esg.tests.course_stage import passed
from purchasing.esg.tests.mineral_factories import area_list, declared, smelter_list


def _people(company: Company) -> dict[str, User | None]:
    return {
        "visitor": None,
        "outsider": UserFactory(company=CompanyFactory(), roles=("SA", "SE", "SU")),
        "owner": UserFactory(company=company, roles=("SA",)),
        "officer_esg": UserFactory(company=company, roles=("SE",)),
        "writer": UserFactory(company=company, roles=("SU",)),
        "bidder": UserFactory(company=company, roles=("BD",)),
        "reviewer": staff("ER"),
        "other_reviewer": staff("ER"),
        "committee": staff("EC"),
        "compliance": staff("CP"),
        "auditor": staff("AU"),
        "officer": staff("PO"),
        "approver": staff("AP"),
        "grower": staff("SG"),
        "requester": staff("RQ"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }


def _world(company: Company, **names) -> World:
    names |= {
        "today": today().isoformat(),
        "later": (today() + timedelta(days=40)).isoformat(),
        "year": today().year,
        "company": company.number,
    }
    return World(_people(company), names, owner=company)


def _declared(declaration: MineralDeclaration, **names) -> World:
    return _world(declaration.company, number=declaration.number, uid=str(declaration.uid), **names)


@stage("esg minerals")
def minerals_ground() -> World:
    """Lists, a class, a policy; the company has declared nothing."""
    listing = smelter_list()
    area_list()
    each = mineral_policy.set_mineral_class(class_node(), metals=["tin"], reason="땜납", by=staff("ER"))
    policy = MineralPolicy.objects.get()
    return _world(CompanyFactory(), list=str(listing.uid), policy=str(policy.uid), mineral_class=each.pk)


@stage("esg minerals policy")
def policy_written() -> World:
    """A second version waits for a colleague."""
    world = _world(CompanyFactory())
    policy = mineral_policy.write_policy(
        version="2.0", effective_on=today(), text_ko="정책", text_en="Policy", by=world.people["reviewer"]
    )
    return World(world.people, world.names | {"policy": str(policy.uid)}, world.owner)


@stage("esg minerals draft")
def minerals_draft() -> World:
    """Complete, not submitted; begun by the company itself."""
    smelter_list()
    return _declared(declared(submitted=False))


@stage("esg minerals checked")
def minerals_checked() -> World:
    """Handed in; it waits for a reviewer."""
    smelter_list()
    return _declared(declared())


@stage("esg minerals case")
def minerals_case() -> World:
    """Accepted and consented: the first step can be finished."""
    smelter_list()
    declaration = declared(accepted=True)
    world = _declared(declaration)
    mineral_policy.consent_policy(MineralPolicy.objects.get(), by=world.people["owner"])
    passed(world.people["officer_esg"], "minerals")
    case = mineral_cases.open_case(declaration.company, year=today().year)
    return World(world.people, world.names | {"case": str(case.uid)}, world.owner)


@stage("esg minerals requested")
def minerals_requested() -> World:
    """Staff asked for it."""
    return _declared(minerals.request_declaration(CompanyFactory(), template="cmrt", by=staff("ER")))
