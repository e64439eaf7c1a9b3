"""Self-assessments: levels, evidence, a second person, flags, actions, years, aggregates, comparisons."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import translation

from portal.clock import db_now, today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.tests.factories import pdf_bytes, upload
from portal.notices.models import Notice
from portal.outbox.models import Event
from portal.tests.factories import CompanyFactory, UserFactory, staff
from sharedgrowth.ccms.handlers.assessments import tell_set_missing
from sharedgrowth.ccms.models import Action, Answer, AssessmentSet, KeptRun, PublishedResult, SelfAssessment
from sharedgrowth.ccms.queries import assessments as queries
from sharedgrowth.ccms.services import actions, assessments, cycle, runs, sets
from sharedgrowth.ccms.services.assessments import AnswerIn, Judged
from sharedgrowth.ccms.states import ActionState, AssessmentState, FlagKind, SetState
from sharedgrowth.ccms.tests import factories as made

pytestmark = pytest.mark.django_db
A = AssessmentState


def test_a_year_of_a_unit_from_answers_to_its_results():
    assessment = made.opened()
    first, second = made.people(assessment)
    told = made.all_at(assessment, 3)
    items = {item.code: item.pk for item in queries.items_of(assessment.set)}
    for code, level in {"B1-1": 4, "B1-2": 3, "B1-3": 5, "B1-4": 2}.items():  # weights 3 2 1 2: 27 of 8
        told[items[code]] = AnswerIn(level, evidence="intranet" if level >= 4 else "")
    for code in ("P2-1", "P2-2", "P2-3", "P2-4"):
        told[items[code]] = AnswerIn(level=2)
    for code in ("B8-1", "B8-2", "B8-3", "B8-4"):
        told[items[code]] = AnswerIn(not_applicable=True)
    assessments.save_answers(assessment, told, by=first)
    assessment = assessments.submit(assessment, by=first)
    assessment = assessments.confirm(assessment, made.accept_all(assessment), {}, by=second)

    results = {each.module.code: each for each in assessment.results.select_related("module")}
    assert (results["B1"].mean, results["B1"].index) == (Decimal("3.3750"), Decimal("59.3750"))
    assert (results["B8"].mean, results["B8"].index) == (None, None)
    assert results["P2"].index == 25
    assert assessment.overall == Decimal("48.6979")  # (59.375 + 25 + 10 × 50) / 12
    action = assessment.actions.get()
    assert (action.module.code, action.automatic, action.state) == ("P2", True, ActionState.OPEN)


def test_high_levels_need_evidence_and_a_second_person():
    assessment = made.opened()
    first, second = made.people(assessment)
    assessments.save_answers(assessment, made.all_at(assessment, 3), by=first)
    item = next(each for each in queries.items_of(assessment.set) if each.code == "S1-2")
    assessments.save_answers(assessment, {item.pk: AnswerIn(level=4, seen=1)}, by=first)

    with pytest.raises(RuleBroken, match=r"S1-2 needs evidence.*CCM-03"):
        assessments.submit(assessment, by=first)
    assessments.save_answers(
        assessment,
        {item.pk: AnswerIn(level=4, seen=1 + 1)},
        uploads={item.pk: upload("donations.pdf", pdf_bytes())},
        by=second,
    )
    assessment = assessments.submit(assessment, by=first)
    answer = Answer.objects.get(assessment=assessment, item=item)
    with pytest.raises(NotAllowed, match="CCM-03"):  # who brought the evidence accepts it
        assessments.confirm(assessment, {answer.pk: Judged(True)}, {}, by=second)
    with pytest.raises(NotAllowed, match="CCM-03"):  # who handed it in confirms nothing
        assessments.confirm(assessment, {answer.pk: Judged(True)}, {}, by=first)
    office = staff("CC")
    with pytest.raises(RuleBroken, match="Not accepted: S1-2"):
        assessments.confirm(assessment, {answer.pk: Judged(False, "old paper")}, {}, by=office)
    assert assessments.confirm(assessment, {answer.pk: Judged(True)}, {}, by=office).state == A.CONFIRMED


def test_what_goes_back_keeps_answers_and_notes():
    assessment = made.handed_in(4)
    second = made.people(assessment)[1]
    answer = queries.to_accept(assessment.set, queries.answers_of(assessment).values())[0]
    assessments.send_back(assessment, {answer.pk: Judged(False, "Which year?")}, reason="See B1.", by=second)

    answer.refresh_from_db()
    assert (answer.level, answer.accepted, answer.note) == (4, False, "Which year?")
    assert SelfAssessment.objects.get().state == A.OPEN


def test_blanket_fives_are_flagged_and_must_be_explained():
    assessment = made.handed_in(5)
    second = made.people(assessment)[1]
    assert [flag.kind for flag in assessment.flags.all()] == [FlagKind.VARIANCE]

    with pytest.raises(RuleBroken, match="Say why it stands"):
        assessments.confirm(assessment, made.accept_all(assessment), {}, by=second)
    notes = {FlagKind.VARIANCE: "Audited by others in June."}
    assert assessments.confirm(assessment, made.accept_all(assessment), notes, by=second).state == A.CONFIRMED


def next_year(found: AssessmentSet | None = None) -> AssessmentSet:
    """The next year's set, in force."""
    writer = staff("CC")
    copied = sets.copy_set(found or made.shipped_set(), year=2027, version="1.0", by=writer)
    return sets.publish_set(sets.submit_set(copied, by=writer), by=staff("CC"))


def test_last_years_answers_again_are_flagged_and_years_are_compared_over_mapped_statements():
    own = made.unit()
    made.confirmed(3, own)
    found = next_year()
    again = made.handed_in(3, own, found=found)

    assert [flag.kind for flag in again.flags.all()] == [FlagKind.COPIED]
    items, answers = queries.items_of(found), queries.answers_of(again)
    compared = queries.comparison(items, answers, queries.year_before(again))
    assert {(each.before, each.now, each.items) for each in compared.values()} == {(Decimal(50), Decimal(50), 4)}
    found.items.filter(module__code="B1").update(maps_to=None)  # other questions: nothing to compare
    compared = queries.comparison(queries.items_of(found), answers, queries.year_before(again))
    assert "B1" not in compared
    assert "B2" in compared


def test_a_copied_set_is_changed_only_as_a_draft_and_published_by_another():
    writer = staff("CC")
    copied = sets.copy_set(made.shipped_set(), year=2027, version="1.0", by=writer)
    told = sets.ItemIn(made.module("B6"), "B6-9", "새 문장입니다.", "A new statement.", weight=1)
    sets.save_item(copied, told, levels={5: ("밖에 공개", "Published outside")}, by=writer)
    with pytest.raises(RuleBroken, match="both languages"):
        sets.save_item(copied, told, code="B6-9", levels={5: ("밖에 공개", "")}, by=writer)
    submitted = sets.submit_set(copied, by=writer)
    with pytest.raises(NotAllowed):
        sets.publish_set(submitted, by=writer)
    found = sets.publish_set(submitted, by=staff("CP"))
    assert (found.state, found.items.count(), len(found.sha256)) == (SetState.PUBLISHED, 53, 64)
    with pytest.raises(WrongState):
        sets.remove_item(found, "B6-9", by=writer)


def test_a_set_without_a_statement_for_a_module_is_not_published():
    writer = staff("CC")
    copied = sets.copy_set(made.shipped_set(), year=2027, version="1.0", by=writer)
    for code in ("S2-1", "S2-2", "S2-3", "S2-4"):
        sets.remove_item(copied, code, by=writer)
    with pytest.raises(RuleBroken, match=r"S2 Communication has no statement"):
        sets.submit_set(copied, by=writer)


def test_the_year_opens_closes_and_is_published_by_itself():
    units = [made.unit(f"Plant {n}") for n in range(6)]
    found = made.shipped_set()
    cycle.run_cycle(date(2026, 9, 30))
    assert SelfAssessment.objects.count() == 0
    cycle.run_cycle(date(2026, 10, 1))
    cycle.run_cycle(date(2026, 10, 2))
    assert SelfAssessment.objects.filter(set=found).count() == 6
    cycle.run_cycle(date(2026, 11, 16))
    cycle.run_cycle(date(2026, 11, 17))
    assert Event.objects.filter(name="ccms.assessment_due").count() == 6
    for own in units[:5]:
        made.confirmed(3, own)
    cycle.run_cycle(date(2026, 11, 30))
    assert SelfAssessment.objects.filter(state=A.OPEN).count() == 1
    cycle.run_cycle(date(2026, 12, 1))
    assert SelfAssessment.objects.get(unit=units[5]).state == A.MISSED
    cycle.run_cycle(date(2027, 1, 30))
    assert PublishedResult.objects.count() == 0
    cycle.run_cycle(date(2027, 1, 31))
    cycle.run_cycle(date(2027, 2, 1))
    rows = {each.module.code if each.module else "": (each.units, each.index) for each in found.published_results.all()}
    assert len(rows) == 14
    assert rows[""] == rows["B1"] == (5, Decimal(50))


def test_results_wait_for_second_persons_and_a_year_without_a_set_is_told():
    for n in range(5):
        made.confirmed(3, made.unit(f"Plant {n}"))
    late = made.opened(made.unit("Late"))
    SelfAssessment.objects.filter(pk=late.pk).update(
        state=A.SUBMITTED, submitted_by=made.people(late)[0], submitted_at=db_now()
    )
    cycle.run_cycle(date(2027, 1, 31))
    assert PublishedResult.objects.count() == 0
    cycle.run_cycle(date(2027, 2, 28))
    assert set(PublishedResult.objects.values_list("units", flat=True)) == {5}
    for day in (date(2027, 8, 31), date(2027, 9, 1), date(2027, 9, 2)):
        cycle.run_cycle(day)
    assert list(Event.objects.filter(name="ccms.set_missing").values_list("payload", flat=True)) == [{"year": 2027}]
    office = staff("CC")
    tell_set_missing(year=2027)
    assert str(Notice.objects.get(user=office, kind="ccms.set_missing")).startswith("The set of statements of 2027")


def test_fewer_than_five_units_tell_no_mean():
    for n in range(4):
        made.confirmed(3, made.unit(f"Plant {n}"))
    cycle.publish_year(made.shipped_set())

    assert set(PublishedResult.objects.values_list("units", "index")) == {(4, None)}


def test_units_see_only_their_own():
    mine, other = made.opened(made.unit("One")), made.opened(made.unit("Two"))
    company = UserFactory(company=CompanyFactory(), roles=("SA",))
    outside = assessments.begin_for_company(by=company)

    assert list(queries.assessments_visible_to(made.people(mine)[0])) == [mine]
    assert set(queries.assessments_visible_to(staff("CC"))) == {mine, other}  # not the companies'
    assert list(queries.assessments_visible_to(company)) == [outside]
    assert assessments.begin_for_company(by=company) == outside
    assert not queries.assessments_visible_to(staff("PO")).exists()
    assert not queries.assessments_visible_to(UserFactory(company=CompanyFactory(), roles=("SA",))).exists()
    with pytest.raises(NotAllowed):
        assessments.save_answers(mine, made.all_at(mine, 3), by=made.people(other)[0])


def test_two_answer_the_same_statement_at_once_one_is_told_and_nothing_of_theirs_is_saved():
    assessment = made.opened()
    first, second = made.people(assessment)
    one, two = [item.pk for item in queries.items_of(assessment.set)][:2]
    assessments.save_answers(assessment, {one: AnswerIn(level=2)}, by=first)

    with pytest.raises(WrongState, match="Somebody else has answered"):
        assessments.save_answers(assessment, {one: AnswerIn(level=5), two: AnswerIn(level=5)}, by=second)
    assert list(Answer.objects.values_list("item", "level")) == [(one, 2)]


def test_an_action_is_planned_reported_and_closed_by_another():
    assessment = made.confirmed(2)
    first, second = made.people(assessment)
    action = Action.objects.filter(assessment=assessment).first()
    assert Action.objects.filter(assessment=assessment).count() == 13
    due = today() + timedelta(days=30)
    with pytest.raises(RuleBroken, match="Plan the action first"):
        actions.finish_action(action, result="Done.", by=first)
    stranger = UserFactory(company=CompanyFactory(), roles=("SA",))
    with pytest.raises(RuleBroken, match="same organisation"):
        actions.plan_action(action, title="Write a plan", due_on=due, owner=stranger, by=first)
    action = actions.plan_action(action, title="Write a plan", due_on=due, owner=second, by=first)
    action = actions.finish_action(action, result="The plan is on the intranet.", by=second)
    with pytest.raises(NotAllowed, match="reported an action done"):
        actions.close_action(action, by=second)
    action = actions.reopen_action(action, reason="It has no date.", by=first)
    action = actions.finish_action(action, result="With dates now.", by=second)
    assert actions.close_action(action, by=first).state == ActionState.CLOSED


def test_an_anonymous_run_keeps_levels_alone_and_forgets_them():
    found = made.shipped_set()
    run, token = runs.keep_run(found, {"B1-1": 4, "nothing": 5, "B1-2": 9})

    assert run.levels == {"B1-1": 4}
    assert token not in str(KeptRun.objects.values().get())
    assert runs.kept_run(token) == run
    cycle.run_cycle(run.until + timedelta(days=1))
    assert KeptRun.objects.count() == 0
    _run, token = runs.keep_run(found, {"B1-1": 4})
    assert (runs.forget_run(token), runs.forget_run(token), KeptRun.objects.count()) == (True, False, 0)


@pytest.mark.django_db(transaction=True)
def test_two_confirm_at_once_results_are_written_once():
    assessment = made.handed_in(3, made.unit(members=3))
    seconds = [made.people(assessment)[1], made.people(assessment)[2]]

    def confirm(by):
        try:
            with translation.override("en"):  # a thread begins in the default language
                assessments.confirm(assessment, {}, {}, by=by)
        except WrongState as late:
            return str(late)
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        told = set(pool.map(confirm, seconds))

    assert told == {None, "This self-assessment is no longer in the state you saw. Reload the page."}
    assert assessment.results.count() == 13
