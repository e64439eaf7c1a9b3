"""The worlds behind the doors of screening, reviews, investigations, committees and selections."""

from datetime import timedelta

from portal.clock import today
from portal.people.models import User
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.matrix import World, stage
from sharedgrowth.support.models import Application, Call, SupportTerms
from sharedgrowth.support.services import committee, review, screening, selection
from sharedgrowth.support.services.committee import Outsider
from sharedgrowth.support.services.terms import enter_terms_of_support
from sharedgrowth.support.tests import factories, review_stage


def _people(application: Application, **more: User | None) -> dict[str, User | None]:
    company = application.company
    return {
        "visitor": None,
        "newcomer": UserFactory(),
        "rival": UserFactory(company=CompanyFactory(), roles=("SA", "SU", "SE", "SF")),
        "owner": factories.person(company, "SA"),
        "writer": UserFactory(company=company, roles=("SU",)),
        "officer_esg": UserFactory(company=company, roles=("SE",)),
        "cashier": UserFactory(company=company, roles=("SF",)),
        "officer": staff("SG"),
        "other_officer": staff("SG"),
        "paying_officer": staff("SG", "FM"),
        "reviewer": staff("EV"),
        "asked": staff("RQ"),
        "visiting": staff("CN"),
        "seated": staff("AP"),
        "approver": staff("AP"),
        "fund": staff("FM"),
        "finance": staff("FI"),
        "buyer": staff("PO"),
        "compliance": staff("CP"),
        "auditor": staff("AU"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
        **more,
    }


def _world(application: Application, people: dict[str, User | None] | None = None, **names) -> World:
    told = {
        "number": application.number,
        "uid": application.uid,
        "call": application.call.number,
        "today": today().isoformat(),
    }
    return World(people or _people(application), told | names, owner=application.company)


@stage("support review submitted")
def submitted() -> World:
    """Nobody has taken it up."""
    return _world(factories.applied())


@stage("support review screening")
def in_screening() -> World:
    """Taken up by an officer."""
    return _world(review_stage.screening_of(factories.applied()))


@stage("support review asked")
def more_asked() -> World:
    """The applicant is asked for more."""
    application = review_stage.screening_of(review_stage.plain())
    world = _world(application)
    screening.ask_for_more(application, "도면", by=world.people["officer"])
    return world


@stage("support review running")
def running() -> World:
    """One reviewer gives points, another has not declared yet."""
    application = review_stage.in_review(factories.applied())
    people = _people(application)
    officer, reviewer, asked = people["officer"], people["reviewer"], people["asked"]
    made = review.assign_reviewer(application, reviewer, by=officer)
    review.declare_free(made, by=reviewer)
    review.save_points(made, review_stage.points(application.call, 80), "일정이 빠듯합니다.", by=reviewer)
    waiting = review.assign_reviewer(application, asked, by=officer)
    return _world(application, people, uid=waiting.uid)


@stage("support review short of reviewers")
def short_of_reviewers() -> World:
    """Under review; nobody was asked yet."""
    application = review_stage.in_review(factories.applied())
    return _world(application, candidate=staff("EV").pk)


@stage("support review complete")
def complete() -> World:
    """Enough points to be shortlisted."""
    return _world(review_stage.reviewed(factories.applied(), 80, 80))


@stage("support review below")
def below() -> World:
    """Not enough points."""
    return _world(review_stage.reviewed(factories.applied(), 40, 40))


@stage("support review shortlisted")
def shortlisted() -> World:
    """Of a programme with a joint investigation."""
    application = review_stage.shortlisted(factories.call("industrial_innovation"))
    people = _people(application)
    return _world(application, people, guest=people["visiting"].pk)


def _planned() -> World:
    world = shortlisted()
    application = Application.objects.get(number=world.names["number"])
    visit = committee.plan_investigation(
        application,
        visit_on=today(),
        members=[world.people["visiting"]],
        outsiders=[Outsider("김단원", "지역상공회의소")],
        by=world.people["officer"],
    )
    world.names["outsider"] = visit.members.get(user=None).pk
    return world


@stage("support review visit planned")
def visit_planned() -> World:
    """The consultant goes along."""
    return _planned()


@stage("support review visit reported")
def visit_reported() -> World:
    """Verdicts are awaited."""
    world = _planned()
    visit = Application.objects.get(number=world.names["number"]).investigations.get()
    committee.report_investigation(visit, "보았습니다.", by=world.people["officer"])
    return world


def _convened() -> World:
    world = _world(review_stage.shortlisted(factories.call()))
    application = Application.objects.get(number=world.names["number"])
    officer = world.people["officer"]
    seat = committee.seat_member(application.call, world.people["seated"], by=officer)
    committee.convene_committee(application, "비교가 필요합니다.", by=officer)
    world.names["seat"] = seat.pk
    world.names["candidate"] = staff("EV").pk
    return world


@stage("support review committee")
def before_committee() -> World:
    """One member is seated and has not voted."""
    return _convened()


@stage("support review voted")
def voted() -> World:
    """Three votes are there, two of them for."""
    world = _convened()
    application = Application.objects.get(number=world.names["number"])
    for opinion in ("for", "against"):
        member = staff("EV")
        committee.seat_member(application.call, member, by=world.people["officer"])
        committee.cast_vote(application, opinion, "이유", by=member)
    committee.cast_vote(application, "for", "이유", by=world.people["seated"])
    return world


def _ranked(**fields) -> tuple[Call, Application]:
    call = review_stage.closed_call(places=3)
    return call, review_stage.ranked(call, trading=True, **fields)


@stage("support selection")
def to_select() -> World:
    """One can be selected."""
    _call, application = _ranked()
    return _world(application)


@stage("support selection empty")
def nothing_left() -> World:
    """Closed; the only applicant was rejected."""
    call = review_stage.closed_call()
    application = factories.applied(call, state="rejected")
    return _world(application)


@stage("support selection waitlist")
def waiting() -> World:
    """One is selected, another waits."""
    call, first = _ranked()
    second = review_stage.ranked(call, trading=False)
    world = _world(first)
    made = selection.select_applications(call, [first], waitlist=[second], by=world.people["officer"])
    world.names["selection"] = made.uid
    return world


@stage("support review declined")
def declined() -> World:
    """The applicant reads why."""
    application = review_stage.reviewed(factories.applied(), 40, 40)
    world = _world(application)
    review.fall_short(application, "점수가 모자랍니다.", by=world.people["officer"])
    return world


@stage("support terms entered")
def terms_entered() -> World:
    """New terms wait for a second person."""
    world = _world(factories.applied())
    day = today() + timedelta(days=30)
    made = enter_terms_of_support(SupportTerms(valid_from=day, note="2027년"), by=world.people["officer"])
    world.names["pk"] = made.pk
    return world
