"""The worlds behind the doors of laboratories, facility inspections, technology offers and the support group."""

from datetime import timedelta

from portal.clock import today
from portal.people.models import Company, User
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier
from portal.tests.matrix import World, stage
from sharedgrowth.support.services import facility, offers
from sharedgrowth.support.services import group_tasks as tasks
from sharedgrowth.support.services import labs as labs_services
from sharedgrowth.support.tests import facility_stage, group_stage, lab_stage, offer_stage


def _people(company: Company, owner: User, **more: User) -> dict[str, User | None]:
    return {
        "visitor": None,
        "outsider": supplier("SA", "SU", "SE"),
        "owner": owner,
        "member": UserFactory(company=company, roles=("SU",)),
        "officer_esg": UserFactory(company=company, roles=("SE",)),
        "bidder": UserFactory(company=company, roles=("BD",)),
        "other_expert": staff("CN"),
        "grower": staff("SG"),
        "officer": staff("PO"),
        "approver": staff("AP"),
        "finance": staff("FI"),
        "compliance": staff("CP"),
        "auditor": staff("AU"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    } | more


def _lab_world(**names) -> tuple[World, User]:
    company = CompanyFactory()
    owner = UserFactory(company=company, roles=("SA",))
    thing = lab_stage.equipment()
    slot = lab_stage.free(thing).isoformat()
    given = {"code": thing.code, "slot": slot, "thing": thing, "keeper_id": thing.keeper_id}
    return World(_people(company, owner, keeper=thing.keeper), given | names, owner=company), owner


@stage("support lab free")
def lab_free() -> World:
    """Equipment that nobody has booked."""
    return _lab_world()[0]


def _booked(make) -> World:
    world, owner = _lab_world()
    booking = make(world.names["thing"], by=owner)
    booking = getattr(booking, "booking", booking)
    world.names |= {"number": booking.number, "uid": booking.uid}
    return world


@stage("support lab booked")
def lab_booked() -> World:
    """Not answered."""
    return _booked(lab_stage.asked)


@stage("support lab confirmed")
def lab_confirmed() -> World:
    """By the keeper, who tests."""
    return _booked(lab_stage.confirmed)


@stage("support lab over")
def lab_over() -> World:
    """Confirmed, and its time has passed."""
    return _booked(lambda thing, by: lab_stage.past(lab_stage.confirmed(thing, by=by)))


@stage("support lab received")
def lab_received() -> World:
    """The sample is there."""
    return _booked(lambda thing, by: labs_services.receive_sample(lab_stage.confirmed(thing, by=by), by=thing.keeper))


@stage("support lab reported")
def lab_reported() -> World:
    """The company has read the report, purchasing may not."""

    def read(thing, by):
        report = lab_stage.reported(thing, by=by)
        labs_services.open_report(report, by=by)
        return report

    return _booked(read)


@stage("support lab consented")
def lab_consented() -> World:
    """Purchasing may read the report."""
    return _booked(lab_stage.consented)


# Facility solutions --------------------------------------------------------------------------------------------------
def _visit(make, **more) -> World:
    company = CompanyFactory()
    owner = UserFactory(company=company, roles=("SA",))
    visit = make(company)
    fault = visit.faults.first()
    world = World(_people(company, owner, inspector=visit.inspector), {"number": visit.number}, owner=company)
    world.names |= {"fault": fault.uid} if fault else {}
    world.names |= {"company": company.number, "checklist": visit.checklist_id, "today": today().isoformat()} | more
    world.names["inspector_id"] = visit.inspector_id
    return world


@stage("support visit planned")
def visit_planned() -> World:
    """For today."""
    return _visit(facility_stage.planned)


@stage("support visit on site")
def visit_on_site() -> World:
    """The safety form is filled in and everything answered."""

    def on_site(company):
        visit = facility_stage.on_site(company)
        facility_stage.answered(visit, "ok", "ok", "ok")
        return visit

    return _visit(on_site)


@stage("support visit reported")
def visit_reported() -> World:
    """One fault stops work."""
    return _visit(lambda company: facility_stage.reported(company, severity="stop"))


@stage("support fault mended")
def fault_mended() -> World:
    """The company says it has mended the fault."""

    def mended(company):
        visit = facility_stage.reported(company)
        facility.fix_fault(visit.faults.get(), text="고쳤습니다.", by=supplier("SA", company=company))
        return visit

    return _visit(mended)


def _checklist(*, proposed: bool) -> World:
    company = CompanyFactory()
    owner = UserFactory(company=company, roles=("SA",))
    author = staff("CN")
    draft = facility.write_checklist(
        code="pumps", title_ko="펌프", title_en="Pumps", items=[facility.ItemIn("밀봉", "Seal", "high")], by=author
    )
    if proposed:
        facility.propose_checklist(draft, by=author)
    return World(_people(company, owner, author=author), {"code": "pumps"}, owner=company)


@stage("support checklist draft")
def checklist_draft() -> World:
    """Written by an expert."""
    return _checklist(proposed=False)


@stage("support checklist proposed")
def checklist_proposed() -> World:
    """Waits for a second person."""
    return _checklist(proposed=True)


# Technology offers ---------------------------------------------------------------------------------------------------
def _offer(make) -> World:
    company = CompanyFactory()
    owner = UserFactory(company=company, roles=("SA",))
    author = staff("CN")
    offer = make(author)
    names = {"offer": offer.number, "today": today().isoformat()}
    return World(_people(company, owner, author=author), names, owner=company)


@stage("support offer draft")
def offer_draft() -> World:
    """Written by an expert."""
    return _offer(lambda author: offer_stage.draft(by=author))


@stage("support offer proposed")
def offer_proposed() -> World:
    """Waits for a second person."""
    return _offer(lambda author: offers.propose_offer(offer_stage.draft(by=author), by=author))


@stage("support offer published")
def offer_published() -> World:
    """For everybody."""
    return _offer(lambda author: offer_stage.published(by=author))


def _licence(make) -> World:
    company = CompanyFactory()
    owner = UserFactory(company=company, roles=("SA",))
    licence = make(offer_stage.published(), by=owner)
    names = {"licence": licence.number, "uid": licence.uid, "today": today().isoformat()}
    names["terms"] = offers.terms_sha256(licence)
    return World(_people(company, owner), names, owner=company)


@stage("support licence asked")
def licence_asked() -> World:
    """Waits for terms."""
    return _licence(offer_stage.asked)


@stage("support licence offered")
def licence_offered() -> World:
    """Both are to sign."""
    return _licence(offer_stage.offered)


@stage("support licence agreed")
def licence_agreed() -> World:
    """Signed by both."""
    return _licence(offer_stage.agreed)


# The support group ---------------------------------------------------------------------------------------------------
def _group(make=None, **given) -> World:
    company = CompanyFactory()
    owner = UserFactory(company=company, roles=("SA",))
    wave = group_stage.wave(**given)
    expert = wave.experts.get().expert
    names = {"wave": str(wave), "expert": expert.pk, "today": today().isoformat(), "before": "2020-01-01"}
    names |= {"later": (today() + timedelta(days=60)).isoformat(), "after": (today() + timedelta(days=90)).isoformat()}
    if make is not None:
        made = make(wave, owner)
        names["task"] = getattr(made, "uid", "")
        request = getattr(made, "request", made)
        names |= {"number": request.number, "uid": request.uid}
    return World(_people(company, owner, expert=expert.user), names, owner=company)


@stage("support wave open")
def wave_open() -> World:
    """Nobody has asked."""
    return _group()


@stage("support group asked")
def group_asked() -> World:
    """Not answered."""
    return _group(lambda _wave, owner: group_stage.asked(by=owner))


@stage("support group triaged")
def group_triaged() -> World:
    """Before the committee."""
    return _group(lambda _wave, owner: group_stage.triaged(by=owner))


@stage("support group selected")
def group_selected() -> World:
    """The memorandum is to be signed."""
    return _group(lambda wave, owner: group_stage.selected(wave, by=owner))


@stage("support group diagnosed")
def group_diagnosed() -> World:
    """The diagnosis is handed in; one task is on the list."""

    def diagnosed(wave, owner):
        request = group_stage.diagnosed(wave, by=owner)
        group_stage.task(request)
        return request

    return _group(diagnosed)


@stage("support group listed")
def group_listed() -> World:
    """The list of tasks is to be signed."""

    def listed(wave, owner):
        request = group_stage.diagnosed(wave, by=owner)
        group_stage.task(request)
        return tasks.list_tasks(request, by=staff("SG"))

    return _group(listed)


@stage("support group agreed")
def group_agreed() -> World:
    """The company has signed one task."""
    return _group(lambda wave, owner: group_stage.agreed(wave, by=owner))


@stage("support group measured")
def group_measured() -> World:
    """The effect waits for finance."""
    return _group(lambda wave, owner: group_stage.measured(wave, by=owner))
