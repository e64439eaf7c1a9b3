"""The worlds behind the doors of money: the money page, tracing, calendar, the confidential voice."""

from portal.exchange.services.calendars import make_calendar
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.matrix import World, stage
from purchasing.payments.models import Voice
from purchasing.payments.services import voice as voice_services
from purchasing.payments.tests import money_stage


def _world() -> tuple[World, money_stage.Chain]:
    made = money_stage.chain()
    last = made.companies["onsaemi"]
    people = {
        "visitor": None,
        "newcomer": UserFactory(),
        "outsider": UserFactory(company=CompanyFactory(), roles=("SA", "BD", "SF", "SU")),
        "first_tier": made.person("garam", "SA", "SF"),
        "concerned": made.person("saebyeok", "SA", "SF"),  # pays the firm that speaks
        "firm": UserFactory(company=last, roles=("SF",)),
        "firm_head": UserFactory(company=last, roles=("SA",)),
        "firm_colleague": UserFactory(company=last, roles=("SU",)),
        "firm_bidder": UserFactory(company=last, roles=("BD",)),
        "officer": staff("PO"),
        "finance": staff("FI"),
        "approver": staff("AP"),
        "requester": staff("RQ"),
        "shared_growth": staff("SG"),
        "compliance": staff("CP"),
        "auditor": staff("AU"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }
    names = {"uid": made.late.uid, "contract": made.top.number, "lower": int(made.late.amount)}
    return World(people, names, owner=last), made


@stage("payments down to tier 3")
def payments_down_to_tier_3() -> World:
    """One of them is late."""
    world, _made = _world()
    _feed, world.names["token"] = make_calendar(name="지급", kinds=["payments"], by=world.people["finance"])
    return world


@stage("voice of a firm")
def voice_of_a_firm() -> World:
    """It was sent and waits for compliance; the firm has consented to be named."""
    world, made = _world()
    voice: Voice = voice_services.speak(
        about=made.companies["saebyeok"],
        topic="late",
        text="석 달째 받지 못했습니다.",
        named=True,
        key="k",
        by=world.people["firm"],
    )
    world.names |= {"voice": voice.uid, "about": made.companies["saebyeok"].uid}
    return world
