"""Pages of projects: what one sees, what one can do, at what cost."""

import pytest
from django.urls import reverse

from portal.clock import today
from portal.tests.factories import staff
from portal.tests.signin import sign_in
from sharedgrowth.support.states import ProjectState
from sharedgrowth.support.tests import project_stage as made
from sharedgrowth.support.tests.factories import person

pytestmark = pytest.mark.django_db
P = ProjectState


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, number, django_assert_num_queries):
    sign_in(client, staff("SG"))
    for _each in range(number):
        made.project()

    with django_assert_num_queries(8):
        response = client.get(reverse("support:project-list"))

    assert len(response.context["results"].object_list) == number


@pytest.mark.parametrize(
    "state", [P.AGREEMENT, P.IN_PROGRESS, P.ON_HOLD, P.COMPLETED, P.MEASURED, P.VERIFIED, P.CLOSED]
)
def test_the_page_of_a_project_shows_at_every_step(client, state):
    project = made.project(state=state)
    for user in (project.officer, person(project.company, "SA"), staff("PO"), staff("FI")):
        sign_in(client, user)
        assert client.get(reverse("support:project-detail", args=[project.number])).status_code == 200


def test_purchasing_sees_no_money_of_a_project(client):
    project = made.project(state=P.IN_PROGRESS)
    sign_in(client, staff("PO"))

    page = client.get(reverse("support:project-detail", args=[project.number])).content.decode()

    assert f"{project.total_won:,.0f}" not in page
    assert client.get(reverse("support:agreement-detail", args=[project.number])).status_code == 404
    assert client.get(reverse("support:agreement-paper", args=[project.number])).status_code == 404


def test_the_agreement_is_signed_with_a_fresh_proof_and_printed(client):
    project = made.project()
    sign_in(client, project.officer)
    url = reverse("support:agreement-draw-up", args=[project.number])
    told = client.post(url, {"scope": "측정기 연결", "begins_on": "2020-01-01"})
    assert told.status_code == 422
    assert "측정기 연결" in told.content.decode()
    assert client.post(url, {"scope": "측정기 연결", "begins_on": today().isoformat()}).status_code == 303
    own = person(project.company, "SA")
    sign_in(client, own)
    paper = client.get(reverse("support:agreement-paper", args=[project.number]))
    assert paper.content.startswith(b"%PDF")
    sign = reverse("support:agreement-sign", args=[project.number])
    assert client.post(sign, {"version": 1}).status_code == 422  # not ticked
    assert client.post(sign, {"version": 1, "agrees": "on"}).status_code == 303
    assert project.agreements.get().company_signed_by == own


def test_what_was_typed_is_kept_when_the_measurement_is_refused(client):
    project = made.long_ago(made.project(state=P.COMPLETED))
    sign_in(client, project.officer)
    given = {f"after_{kpi.pk}": "80" for kpi in project.kpis.all()}

    response = client.post(
        reverse("support:project-measure", args=[project.number]),
        given | {"measured_on": "2020-01-01", "effect_text": "재료비 절감"},
    )

    assert response.status_code == 422
    assert "measured_on" in response.context["form"].errors
    assert "재료비 절감" in response.content.decode()
