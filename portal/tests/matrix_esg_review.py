"""The worlds behind the doors of ESG reviews, scorecards, contests and external ratings."""

from portal.clock import today
from portal.files.tests.factories import FileFactory
from portal.people.models import User
from portal.tests.factories import UserFactory, staff, supplier
from portal.tests.matrix import World, stage
from purchasing.esg import queries, services
from purchasing.esg.models import Assessment, Evidence
from purchasing.esg.services import Given
from purchasing.esg.states import AssessmentState, RatingScheme
from purchasing.esg.tests.factories import assessed, person

A = AssessmentState


def _people(assessment: Assessment, **more: User | None) -> dict[str, User | None]:
    company = assessment.company
    return {
        "visitor": None,
        "newcomer": UserFactory(),
        "outsider": supplier("SA", "SE", "SU"),
        "owner": person(company, "SA"),
        "officer_esg": person(company, "SE"),
        "writer": person(company, "SU"),
        "bidder": person(company, "BD"),
        "reviewer": assessment.reviewer or staff("ER"),
        "colleague": staff("ER"),
        "committee": staff("EC"),
        "compliance": staff("CP"),
        "auditor": staff("AU"),
        "consultant": staff("CN"),
        "officer": staff("PO"),
        "approver": staff("AP"),
        "helper": staff("SG"),
        "finance": staff("FI"),
        "administrator": staff("AD", is_staff=True, is_superuser=True),
        **more,
    }


def _world(assessment: Assessment, *, people: dict[str, User | None] | None = None, **names) -> World:
    told = {"number": assessment.number, "uid": assessment.uid, "today": today().isoformat()}
    return World(people or _people(assessment), told | names, owner=assessment.company)


def _taken() -> Assessment:
    assessment = assessed(state=A.SUBMITTED)
    services.take_assessment(assessment, by=staff("ER"))
    return assessment


def _given(assessment: Assessment, score: int = 4) -> None:
    for code in ("E1", "S1", "G1"):
        word = Given(score=score if code == "E1" else 4, remark="확인했습니다.")
        services.save_reviews(assessment, {code: word}, by=assessment.reviewer)


@stage("esg assessment submitted")
def submitted() -> World:
    """Nobody has taken it; one reviewer is tied to the company, one consultant helped it."""
    assessment = assessed(state=A.SUBMITTED)
    people = _people(assessment, tied=staff("ER"))
    services.note_help(people["tied"], assessment.company, last_on=today())
    services.note_help(people["consultant"], assessment.company, last_on=today())
    return _world(assessment, people=people, reviewer=people["reviewer"].pk, company=assessment.company.number)


@stage("esg assessment in review")
def in_review() -> World:
    """Taken, all items given, not closed."""
    assessment = _taken()
    _given(assessment)
    return _world(assessment)


@stage("esg assessment blind")
def blind() -> World:
    """A second look is asked for."""
    assessment = _taken()
    _given(assessment, score=2)
    services.close_first(assessment, by=assessment.reviewer)
    return _world(assessment)


@stage("esg assessment in blind review")
def in_blind() -> World:
    """A colleague has taken the second look and given what there is to give."""
    assessment = _taken()
    _given(assessment, score=2)
    services.close_first(assessment, by=assessment.reviewer)
    second = staff("ER")
    services.take_blind_review(assessment, by=second)
    word = Given(score=4, remark="점검 기록이 최근 것입니다.")
    services.save_reviews(assessment, {"E1": word}, by=second, round=services.BLIND_ROUND)
    return _world(assessment, people=_people(assessment, second=second))


@stage("esg assessment to agree")
def to_agree() -> World:
    """Both rounds are closed; the first reviewer has proposed a score."""
    world = in_blind()
    assessment = Assessment.objects.get(number=world.names["number"])
    services.close_blind(assessment, by=world.people["second"])
    services.propose_agreed(assessment, "E1", Given(score=3, remark="일부 확인"), by=assessment.reviewer)
    return world


@stage("esg assessment closed")
def closed() -> World:
    """The review is closed; it can be scored."""
    assessment = _taken()
    _given(assessment)
    services.close_first(assessment, by=assessment.reviewer)
    return _world(assessment)


@stage("esg assessment scored")
def scored() -> World:
    """Its result waits to be sent."""
    world = closed()
    assessment = Assessment.objects.get(number=world.names["number"])
    services.score_assessment(assessment, by=assessment.reviewer)
    return world


@stage("esg result sent")
def sent() -> World:
    """The supplier sees it and may object; a score and its items."""
    world = scored()
    assessment = Assessment.objects.get(number=world.names["number"])
    services.send_result(assessment, by=assessment.reviewer)
    score = queries.last_score(assessment)
    assert score is not None  # sent
    return World(world.people, world.names | {"score": score.uid, "total": score.total}, owner=world.owner)


@stage("esg result objected")
def objected() -> World:
    """Somebody who took no part decides; one item is contested too."""
    world = sent()
    assessment = Assessment.objects.get(number=world.names["number"])
    services.object_to_result(assessment, "근거 누락", by=world.people["owner"])
    contest = services.contest_item(assessment, "G1", text="사실과 다름", by=world.people["owner"])
    return World(world.people, world.names | {"contest": contest.uid}, owner=world.owner)


@stage("esg rating entered")
def rating_entered() -> World:
    """It waits for a reviewer."""
    assessment = assessed(state=A.IN_PROGRESS)
    people = _people(assessment)
    owner = people["officer_esg"]
    paper = FileFactory("보고서.pdf", company=owner.company, by=owner)
    report = Evidence.objects.create(company=owner.company, file=paper, title="보고서", added_by=owner)
    rating = services.add_rating(
        scheme=RatingScheme.ECOVADIS, reference="EV-1", evidence=report, issued_on=today(), score=66, by=owner
    )
    return _world(assessment, people=people, rating=rating.uid, evidence=report.pk)
