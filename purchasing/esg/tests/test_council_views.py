"""The pages of the council and of consulting: what each reader sees, at a fixed number of queries."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from portal.clock import db_now, today
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in
from purchasing.esg.models import CouncilMeeting
from purchasing.esg.services import consulting, council

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    sign_in(client, user)
    return client


def url(name: str, *args) -> str:
    return reverse(f"esg:{name}", args=args)


def held(keeper, half: str, decisions: int) -> CouncilMeeting:
    agenda = [("strategy", "방향", "Direction")]
    meeting = council.plan_meeting(half=half, meets_at=db_now(), place="본사", agenda=agenda, by=keeper)
    member = council.add_member(group_company=f"한빛 {half}", person="박실장", by=keeper)
    meeting = council.invite_council(meeting, by=keeper)
    meeting = council.hold_meeting(meeting, present=[member], acknowledged=True, by=keeper)
    for no in range(decisions):
        due = today() + timedelta(days=30 + no)
        council.decide_in_council(meeting, text=f"결정 {no}", owner=member, due_on=due, by=keeper)
    return meeting


@pytest.mark.parametrize("meetings", [1, 3])
def test_the_council_costs_the_same_for_one_and_for_three(meetings, django_assert_num_queries):
    keeper = staff("ER")
    for no in range(meetings):
        held(keeper, f"202{no}-H1", decisions=1)
    client = signed_in(keeper)
    client.get(url("council-list"))
    with django_assert_num_queries(11):
        page = client.get(url("council-list"))
    assert len(page.context["meetings"]) == len(page.context["open_rows"]) == meetings


@pytest.mark.parametrize("requests", [1, 3])
def test_the_list_of_requests_costs_the_same_for_one_and_for_three(requests, django_assert_num_queries):
    for _ in range(requests):
        consulting.ask_consulting(field="energy", need="누설", by=supplier("SA"))
    client = signed_in(staff("SG"))
    client.get(url("consulting-list"))
    with django_assert_num_queries(8):
        page = client.get(url("consulting-list"))
    assert len(page.context["results"]) == requests


def test_a_point_without_a_title_is_asked_for_and_nothing_typed_is_lost():
    client = signed_in(staff("ER"))
    page = client.post(url("council-create"), {"half": "2026-H2", "place": "본사 12층"})
    assert page.status_code == 422
    assert "본사 12층" in page.content.decode()


def test_minutes_are_a_paper_once_they_are_approved():
    keeper = staff("ER")
    meeting = held(keeper, "2026-H1", decisions=2)
    client = signed_in(keeper)
    assert client.get(url("council-paper", meeting.uid)).status_code == 404
    council.write_minutes(meeting, minutes="다루었다.", by=keeper)
    council.approve_minutes(meeting, by=staff("EC"))
    assert client.get(url("council-paper", meeting.uid)).content[:4] == b"%PDF"


def test_a_supplier_consents_to_be_named_and_takes_it_back():
    client = signed_in(supplier("SA"))
    assert "shown without the name" in client.get(url("council-sharing")).content.decode()
    client.post(url("council-sharing"), {"given": "yes"})
    assert "see the result by name" in client.get(url("council-sharing")).content.decode()
    client.post(url("council-sharing"), {"given": "no"})
    assert "shown without the name" in client.get(url("council-sharing")).content.decode()
    assert signed_in(supplier("SU")).get(url("council-sharing")).status_code == 403
