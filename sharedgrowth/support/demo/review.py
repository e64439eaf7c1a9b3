"""Reviews of the demonstration: a closed round from the screening to the selection, an open one on its way."""

from decimal import ROUND_HALF_UP, Decimal

from portal.clock import today
from portal.demo import Part, World, parts
from portal.people.models import User
from sharedgrowth.support.demo.applications import paper
from sharedgrowth.support.models import Application, Call
from sharedgrowth.support.queries import review as queries
from sharedgrowth.support.queries import selection as selecting
from sharedgrowth.support.services import committee, review, screening, selection
from sharedgrowth.support.services.committee import Outsider
from sharedgrowth.support.states import ApplicationState, ReviewState

A = ApplicationState
HALF = Decimal("0.5")
TOTALS = ((84, 79), (77, 73), (88, 61), (71, 68), (66, 70), (81, 76), (52, 49), (74, 69))  # of two reviewers
SECOND = 72  # of the second look, where the two are far apart
COMMENTS = (
    "문제와 수치가 분명하고 담당자가 정해져 있습니다. 측정값을 어디에 쓸지 더 적으면 좋겠습니다.",
    "효과가 생산 현장에서 바로 확인됩니다. 유지 비용을 누가 대는지 밝혀 주십시오.",
    "지금 기록이 종이뿐이라 효과의 기준값을 다시 잡아야 합니다.",
    "대표의 의지가 뚜렷하고 현장의 준비가 되어 있습니다. 안전 기록도 깨끗합니다.",
)
ASKED = "최근 6개월의 불량 기록을 월별로 붙이고, 측정값을 모을 서버를 어디에 둘지 적어 주십시오."
ANSWERED = "월별 불량 기록은 신청서 첨부에 있습니다. 서버는 사무동 전산실에 두고 품질팀이 관리합니다."
SEEN = "라인과 검사실을 함께 보았습니다. 신청서의 수치와 현장의 기록이 맞고, 작업자 두 사람이 새 설비를 맡습니다."
OUTSIDER = Outsider("박세린", "포항상공회의소")
SHORT = "기준 점수에 미치지 못했습니다. 기준값을 다시 재고 효과를 금액으로 적으면 다음 공고에서 도움이 됩니다."
NO_PLACE = "이번 자리와 예산 안에서 더 높은 점수의 기업을 선정했습니다."


def fill(world: World) -> None:
    """The closed round to its end, the open one half-way."""
    closed = Call.objects.filter(number=str(world.notes.get("support call closed", ""))).first()  # type: ignore[attr-defined]
    if closed is None:
        return
    officer = world.one("SG")
    applications = list(closed.applications.filter(state=A.SUBMITTED).select_related("call", "company").order_by("pk"))
    for at, application in enumerate(applications):
        _screened(application, officer, asks=at == 1)
        _reviewed(world, application, TOTALS[at % len(TOTALS)], officer)
    _shortlisted(world, closed, officer)
    _selected(closed, officer)
    running = Call.objects.filter(number=str(world.notes.get("support call open", ""))).first()  # type: ignore[attr-defined]
    if running is not None:
        _running(world, running, officer)
    world.say(f"support reviews: {len(applications)} applications to the selection, an open round half-way")


def _screened(application: Application, officer: User, *, asks: bool) -> None:
    screening.take_up(application, by=officer)
    if asks:
        request = screening.ask_for_more(application, ASKED, by=officer)
        screening.answer_request(request, ANSWERED, by=application.submitted_by)
        application.refresh_from_db()
    screening.pass_screening(application, by=officer)


def _people(world: World, application: Application) -> list[User]:
    """Who can review it, in an order of its own, the officer who steers it last."""
    known = {each.pk for people in world.staff.values() for each in people}
    found = [each for each in queries.reviewers_for(application) if each.pk in known]
    turn = application.pk % max(1, len(found))
    found = found[turn:] + found[:turn]
    return sorted(found, key=lambda each: each.pk == application.officer_id)


def _scores(application: Application, reviewer: User, total: int, at: int) -> None:
    made = application.reviews.get(reviewer=reviewer, state=ReviewState.ASSIGNED)
    review.declare_free(made, by=reviewer)
    share = Decimal(total) / 100
    points = {
        each.code: (each.weight * share / HALF).quantize(Decimal(1), ROUND_HALF_UP) * HALF
        for each in queries.criteria_of(application.call)
    }
    review.save_points(made, points, COMMENTS[at % len(COMMENTS)], by=reviewer)
    review.lock_review(made, by=reviewer)


def _reviewed(world: World, application: Application, totals: tuple[int, int], officer: User) -> None:
    people = _people(world, application)
    if len(people) > len(totals) + 1 and application.pk % 5 == 0:  # one finds a tie and abstains
        tied = people.pop(0)
        made = review.assign_reviewer(application, tied, by=officer)
        review.abstain(made, "대학 동기가 이 회사의 생산부장입니다.", by=tied)
    for at, (person, total) in enumerate(zip(people, totals, strict=False)):
        review.assign_reviewer(application, person, by=officer)
        _scores(application, person, total, application.pk + at)
    score = queries.score_of(application, queries.reviews_of(application))
    if score.second_look and len(people) > len(totals):
        person = people[len(totals)]
        review.assign_reviewer(application, person, by=officer)
        _scores(application, person, SECOND, application.pk + 2)


def _shortlisted(world: World, call: Call, officer: User) -> None:
    members = [world.one("CN")] if world.staff.get("CN") else []
    first = True
    for application in call.applications.filter(state=A.IN_REVIEW).select_related("call", "company").order_by("pk"):
        score = queries.score_of(application, queries.reviews_of(application))
        if not score.complete or score.mean is None:
            continue
        if score.mean < Decimal(60):
            review.fall_short(application, SHORT, by=officer)
            continue
        review.shortlist_application(application, by=officer)
        people = [each for each in members if each in queries.investigators_for(application)]
        if not people:
            continue
        visit = committee.plan_investigation(
            application, visit_on=today(), members=people, outsiders=[OUTSIDER], place="신청 기업 공장", by=officer
        )
        committee.report_investigation(visit, SEEN, by=officer)
        outside = visit.members.get(user=None)
        opinion = "against" if first else "for"
        sheet = paper(officer.company, officer, "공동 실사 확인서")
        committee.enter_verdict(outside, opinion, "현장 준비를 확인했습니다.", sheet=sheet, by=officer)
        committee.give_verdict(visit, "for", "작업자가 함께하고 기준값이 있습니다.", by=people[0])
        if first:
            _voted(world, Application.objects.select_related("call", "company").get(pk=application.pk), officer)
        first = False


def _voted(world: World, application: Application, officer: User) -> None:
    """The sides differed: three of the committee vote."""
    call = application.call
    known = {each.pk for people in world.staff.values() for each in people}
    for person in [each for each in queries.seat_candidates(call) if each.pk in known][:3]:
        committee.seat_member(call, person, by=officer)
    for seat in queries.seats_of(call):
        committee.cast_vote(application, "for", "효과가 크고 다른 기업에 알릴 만합니다.", by=seat.member)
    if application.votes.count() >= 3:
        committee.conclude_committee(application, by=officer)


def _selected(call: Call, officer: User) -> None:
    """As the rules propose; whoever is left waits, the last one is told."""
    board = selecting.board_of(call)
    chosen = [row.application for row in board.rows if row.choice == "select"]
    waiting = [row.application for row in board.rows if row.choice != "select"]
    if not chosen:
        return
    declined = {waiting.pop().pk: NO_PLACE} if len(waiting) > 1 else {}
    waiver = "" if board.pick.balanced else "이번 공고에는 한쪽 기업의 신청이 적었습니다."
    selection.select_applications(call, chosen, waitlist=waiting, declined=declined, waiver=waiver, by=officer)


def _running(world: World, call: Call, officer: User) -> None:
    """One is asked for more, one has one of two reviews, one waits to be taken up."""
    found = list(call.applications.filter(state=A.SUBMITTED).select_related("call", "company").order_by("pk"))
    if len(found) > 1:
        screening.take_up(found[0], by=officer)
        screening.ask_for_more(found[0], ASKED, by=officer)
        _screened(found[1], officer, asks=False)
        people = _people(world, found[1])[:2]
        for person in people:
            review.assign_reviewer(found[1], person, by=officer)
        if people:
            _scores(found[1], people[0], 78, 1)


parts.add("support-reviews", Part(order=81, title="reviews, visits and selections of support programmes", fill=fill))
