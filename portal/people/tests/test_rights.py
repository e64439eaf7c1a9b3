"""The table of rights as people read it."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from portal import rights
from portal.people.roles import ROLES
from portal.tests.factories import UserFactory, staff, supplier
from portal.tests.signin import sign_in

URL = "people:right-list"


def test_the_table_names_the_roles_of_every_database():
    told = [(code, each["side"], each["ko"], each["en"]) for code, each in rights.page()["roles"].items()]
    assert told == [role[:4] for role in ROLES]


def test_each_door_says_who_gets_in_and_where_it_is():
    lines = list(rights.rights())
    assert [line for line in lines if not line.address and not line.door.startswith("admin:")] == []
    known = {code for code, *_rest in ROLES} | {rights.VISITOR, rights.NOBODY}
    assert {column for line in lines for column in line.marks} <= known
    for line in lines:
        if line.door == "partners:secret-end":
            assert line.marks == {"SA": rights.CONCERNED}


@pytest.mark.django_db
def test_the_staff_read_it_by_role_and_area(client):
    sign_in(client, staff("RQ"))
    with override("en"):
        whole = client.get(reverse(URL))
        assert whole.status_code == 200
        assert whole.context["doors"] is None
        page = client.get(reverse(URL), {"role": "OC"})
        kinds = (rights.ALL, rights.CONCERNED, rights.TOGETHER)
        assert {code for line in page.context["doors"] for kind in kinds for code in line[kind]} == {"OC"}
        some = client.get(reverse(URL), {"role": "OC", "area": "bidding"}).context["doors"]
    assert 0 < len(some) <= len(page.context["doors"])
    for wrong in ({"role": "x"}, {"area": "x"}, {"role": "OC", "area": "partners"}):
        assert client.get(reverse(URL), wrong).status_code == 200


@pytest.mark.django_db
def test_others_do_not(client):
    for person in (supplier("SA"), UserFactory()):
        sign_in(client, person)
        assert client.get(reverse(URL)).status_code == 403
    client.logout()
    assert client.get(reverse(URL)).status_code in (302, 303)
