"""The worlds behind the doors of the entry gate, the code of conduct, the terms."""

from datetime import timedelta

from portal.clock import today
from portal.people.models import User
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.matrix import World, stage
from purchasing.esg.models import EsgTerms
from purchasing.esg.queries import gate as queries
from purchasing.esg.services import code as code_services
from purchasing.esg.services import gate as services
from purchasing.esg.services import gate_decisions
from purchasing.esg.services import terms as terms_services
from purchasing.esg.tests.gate_stage import ALL, filled, judged, newcomer


def _people(owner: User) -> dict[str, User | None]:
    company = owner.company
    return {
        "visitor": None,
        "newcomer": UserFactory(),
        "outsider": UserFactory(company=CompanyFactory(), roles=("SA", "SE", "SU")),
        "owner": owner,
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
        "requester": staff("RQ"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }


def _world(owner: User, **names) -> World:
    names |= {"today": today().isoformat(), "later": (today() + timedelta(days=40)).isoformat()}
    return World(_people(owner), names, owner=owner.company)


@stage("esg newcomer")
def newcomer_world() -> World:
    """A company that has not begun; the code is in force."""
    return _world(newcomer(), version="1.0", sha256=queries.code_in_force().sha256)


@stage("esg entry draft")
def entry_draft() -> World:
    """Complete, not submitted."""
    owner = newcomer()
    return _world(owner, number=filled(owner).number)


@stage("esg entry submitted")
def entry_submitted() -> World:
    """Nobody has taken it."""
    owner = newcomer()
    return _world(owner, number=services.submit_entry(filled(owner), by=owner).number)


def _taken(owner: User, world: World):
    entry = services.submit_entry(filled(owner), by=owner)
    world.names["number"] = entry.number
    return services.take_entry(entry, by=world.people["reviewer"])


@stage("esg entry in review")
def entry_in_review() -> World:
    """Taken by ``reviewer``, who has looked at all items."""
    owner = newcomer()
    world = _world(owner)
    judged(_taken(owner, world), by=world.people["reviewer"])
    return world


@stage("esg entry asked")
def entry_asked() -> World:
    """A question waits for the company."""
    owner = newcomer()
    world = _world(owner)
    services.ask_supplier_of_entry(_taken(owner, world), question="E-5?", by=world.people["reviewer"])
    return world


def _decided(level: int) -> World:
    owner = newcomer()
    world = _world(owner)
    reviewer = world.people["reviewer"]
    entry = services.take_entry(services.submit_entry(filled(owner, level=level), by=owner), by=reviewer)
    gate_decisions.decide_entry(judged(entry, by=reviewer), reason="확인함", by=reviewer)
    gate_decisions.conditions_of(entry).delete()
    world.names |= {"number": entry.number, "uid": entry.uid}
    return world


@stage("esg entry qualified")
def entry_qualified() -> World:
    """Decided."""
    return _decided(3)


@stage("esg entry conditional")
def entry_conditional() -> World:
    """Decided on conditions, which are met."""
    return _decided(1)


@stage("esg code signed")
def code_signed() -> World:
    """``owner`` has consented for the company."""
    owner = newcomer()
    code = queries.code_in_force()
    consent = code_services.consent_to_code(code, parts=ALL, language="ko", ip=None, by=owner)
    return _world(owner, uid=consent.uid)


@stage("esg code exception")
def code_exception() -> World:
    """Signed with an exception that waits."""
    owner = newcomer()
    code = queries.code_in_force()
    words = {"exception": "4장: 창구 없음", "language": "ko", "ip": None}
    return _world(owner, uid=code_services.consent_to_code(code, parts=ALL, by=owner, **words).uid)


@stage("esg code draft")
def code_draft() -> World:
    """Written by ``compliance``."""
    world = _world(newcomer(), version="2.0")
    facts = {"version": "2.0", "effective_on": today(), "changes_ko": "고침", "changes_en": "Mended"}
    code_services.draft_code(**facts, is_material=True, by=world.people["compliance"])
    world.people["second_compliance"] = staff("CP")
    return world


@stage("esg terms entered")
def terms_entered() -> World:
    """Entered by ``reviewer``."""
    world = _world(newcomer())
    row = EsgTerms(valid_from=today() + timedelta(days=9), note="시험", consent_days=20)
    world.names["pk"] = terms_services.enter_esg_terms(row, by=world.people["reviewer"]).pk
    return world
