"""The worlds behind the doors of the council and of consulting requests."""

from datetime import timedelta

from portal.clock import db_now, today
from portal.people.models import User
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier
from portal.tests.matrix import World, stage
from purchasing.esg.services import consulting, council


def _world(owner: User, **names) -> World:
    company = owner.company
    people: dict[str, User | None] = {
        "visitor": None,
        "newcomer": UserFactory(),
        "outsider": UserFactory(company=CompanyFactory(), roles=("SA", "SE", "SU")),
        "owner": owner,
        "officer_esg": UserFactory(company=company, roles=("SE",)),
        "writer": UserFactory(company=company, roles=("SU",)),
        "reviewer": staff("ER"),
        "committee": staff("EC"),
        "member": staff("PO"),
        "compliance": staff("CP"),
        "auditor": staff("AU"),
        "approver": staff("AP"),
        "grower": staff("SG"),
        "officer": staff("PO"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }
    return World(people, names | {"later": (today() + timedelta(days=40)).isoformat()}, owner=company)


def _meeting(step: str) -> World:
    world = _world(supplier("SA"))
    keeper = world.people["reviewer"]
    member = council.add_member(group_company="한빛이앤씨", person="박실장", user=world.people["member"], by=keeper)
    meeting = council.plan_meeting(
        half="2026-H2", meets_at=db_now(), place="본사", agenda=[("strategy", "방향", "")], by=keeper
    )
    world.names |= {"uid": meeting.uid, "member": member.uid, "owner": member.pk}
    if step != "planned":
        meeting = council.invite_council(meeting, by=keeper)
    if step in ("held", "closed"):
        meeting = council.hold_meeting(meeting, present=[member], acknowledged=True, by=keeper)
        due = today() + timedelta(days=30)
        council.decide_in_council(meeting, text="공동 교육", owner=member, due_on=due, by=keeper)
        meeting = council.write_minutes(meeting, minutes="다루었다.", by=keeper)
    if step == "closed":
        council.approve_minutes(meeting, by=world.people["committee"])
    return world


@stage("esg council planned")
def council_planned() -> World:
    """In preparation by ``reviewer``."""
    return _meeting("planned")


@stage("esg council invited")
def council_invited() -> World:
    """``member`` is invited."""
    return _meeting("invited")


@stage("esg council held")
def council_held() -> World:
    """With a decision and minutes by ``reviewer``."""
    return _meeting("held")


@stage("esg council closed")
def council_closed() -> World:
    """Minutes approved."""
    return _meeting("closed")


@stage("esg consulting asked")
def consulting_asked() -> World:
    """By ``owner``."""
    owner = supplier("SA")
    world = _world(owner)
    world.names["uid"] = consulting.ask_consulting(field="energy", need="누설", by=owner).uid
    return world


@stage("esg consulting handed over")
def consulting_handed_over() -> World:
    """By ``grower``."""
    owner = supplier("SA")
    world = _world(owner)
    asked = consulting.ask_consulting(field="energy", need="누설", by=owner)
    consulting.decide_consulting(asked, take=True, decision="방문", by=world.people["grower"])
    world.names["uid"] = asked.uid
    return world
