"""Calendar addresses: made, shown once, fetched, renewed, ended; by whom, and with what they end by themselves."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse
from django.utils.translation import override

from portal.audit.models import AuditEntry
from portal.errors import NotAllowed, RuleBroken
from portal.exchange.models import CalendarFeed
from portal.exchange.queries.calendars import feed_of
from portal.exchange.services.calendars import MOST_FEEDS, end_calendar, make_calendar, renew_calendar
from portal.people.models import User
from portal.people.states import CompanyState
from portal.tests.factories import CompanyFactory, UserFactory
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db
LIST = reverse("exchange:calendar-list")
KINDS = ["tenders-open"]


@pytest.fixture(autouse=True)
def in_english(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"


def made(by: User, name: str = "Work", kinds=KINDS) -> tuple[CalendarFeed, str]:
    return make_calendar(name=name, kinds=kinds, by=by)


def fetch(client, token: str, **headers):
    return type(client)().get(reverse("exchange:calendar-feed", args=[token]), headers=headers)


def test_an_address_is_shown_once_and_serves_a_program(client):
    user = UserFactory(roles=("SU",), language="ko")
    answer = sign_in(client, user).post(LIST, {"name": "회사 일정", "kinds": KINDS})
    address = answer.context["address"]

    assert answer.status_code == 200
    assert address in answer.content.decode()
    assert address not in client.get(LIST).content.decode()
    token = address.rpartition("/")[2].removesuffix(".ics")
    assert token not in CalendarFeed.objects.get().sha256

    fetched = fetch(client, token, **{"accept-language": "en"})
    text = fetched.content.decode()
    assert (fetched.status_code, fetched["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert "X-WR-CALNAME:회사 일정 · " in text
    assert fetched["X-Robots-Tag"] == "noindex"
    assert fetch(client, token, **{"if-none-match": fetched["ETag"]}).status_code == 304
    assert "Never" not in client.get(LIST).content.decode()  # the page says when a program asked last


def test_a_new_address_ends_the_one_before_and_an_ended_one_is_unknown(client):
    user = UserFactory(roles=("SU",))
    feed, first = made(user)
    second = renew_calendar(feed, by=user)

    assert [fetch(client, token).status_code for token in (first, second)] == [404, 200]
    end_calendar(feed, by=user)
    assert fetch(client, second).status_code == 404
    deeds = AuditEntry.objects.filter(thing_type="exchange.calendarfeed").order_by("pk").values_list("what", flat=True)
    assert [what.rpartition(".")[2] for what in deeds] == ["made", "renewed", "ended"]


def test_it_ends_with_the_membership_the_account_and_the_company(client):
    user = UserFactory(roles=("SU",))
    _feed, token = made(user)
    membership = user.active_membership

    def answers_while(thing, **fields) -> int:
        before = {name: getattr(thing, name) for name in fields}
        type(thing).objects.filter(pk=thing.pk).update(**fields)
        status = fetch(client, token).status_code
        type(thing).objects.filter(pk=thing.pk).update(**before)
        return status

    assert answers_while(membership, state="disabled") == 404
    assert answers_while(user, is_active=False) == 404
    assert answers_while(user.company, state=CompanyState.SUSPENDED) == 404
    assert fetch(client, token).status_code == 200


def test_it_shows_what_the_person_may_see_at_that_moment(client):
    """The role is taken away, so the dates go; the address stays."""
    user = UserFactory(roles=("SF",))
    _feed, token = made(user, kinds=["payments", *KINDS])
    user.active_membership.roles.clear()
    feed = feed_of(token)
    assert feed is not None
    assert fetch(client, token).status_code == 200


def test_an_administrator_ends_an_address_of_the_company_and_nobody_elses(client):
    company = CompanyFactory()
    head, colleague = UserFactory(company=company, roles=("SA",)), UserFactory(company=company, roles=("SU",))
    feed, token = made(colleague)
    foreign, foreign_token = made(UserFactory(roles=("SU",)))

    page = sign_in(client, head).get(LIST).content.decode()
    assert colleague.name in page
    assert foreign.person.name not in page
    assert client.post(reverse("exchange:calendar-end", args=[foreign.uid])).status_code == 404
    assert client.post(reverse("exchange:calendar-renew", args=[feed.uid])).status_code == 403
    assert client.post(reverse("exchange:calendar-end", args=[feed.uid])).status_code == 303
    assert [fetch(client, each).status_code for each in (token, foreign_token)] == [404, 200]

    other, _token = made(head)
    with pytest.raises(NotAllowed):
        end_calendar(other, by=colleague)


@pytest.mark.parametrize(
    ("data", "field"),
    [
        pytest.param({"name": "", "kinds": KINDS}, "name", id="no-name"),
        pytest.param({"name": "Work", "kinds": []}, "kinds", id="nothing-chosen"),
        pytest.param({"name": "Work", "kinds": ["secret"]}, "kinds", id="unknown-kind"),
        pytest.param({"name": "Taken", "kinds": KINDS}, "name", id="name-twice"),
        pytest.param({"name": "ㅤ", "kinds": KINDS}, "name", id="invisible"),
    ],
)
def test_a_fault_stands_at_its_field_and_nothing_typed_is_lost(client, data, field):
    user = UserFactory(roles=("SU",))
    made(user, "Taken")
    answer = sign_in(client, user).post(LIST, data)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert CalendarFeed.objects.count() == 1


def test_a_kind_that_the_role_does_not_open_is_refused():
    with override("en"), pytest.raises(RuleBroken, match="Choose what"):
        made(UserFactory(roles=("BD",)), kinds=["payments"])


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_pass_the_limit():
    user = UserFactory(roles=("SU",))
    for number in range(MOST_FEEDS - 1):
        made(user, str(number))

    def make(name: str) -> str:
        try:
            with override("en"):
                made(User.objects.get(pk=user.pk), name)
        except RuleBroken as refusal:
            return str(refusal)
        finally:
            connection.close()
        return "made"

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(make, ["left", "right"]))

    assert told == [f"You have {MOST_FEEDS} calendar addresses already. End one first.", "made"]


@pytest.mark.parametrize("feeds", [1, 3])
def test_the_page_costs_the_same_for_one_and_for_three(client, feeds, django_assert_num_queries):
    user = UserFactory(roles=("SA",))
    for number in range(feeds):
        made(UserFactory(company=user.company, roles=("SU",)), str(number))
    sign_in(client, user).get(LIST)
    with django_assert_num_queries(7):
        response = client.get(LIST)
    assert len(response.context["rows"]) == feeds
