"""One's own notices, the preferences, and the way out without signing in."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from portal.notices import queries
from portal.notices.models import Notice
from portal.notices.services import notify, unsubscribe_token
from portal.notices.states import Delivery
from portal.tests.factories import supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
LIST = "/notices/"
LIST_QUERIES = 8  # session, user, roles, other companies, clock; count, unread, page


@pytest.fixture
def user():
    """A reader of English."""
    return supplier("SU", language="en")


@pytest.fixture
def reader(client, user):
    """The reader's browser."""
    client.cookies["django_language"] = "en"
    return sign_in(client, user)


def duty(user, number=1, **fields) -> Notice:
    """An essential notice that leads to the preferences page."""
    notify([user], "test.duty", params={"number": number}, url_name="notices:preference-edit")
    Notice.objects.filter(user=user, params__number=number).update(**fields)
    return Notice.objects.get(user=user, params__number=number)


def test_the_list_shows_ones_own_notices_and_nobody_elses(reader, user):
    duty(user, "MINE-1")
    duty(supplier("SU"), "THEIRS-1")

    content = reader.get(LIST).content.decode()

    assert "Duty MINE-1" in content
    assert "THEIRS-1" not in content
    assert "1 not read yet" in content


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(reader, user, count, django_assert_num_queries):
    for number in range(count):
        duty(user, number)
    with django_assert_num_queries(LIST_QUERIES):
        response = reader.get(LIST)
    assert len(response.context["page"].object_list) == count


def test_unread_only_and_pages(reader, user):
    for number in range(25):
        duty(user, number, read_at=None)
    services_read = user.notices.order_by("pk").first()
    reader.post(reverse("notices:notice-open", args=[services_read.uid]))

    assert len(reader.get(LIST, {"page": "2"}).context["page"].object_list) == 5
    assert len(reader.get(LIST, {"unread": "1", "page": "2"}).context["page"].object_list) == 4
    assert reader.get(LIST, {"page": "nonsense"}).status_code == 200


def test_many_unread_are_counted_on_their_page_and_shortened_above_it(reader, user):
    told = (Notice(user=user, kind="test.duty", key=f"{number}", params={"number": number}) for number in range(120))
    Notice.objects.bulk_create(told)
    text = reader.get(LIST).content.decode()
    assert "120 not read yet" in text
    assert '<span class="count">99+<span class="sr"> unread</span></span>' in text
    assert "99+" in reader.get(reverse("home:dashboard")).content.decode()


def test_an_empty_list_says_what_will_come(reader):
    assert "No notices yet" in reader.get(LIST).content.decode()
    assert "Nothing unread" in reader.get(LIST, {"unread": "1"}).content.decode()


def test_opening_marks_as_read_and_leads_on(reader, user):
    notice = duty(user)

    response = reader.post(reverse("notices:notice-open", args=[notice.uid]))

    assert (response.status_code, response["Location"]) == (303, reverse("notices:preference-edit"))
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_looking_at_an_address_marks_nothing(reader, user):
    notice = duty(user)
    assert reader.get(reverse("notices:notice-open", args=[notice.uid])).status_code == 405
    notice.refresh_from_db()
    assert notice.read_at is None


def test_somebody_elses_notice_is_not_there(reader):
    notice = duty(supplier("SU"))
    for uid in (notice.uid, uuid.uuid4()):
        assert reader.post(reverse("notices:notice-open", args=[uid])).status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_all_but_the_essential_ones_are_read_at_once(reader, user):
    duty(user)
    notify([user], "test.news", params={"number": 1, "company": "a", "last": "b"})
    response = reader.post(reverse("notices:notice-read-all"), follow=True)
    page = response.content.decode()
    assert "1 notice marked as read. 1 essential notice stays: open it to confirm it." in page
    assert "1 essential: confirmed by opening it" in page
    assert "Mark all as read" not in page  # it would do nothing
    assert queries.unread_count(user) == 1


def test_the_preference_is_kept(reader, user):
    url = reverse("notices:preference-edit")
    assert reader.get(url).context["form"].initial == {"delivery": Delivery.IMMEDIATELY}

    response = reader.post(url, {"delivery": "daily"}, follow=True)

    assert "Saved." in response.content.decode()
    assert queries.delivery_of(user) == Delivery.DAILY


@pytest.mark.parametrize("value", ["", "hourly"])
def test_a_wrong_preference_is_answered_at_the_field(reader, user, value):
    response = reader.post(reverse("notices:preference-edit"), {"delivery": value})
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"delivery"}
    assert queries.delivery_of(user) == Delivery.IMMEDIATELY


def test_signed_out_people_are_led_to_the_sign_in(client):
    for name in ("notice-list", "preference-edit"):
        assert client.get(reverse(f"notices:{name}")).status_code in (302, 303)


# The way out ---------------------------------------------------------------------------------------------------------
@pytest.fixture
def way_out(user):
    """The address in the e-mail."""
    return reverse("notices:unsubscribe", args=[unsubscribe_token(user)])


def test_looking_at_the_way_out_changes_nothing_and_names_nobody(client, user, way_out):
    response = client.get(way_out, headers={"Accept-Language": "en"})
    assert response.status_code == 200
    assert "E-mails about news are on" in response.content.decode()
    assert user.email not in response.content.decode()
    assert user.name not in response.content.decode()
    assert queries.delivery_of(user) == Delivery.IMMEDIATELY


def test_a_mail_program_unsubscribes_with_one_click(user, way_out):
    program = Client(enforce_csrf_checks=True)  # it has neither session nor token

    response = program.post(way_out, {"List-Unsubscribe": "One-Click"})

    assert response.status_code == 200
    assert queries.delivery_of(user) == Delivery.NEVER


def test_a_person_can_come_back_by_the_same_link(client, user, way_out):
    client.post(way_out, {"delivery": "never"})
    assert queries.delivery_of(user) == Delivery.NEVER
    response = client.post(way_out, {"delivery": "immediately"}, headers={"Accept-Language": "en"})
    assert "You will get e-mails again." in response.content.decode()
    assert queries.delivery_of(user) == Delivery.IMMEDIATELY


@pytest.mark.parametrize("token", ["x", "x:y", "ImFiYyI:abc"])
def test_a_made_up_address_leads_nowhere(client, token):
    url = reverse("notices:unsubscribe", args=[token])
    assert client.get(url).status_code == client.post(url).status_code == 404
