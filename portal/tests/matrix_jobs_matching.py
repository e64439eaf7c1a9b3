"""The worlds behind the doors of vacancies, rounds of matching, matches, interviews and placements of Youth Dream."""

from datetime import timedelta

from portal.clock import db_now, today
from portal.people.models import User
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier
from portal.tests.matrix import World, stage
from sharedgrowth.jobs.models import FirmBlock, Interview, Match, RetentionCheck, Round
from sharedgrowth.jobs.services import interviews, rounds, vacancies
from sharedgrowth.jobs.tests import matching_stage as made
from sharedgrowth.jobs.tests.factories import applicant


def _world(owner: User, trainee: User | None = None, **names) -> World:
    company = owner.company
    people = {
        "visitor": None,
        "applicant": applicant(),
        "trainee": trainee or made.agreeing().user,
        "owner": owner,
        "member": UserFactory(company=company, roles=("SU",)),
        "bidder": UserFactory(company=company, roles=("BD",)),
        "rival": supplier("SA", "SU"),
        "operator": staff("HR"),
        "grower": staff("SG"),
        "officer": staff("PO"),
        "compliance": staff("CP"),
        "privacy": staff("PR"),
        "auditor": staff("AU"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
    }
    return World(people, names, owner=company)


def _owner() -> User:
    return supplier("SA", company=CompanyFactory())


@stage("jobs vacancy draft")
def vacancy_draft() -> World:
    """A firm writes."""
    owner = _owner()
    vacancy = made.draft(owner)
    return _world(owner, number=vacancy.number, until=(today() + timedelta(days=30)).isoformat())


@stage("jobs vacancy submitted")
def vacancy_submitted() -> World:
    """Waits to be checked."""
    owner = _owner()
    vacancy = vacancies.submit_vacancy(made.draft(owner), by=owner)
    return _world(owner, number=vacancy.number)


@stage("jobs vacancy open")
def vacancy_open() -> World:
    """Trainees see it; another firm is blocked."""
    owner = _owner()
    vacancy = made.opened(owner)
    block = FirmBlock.objects.create(
        company=CompanyFactory(), begins_on=today(), until=today() + timedelta(days=9), reason="x"
    )
    day = today() + timedelta(days=40)
    return _world(
        owner, number=vacancy.number, uid=vacancy.uid, block=block.pk, day=day.isoformat(), firm=owner.company.number
    )


def _round_world(step: str) -> World:
    owner, who = _owner(), made.agreeing()
    vacancy = made.opened(owner)
    if step == "none":
        now = db_now()
        return _world(
            owner,
            who.user,
            cohort=who.cohort.number,
            vacancy_id=vacancy.pk,
            wishes=f"{now + timedelta(days=3):%Y-%m-%dT%H:%M}",
            ranks=f"{now + timedelta(days=6):%Y-%m-%dT%H:%M}",
        )
    round = made.round_of(who.cohort, vacancy)
    world = _world(owner, who.user, number=round.number, vacancy=vacancy.number, trainee_id=who.pk)
    if step != "wishing":
        made.wish(round, who, vacancy)
        rounds.start_ranking(round, by=world.people["operator"])
    if step in ("matched", "published"):
        made.rank(round, vacancy, owner, who)
        rounds.compute_round(round, by=world.people["operator"])
    if step == "published":
        rounds.publish_round(Round.objects.get(pk=round.pk), by=world.people["operator"])
    return world


@stage("jobs cohort to match")
def cohort_to_match() -> World:
    """Its training has ended; no round yet."""
    return _round_world("none")


@stage("jobs round wishing")
def round_wishing() -> World:
    """Trainees make their lists."""
    return _round_world("wishing")


@stage("jobs round ranking")
def round_ranking() -> World:
    """Firms make theirs."""
    return _round_world("ranking")


@stage("jobs round matched")
def round_matched() -> World:
    """Computed."""
    return _round_world("matched")


def _match_world(match: Match, owner: User, **names) -> World:
    return _world(owner, match.trainee.user, number=match.number, uid=match.uid, **names)


@stage("jobs match suggested")
def match_suggested() -> World:
    """The firm knows nothing yet."""
    owner = _owner()
    return _match_world(made.suggested(by=owner), owner)


@stage("jobs match consented")
def match_consented() -> World:
    """The firm may read the papers."""
    owner = _owner()
    when = f"{db_now() + timedelta(days=3):%Y-%m-%dT%H:%M}"
    begins = (today() + timedelta(days=30)).isoformat()
    return _match_world(made.consented(by=owner), owner, when=when, begins=begins)


@stage("jobs interview proposed")
def interview_proposed() -> World:
    """In three days."""
    owner = _owner()
    match = made.consented(by=owner)
    interview = made.invited(match, owner)
    when = f"{db_now() + timedelta(days=4):%Y-%m-%dT%H:%M}"
    return _match_world(match, owner, interview=interview.uid, when=when)


@stage("jobs interview over")
def interview_over() -> World:
    """Its time has passed."""
    world = interview_proposed()
    Interview.objects.update(begins_at=db_now() - timedelta(hours=2))
    return world


@stage("jobs offer made")
def offer_made() -> World:
    """The trainee answers."""
    owner = _owner()
    match = made.consented(by=owner)
    made.offered(match, owner)
    return _match_world(match, owner)


@stage("jobs offer accepted")
def offer_accepted() -> World:
    """The first day of work is to come."""
    owner = _owner()
    match = made.consented(by=owner)
    interviews.accept_offer(made.offered(match, owner), by=match.trainee.user)
    return _match_world(match, owner, day=today().isoformat())


@stage("jobs placed")
def placed() -> World:
    """At work; the first check is due."""
    owner = _owner()
    placement = made.placed(by=owner)
    RetentionCheck.objects.filter(months=1).update(due_on=today(), asked_at=db_now())
    return _world(owner, placement.match.trainee.user, number=placement.number, uid=placement.uid)
