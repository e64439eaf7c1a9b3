"""A database that is busy is no fault: 503, nothing lost, the same once more. With real locks of another connection."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.db.utils import OperationalError
from django.urls import reverse

from portal.errors import is_busy
from portal.people.models import Company
from portal.tests.factories import supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db(transaction=True)

EDIT = {"address": "경상북도 포항시 남구 새길 9", "phone": "054-555-7777", "about_ko": "유압 실린더"}


@contextmanager
def held(company: Company) -> Iterator[None]:
    """Another connection has locked the company's row and does not let go."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT 1 FROM people_company WHERE id = %s FOR UPDATE", [company.pk])
        yield
    finally:
        other.close()


@pytest.fixture
def writer(client):
    user = supplier("SA")
    client.cookies["django_language"] = "en"
    sign_in(client, user)
    client.get(reverse("people:company-edit"))
    return user


@pytest.fixture(params=["lock_timeout", "statement_timeout"])
def impatient(request) -> Iterator[None]:
    """The database waits a fifth of a second instead of seconds."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET {request.param} = 200")
    yield
    connection.close()  # its settings with it


def test_a_form_that_met_a_lock_is_a_503_and_comes_back_filled_in(client, writer, impatient):
    url = reverse("people:company-edit")
    with held(writer.company):
        response = client.post(url, EDIT)
    page = response.content.decode()
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert "The portal is busy at this moment" in page
    assert f'href="{url}"' in page
    assert Company.objects.get(pk=writer.company_id).phone != EDIT["phone"]

    page = client.get(url).content.decode()
    assert 'value="054-555-7777"' in page
    assert "The portal was busy and saved nothing" in page
    assert client.post(url, EDIT).status_code in (302, 303)
    assert Company.objects.get(pk=writer.company_id).phone == EDIT["phone"]


@pytest.mark.parametrize("impatient", ["lock_timeout"], indirect=True)
def test_in_a_fragment_the_form_stays_as_it_is_and_nothing_is_kept_beside_it(client, writer, impatient):
    with held(writer.company):
        response = client.post(reverse("people:company-edit"), EDIT, headers={"HX-Request": "true"})
    assert response.status_code == 503
    assert "kept_form" not in client.session


@pytest.mark.parametrize("impatient", ["lock_timeout"], indirect=True)
def test_only_what_others_caused_is_called_busy(writer, impatient):
    with held(writer.company), pytest.raises(OperationalError) as waited, transaction.atomic():
        Company.objects.select_for_update(of=("self",)).get(pk=writer.company_id)
    assert is_busy(waited.value)
    assert not is_busy(OperationalError("server closed the connection"))
    assert not is_busy(ValueError("a fault"))
