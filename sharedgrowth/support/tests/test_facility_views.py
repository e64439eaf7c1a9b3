"""Facility solutions by their doors: a visit on a phone from the safety form to the last fault."""

import pytest
from django.urls import reverse

from portal.clock import today
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in
from sharedgrowth.support.models import Checklist, FacilityFault, FacilityInspection
from sharedgrowth.support.states import ProjectState
from sharedgrowth.support.tests import facility_stage as made
from sharedgrowth.support.tests import project_stage
from sharedgrowth.support.tests.factories import person

pytestmark = pytest.mark.django_db
EN = {"HTTP_ACCEPT_LANGUAGE": "en"}
VISITS = 8  # queries of the list


def at(name: str, *args) -> str:
    return reverse(f"support:{name}", args=args)


def signed_in(client, user):
    user.language = "en"
    user.save()
    sign_in(client, user)
    return user


def test_a_visit_from_the_plan_to_the_last_fault(client):
    owner, inspector = supplier("SA"), staff("CN")
    checklist = made.checklist()
    signed_in(client, staff("SG"))
    data = {
        "company": owner.company.number,
        "subject": "Press 3",
        "site": "Works 1",
        "checklist": checklist.pk,
        "inspector": inspector.pk,
        "planned_on": today().isoformat(),
    }
    assert client.post(at("inspection-create"), data).status_code == 303
    visit = FacilityInspection.objects.get()
    signed_in(client, inspector)
    assert "Begin with the safety form" in client.get(at("inspection-detail", visit.number), **EN).content.decode()
    assert client.post(at("inspection-begin", visit.number), {"measures": ""}, **EN).status_code == 422
    sent = client.post(at("inspection-begin", visit.number), {"hazards": ["machine"], "measures": "Locked out"})
    assert sent["Location"] == at("inspection-answers", visit.number)
    answers = {"i1-verdict": "ok", "i2-verdict": "fault", "i2-note": "", "i2-severity": "stop"}
    wrong = client.post(at("inspection-answers", visit.number), answers, **EN)
    assert wrong.status_code == 422
    assert "Say what was found." in wrong.content.decode()
    answers |= {"i2-note": "Guard is missing", "i2-recommendation": "Fit a guard", "i3-verdict": "na"}
    assert client.post(at("inspection-answers", visit.number), answers).status_code == 303
    page = client.get(at("inspection-answers", visit.number), **EN).content.decode()
    assert "Guard is missing" in page
    assert client.post(at("inspection-report", visit.number), {"summary": "One guard"}).status_code == 303
    fault = FacilityFault.objects.get()
    signed_in(client, owner)
    page = client.get(at("inspection-detail", visit.number), **EN).content.decode()
    assert "Work has to stop" in page
    assert "Confirm that work stands still" in page
    assert client.post(at("fault-stop", fault.uid)).status_code == 303
    assert client.post(at("fault-fix", fault.uid), {"text": "Fitted"}).status_code == 303
    signed_in(client, inspector)
    sent_back = client.post(at("fault-judge", fault.uid), {"closed": "no", "remark": ""}, **EN)
    assert sent_back.status_code == 422
    assert client.post(at("fault-judge", fault.uid), {"closed": "yes"}).status_code == 303
    visit.refresh_from_db()
    assert visit.state == "closed"


def test_a_checklist_is_written_line_by_line_and_a_wrong_line_is_named(client):
    author = signed_in(client, staff("CN"))
    items = "축 밀봉 | Shaft seal | high\n진동 | Vibration | bad"
    data = {"code": "pumps", "title_ko": "펌프", "title_en": "Pumps", "items": items}
    wrong = client.post(at("checklist-create"), data, **EN)
    assert wrong.status_code == 422
    assert "Line 2" in wrong.content.decode()
    assert "Shaft seal" in wrong.content.decode()
    assert client.post(at("checklist-create"), data | {"items": data["items"].replace("bad", "low")}).status_code == 303
    draft = Checklist.objects.get(code="pumps")
    assert draft.entered_by == author
    assert client.post(at("checklist-step", "pumps", 1, "propose")).status_code == 303
    assert client.post(at("checklist-step", "pumps", 1, "publish")).status_code == 403
    signed_in(client, staff("SG"))
    assert client.post(at("checklist-step", "pumps", 1, "publish")).status_code == 303
    page = client.get(at("checklist-detail", "pumps", 1), **EN).content.decode()
    assert "Make a new version" in page
    again = client.get(at("checklist-create") + "?from=pumps", **EN).content.decode()
    assert "Shaft seal" in again


def test_others_meet_nothing(client):
    visit = made.reported()
    signed_in(client, supplier("SA"))
    assert client.get(at("inspection-detail", visit.number)).status_code == 404
    assert client.post(at("fault-fix", FacilityFault.objects.get().uid), {"text": "x"}).status_code == 404
    assert visit.number not in client.get(at("inspection-list"), **EN).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, count, django_assert_num_queries):
    owner = signed_in(client, supplier("SA"))
    for _each in range(count):
        made.reported(owner.company)
    client.get(at("inspection-list"))
    with django_assert_num_queries(VISITS):
        assert len(client.get(at("inspection-list")).context["results"]) == count


def test_a_stop_of_work_stands_before_everything_that_has_a_day(client):
    visit = project_stage.cleared(project_stage.planned_visit(project_stage.project(state=ProjectState.IN_PROGRESS)))
    owner = person(visit.project.company, "SA")
    faulty = made.on_site(owner.company)
    made.answered(faulty, "fault", severity="stop")
    made.reported(owner.company)
    project_stage.reported(visit, stop_work=True, stop_text="프레스 방호 덮개가 없습니다.")
    sign_in(client, owner)

    rows = client.get(reverse("home:dashboard")).context["rows"]

    assert [row.at_once for row in rows if row.at_once or row.due] == [True, True, False]
    assert {row.url for row in rows[:2]} == {
        reverse("support:visit-detail", args=[visit.number]),
        reverse("support:inspection-detail", args=[faulty.number]),
    }
