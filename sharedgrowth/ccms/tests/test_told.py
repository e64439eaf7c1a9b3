"""Who is told of what; who reads the documents."""

import pytest
from django.utils.translation import override

from portal.display import day_text
from portal.files.models import File
from portal.files.policies import may_read
from portal.files.tests.factories import pdf_bytes, upload
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.tests.factories import CompanyFactory, UserFactory, staff
from sharedgrowth.ccms.handlers import privacy
from sharedgrowth.ccms.queries import assessments as queries
from sharedgrowth.ccms.services import actions, assessments, overviews
from sharedgrowth.ccms.services.assessments import AnswerIn
from sharedgrowth.ccms.tests import factories as made

pytestmark = pytest.mark.django_db


def told() -> dict[str, set]:
    """Everybody who was told since the last look, by kind."""
    deliver_due(1000)
    found: dict[str, set] = {}
    for notice in Notice.objects.filter(kind__startswith="ccms.").select_related("user"):
        found.setdefault(notice.kind, set()).add(notice.user)
    Notice.objects.all().delete()
    return found


def test_each_step_of_an_overview_tells_who_comes_next():
    owner, office, legal, publisher = staff("PO"), staff("CC"), staff("CP"), staff("CC")
    overviews.set_owner(made.module("B6"), owner=owner, by=office)
    overview = made.submitted(by=owner)
    assert told() == {"ccms.overview_submitted": {office, publisher}}
    overview = overviews.pass_on_overview(overview, by=office)
    assert told() == {"ccms.overview_passed_on": {legal}}
    overview = overviews.send_back_overview(overview, reason="Name the law.", by=legal)
    assert told() == {"ccms.overview_sent_back": {owner}}
    overview = overviews.pass_on_overview(overviews.submit_overview(overview, by=owner), by=office)
    overview = overviews.approve_overview(overview, by=legal)
    assert set(told()) == {"ccms.overview_submitted", "ccms.overview_passed_on", "ccms.overview_approved"}
    overview = overviews.publish_overview(overview, by=publisher)
    assert told() == {"ccms.overview_published": {owner}}
    overviews.withdraw_overview(overview, reason="A figure was wrong.", by=legal)
    assert told() == {"ccms.overview_withdrawn": {owner}}


def test_a_unit_is_told_and_a_second_person_asked():
    assessment = made.opened()
    first, second = made.people(assessment)
    assert told() == {"ccms.assessment_opened": {first, second}}
    assessments.save_answers(assessment, made.all_at(assessment, 2), by=first)
    assessment = assessments.submit(assessment, by=first)
    assert told() == {"ccms.assessment_submitted": {second}}
    assessments.confirm(assessment, {}, {}, by=second)
    assert told() == {"ccms.assessment_confirmed": {first}}
    action = assessment.actions.order_by("pk")[0]
    action = actions.plan_action(action, title="Plan", due_on=action.due_on, owner=second, by=first)
    actions.finish_action(action, result="Done.", by=second)
    deliver_due(1000)
    given = Notice.objects.get(kind="ccms.action_given")
    for language in ("ko", "en"):
        with override(language):
            assert day_text(action.due_on, "day") in given.text
    assert told() == {"ccms.action_given": {second}, "ccms.action_done": {first}}


def test_documents_are_read_by_who_sees_the_self_assessment():
    assessment = made.opened()
    first, second = made.people(assessment)
    item = queries.items_of(assessment.set)[0]
    assessments.save_answers(assessment, {item.pk: AnswerIn(level=4)}, by=first)
    sent = {item.pk: upload("proof.pdf", pdf_bytes())}
    assessments.save_answers(assessment, {item.pk: AnswerIn(level=4, seen=1)}, uploads=sent, by=first)
    file = File.objects.latest("pk")
    readers = {first: True, second: True, staff("CC"): True, staff("AU"): True, staff("PO"): False}
    readers[UserFactory(company=CompanyFactory(), roles=("SA",))] = False

    assert {user: bool(may_read(user, file)) for user in readers} == readers


def test_a_person_reads_what_is_kept_of_them_and_leaves_units_modules_and_actions_on_erasure():
    assessment = made.confirmed(2)
    first, second = made.people(assessment)
    overviews.set_owner(made.module("B6"), owner=first, by=staff("CC"))
    action = assessment.actions.order_by("pk")[0]
    actions.plan_action(action, title="Plan", due_on=action.due_on, owner=first, by=second)

    assert [len(section.rows) for section in privacy.sections_of(first)] == [1, 1, 52, 1]
    counts = privacy.erase(first, reason="asked for")
    assert counts == {"ccms.unit_member": 1, "ccms.module_owner": 1, "ccms.action_owner": 1}
    assert [len(section.rows) for section in privacy.sections_of(first)] == [52]
    assert list(assessment.unit.members.all()) == [second]
