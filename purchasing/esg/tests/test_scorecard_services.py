"""The result: objection, contests, the end of its days; who is told; ratings by others."""

from datetime import timedelta
from decimal import Decimal

import pytest

from portal.clock import today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.tests.factories import FileFactory
from portal.notices.models import Notice
from portal.people.queries import standing_of
from portal.periods import months_after
from portal.tests.factories import staff
from portal.tests.shared_data import golden
from purchasing.esg import queries, services
from purchasing.esg.handlers.review import close_what_is_over
from purchasing.esg.models import Assessment, Evidence, terms_on
from purchasing.esg.rules import ratings as rules
from purchasing.esg.states import AssessmentState, RatingScheme, RatingState, StandingFact
from purchasing.esg.tests.factories import assessed, entered, hear, person

pytestmark = pytest.mark.django_db
A = AssessmentState


def told(user) -> list[str]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", flat=True))


def report(user) -> Evidence:
    """A document of the company's library."""
    paper = FileFactory("보고서.pdf", company=user.company, by=user)
    return Evidence.objects.create(company=user.company, file=paper, title="EcoVadis 보고서", added_by=user)


def test_a_result_nobody_objects_to_becomes_final_when_its_days_are_over():
    assessment = assessed(state=A.NOTIFIED, objection_until=today() - timedelta(days=1))
    waiting = assessed(state=A.NOTIFIED, objection_until=today())

    close_what_is_over()
    close_what_is_over()

    assessment.refresh_from_db()
    waiting.refresh_from_db()
    assert (assessment.state, assessment.valid_from, waiting.state) == (A.FINAL, today(), A.NOTIFIED)
    assert standing_of(assessment.company, StandingFact.BAND, today()) == "B"


@pytest.mark.parametrize(("band", "months"), [("A", 24), ("B", 24), ("C", 6), ("D", 6)])
def test_a_result_counts_until_the_next_one_is_answered_and_reviewed(band, months):
    assessment = assessed(state=A.NOTIFIED, band=band, objection_until=today() - timedelta(days=1))
    close_what_is_over()
    assessment.refresh_from_db()
    terms = terms_on(today())
    next_is_assigned_by = months_after(today(), months) + timedelta(days=31)  # once a month
    its_days = timedelta(days=terms.answer_days + terms.overdue_days)

    assert assessment.valid_to > next_is_assigned_by + its_days + timedelta(days=60)  # two months of review
    assert standing_of(assessment.company, StandingFact.BAND, assessment.valid_to) == band


def test_an_objection_after_its_days_is_refused_with_the_day():
    day = today() - timedelta(days=1)
    assessment = assessed(state=A.NOTIFIED, objection_until=day)

    with pytest.raises(WrongState, match=str(day)):
        services.object_to_result(assessment, "늦은 이의", by=person(assessment.company, "SA"))


def test_an_objection_goes_to_those_who_took_no_part_and_its_decision_makes_it_final():
    assessment = assessed(state=A.NOTIFIED)
    other, owner = staff("ER"), person(assessment.company, "SE")

    services.object_to_result(assessment, "E1 근거 누락", by=owner)
    hear()
    assert "esg.objected" in told(other)
    assert "esg.objected" not in told(assessment.reviewer)
    with pytest.raises(NotAllowed, match="took no part"):
        services.decide_objection(assessment, answer="기각", by=assessment.reviewer)
    services.decide_objection(assessment, answer="근거가 같아 유지합니다.", by=other)
    hear()

    assert assessment.state == A.FINAL
    assert assessment.scores.count() == 1
    assert "esg.final" in told(owner)


def test_two_people_decide_at_once_and_one_is_told():
    assessment = assessed(state=A.OBJECTION, objection="이의")
    stale = Assessment.objects.get(pk=assessment.pk)
    services.decide_objection(assessment, answer="유지", by=staff("ER"))

    with pytest.raises(WrongState):
        services.decide_objection(stale, answer="수정", by=staff("EC"))


def test_a_contest_can_be_withdrawn_and_lodged_again():
    assessment = assessed(state=A.FINAL)
    owner = person(assessment.company, "SA")

    contest = services.contest_item(assessment, "E1", text="사실과 다름", by=owner)
    services.withdraw_item_contest(contest, by=owner)
    again = services.contest_item(assessment, "E1", text="다시 제출", by=owner)
    with pytest.raises(WrongState, match="already contested"):
        services.contest_item(assessment, "E1", text="또", by=owner)

    assert again.score_before == 4
    assert list(queries.item_contests_to_decide(assessment.reviewer)) == []
    assert list(queries.item_contests_to_decide(staff("ER"))) == [again]


def test_rba_is_scored_by_its_formula_and_verified_by_another():
    company = entered()
    owner, reviewer = person(company, "SE"), staff("ER")
    vector = golden("rba")
    counts = {
        "applicable": vector["applicable"],
        "conformant": vector["conform"],
        "priority": vector["priority"],
        "major": vector["major"],
        "minor": vector["minor"],
    }

    rating = services.add_rating(
        scheme=RatingScheme.RBA_VAP,
        reference="VAP-1",
        evidence=report(owner),
        issued_on=today(),
        counts=counts,
        by=owner,
    )
    hear()
    services.decide_rating(rating, verified=True, reason="", by=reviewer)

    assert rating.score == Decimal(vector["score"])
    assert rules.rba_colour(rating.score) == "red"
    assert rating.valid_to.year == today().year + 2
    assert rating.state == RatingState.VERIFIED
    assert "esg.rating_entered" in told(reviewer)
    assert queries.ratings_in_force(company) == [rating]


def test_a_rating_that_cannot_be_is_refused_at_its_field():
    owner = person(entered(), "SE")
    paper = report(owner)
    fields = {
        "scheme": RatingScheme.RBA_VAP,
        "reference": "VAP-2",
        "evidence": paper,
        "issued_on": today(),
        "by": owner,
    }
    counts = {"applicable": 10, "conformant": 11, "priority": 0, "major": 0, "minor": 0}

    with pytest.raises(RuleBroken) as more:
        services.add_rating(**fields, counts=counts)
    with pytest.raises(RuleBroken) as none:
        services.add_rating(**fields, counts={"applicable": 10})
    eco = {**fields, "scheme": RatingScheme.ECOVADIS, "score": Decimal(64)}
    services.add_rating(**eco)
    with pytest.raises(RuleBroken) as twice:
        services.add_rating(**eco)

    assert (more.value.field, none.value.field, twice.value.field) == ("conformant", "conformant", "reference")
