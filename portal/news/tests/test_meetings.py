"""Exchange meetings: places and the waiting list, guests, the door, the survey, what is forgotten."""

import re
import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils.translation import override

from portal.clock import db_now, today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.news.models import Meeting, MeetingAnswer, Registration
from portal.news.queries.meetings import said_of
from portal.news.services import meetings, registrations
from portal.news.states import MeetingState, RegistrationState
from portal.news.tests.factories import brought_near, hear, mail_to, meeting, plan
from portal.notices.models import Notice
from portal.privacy.models import Consent, Withdrawal
from portal.privacy.registry import holdings
from portal.privacy.services import consents
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"news:{name}", args=args)


def test_the_last_place_goes_to_one_and_who_waits_moves_up():
    made = meeting(capacity=1)
    first, second = supplier("SU"), supplier("SU")
    one = registrations.register(made, organisation="한빛", by=first)
    two = registrations.register(made, organisation="가람", by=second)
    assert (one.state, two.state) == (RegistrationState.REGISTERED, RegistrationState.WAITING)
    assert registrations.register(made, organisation="한빛", by=first).pk == one.pk  # twice is once
    registrations.leave(one, by=first)
    one.refresh_from_db()
    assert (one.name, one.email, one.user) == ("", "", None)  # who gives a place back is not named any longer
    assert Withdrawal.objects.get(consent__person=first)
    two.refresh_from_db()
    assert two.state == RegistrationState.REGISTERED
    hear()
    assert Notice.objects.filter(user=second, kind="news.meeting_moved_up").count() == 1
    again = registrations.register(made, organisation="한빛", by=first)
    assert again.state == RegistrationState.WAITING


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_get_the_same_place():
    made, people = meeting(capacity=1), [supplier("SU"), supplier("SU")]
    ready, told = threading.Barrier(2), []

    def come(user):
        ready.wait()
        try:
            told.append(registrations.register(made, organisation="한빛", by=user).state)
        finally:
            connection.close()

    threads = [threading.Thread(target=come, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["registered", "waiting"]


def test_a_guest_confirms_by_e_mail_comes_and_says_how_it_was(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    made = meeting()
    given = {"name": "박서준", "organisation": "나래기업", "email": "Seojun@narae.example"}
    page = client.post(url("registration-add", made.number), given)
    assert page.status_code == 422  # without consent
    assert "박서준" in page.content.decode()
    given["consent-news_meeting"] = "on"
    assert client.post(url("registration-add", made.number), given).status_code == 200
    assert client.post(url("registration-add", made.number), given).status_code == 200  # the same answer
    guest = Registration.objects.get()
    assert (guest.state, guest.email) == ("pending", "seojun@narae.example")
    assert Consent.objects.get(guest=guest.guest).purpose == "news.meeting"
    hear()
    link = re.search(r"/news/meetings/confirm/\S+", mail_to(guest.email))[0]
    assert client.get(link).status_code == 200
    guest.refresh_from_db()
    assert guest.state == "pending"  # looking changes nothing
    ticket = client.post(link)["Location"]
    page = client.get(ticket).content.decode()
    assert guest.code in page
    assert "<svg" in page

    officer = staff("SG")
    sign_in(client, officer)
    with override("en"), pytest.raises(RuleBroken, match="on the day"):
        registrations.check_in(guest, by=officer)
    brought_near(made, 1)
    assert client.get(url("check-in-code", made.number, guest.code)).status_code == 200
    client.post(url("check-in", made.number), {"code": guest.code.lower()})
    guest.refresh_from_db()
    assert (guest.state, guest.checked_in_by) == ("attended", officer)
    wrong = client.post(url("check-in", made.number), {"code": "NOSUCH"}, follow=True)
    assert "no registration with this code" in wrong.content.decode()
    client.logout()

    brought_near(made, -4)
    assert meetings.hold_over() == 1
    hear()
    survey = re.search(r"/news/meetings/survey/\S+", mail_to(guest.email))[0]
    assert client.post(survey, {"overall": "9"}).status_code == 422
    answers = {"overall": "5", "content": "4", "organisation": "3", "words": "더 길게"}
    assert client.post(survey, answers).status_code == 303
    assert client.post(survey, answers).status_code == 422  # once
    assert MeetingAnswer.objects.count() == 1
    assert said_of(made) is None  # fewer than five
    for _each in range(4):
        MeetingAnswer.objects.create(meeting=made, overall=3, content=3, organisation=3)
    assert said_of(made)["count"] == 5


def test_changed_and_called_off_is_told_to_everybody(client):
    made = meeting()
    member = supplier("SU")
    registrations.register(made, organisation="한빛", by=member)
    registrations.ask_as_guest(made, name="이하나", organisation="다온", email="hana@daon.example", language="ko")
    registrations.confirm(Registration.objects.get(user=None))
    officer = staff("SG")
    later = made.starts_at + timedelta(days=1)
    moved = {"starts_at": later, "ends_at": later + timedelta(hours=3), "closes_at": later, "capacity": 2}
    with pytest.raises(RuleBroken, match="More people are registered"):
        meetings.move_meeting(made, reason="장소 변경", by=officer, **moved | {"capacity": 1})
    meetings.move_meeting(made, reason="장소 변경", by=officer, **moved)
    hear()
    assert Notice.objects.filter(user=member, kind="news.meeting_elsewhere").count() == 1
    assert "장소 변경" in mail_to("hana@daon.example")
    ics = client.get(url("meeting-ics", made.number)).content.decode()
    assert "SEQUENCE:1" in ics
    meetings.cancel_meeting(made, reason="태풍", by=officer)
    hear()
    assert Notice.objects.filter(user=member, kind="news.meeting_off").count() == 1
    assert "STATUS:CANCELLED" in client.get(url("meeting-ics", made.number)).content.decode()
    with override("en"), pytest.raises(WrongState, match="called off"):
        registrations.register(made, organisation="한빛", by=supplier("SU"))
    assert client.get(url("meeting-detail", made.number)).status_code == 200


def test_two_people_announce_a_meeting(client):
    writer = staff("SG")
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    sign_in(client, writer)
    made = plan()
    made.written_by = writer
    made.save()
    begins = made.starts_at
    rows = {
        "session-TOTAL_FORMS": "2", "session-INITIAL_FORMS": "0",
        "session-0-title_ko": "수요 설명", "session-0-starts_at": f"{begins + timedelta(hours=9):%Y-%m-%dT%H:%M}",
        "session-0-ends_at": f"{begins + timedelta(hours=30):%Y-%m-%dT%H:%M}", "session-1-title_ko": "",
    }  # fmt: skip
    outside = client.post(url("meeting-sessions", made.number), rows)
    assert outside.status_code == 422
    assert "within the meeting" in outside.content.decode()
    assert "수요 설명" in outside.content.decode()
    assert client.post(url("meeting-plan"), {"title_ko": "제목만"}).status_code == 422
    assert client.post(url("meeting-deed", made.number, "propose")).status_code == 303
    assert client.post(url("meeting-deed", made.number, "publish")).status_code == 403
    client.logout()
    assert client.get(url("meeting-detail", made.number)).status_code == 404
    sign_in(client, staff("AP"))
    assert client.post(url("meeting-deed", made.number, "publish")).status_code == 303
    client.logout()
    assert made.title_en in client.get(url("meeting-list")).content.decode()
    assert client.get(url("meeting-calendar")).status_code == 200
    assert client.get("/api/v1/meetings/").json()["results"][0]["number"] == made.number


def test_what_is_not_open_takes_nobody(client):
    made = meeting()
    Meeting.objects.filter(pk=made.pk).update(closes_at=db_now() - timedelta(seconds=1))
    made.refresh_from_db()
    with pytest.raises(WrongState, match="not open"):
        registrations.register(made, organisation="한빛", by=supplier("SU"))
    members_only = meeting(takes_guests=False)
    with pytest.raises(RuleBroken, match="with an account"):
        registrations.ask_as_guest(members_only, name="이", organisation="다", email="a@b.example", language="ko")
    assert client.get(url("registration-add", members_only.number)).status_code == 200
    with pytest.raises(NotAllowed):
        meetings.cancel_meeting(members_only, reason="태풍", by=staff("PO"))
    assert client.get(url("registration-ticket", "nonsense")).status_code == 410


def test_a_guest_who_registers_with_an_account_or_leaves_is_not_named_any_longer(client):
    made, person = meeting(), supplier("SU")
    registrations.ask_as_guest(made, name="이하나", organisation="다온", email=person.email, language="ko")
    guest = Registration.objects.get()
    mine = registrations.register(made, organisation="한빛", by=person)
    guest.refresh_from_db()
    assert (guest.state, guest.name, guest.email) == ("cancelled", "", "")
    assert Withdrawal.objects.get().consent.guest == guest.guest
    old = registrations.token_of(mine)
    assert client.get(url("registration-ticket", old)).status_code == 200
    registrations.leave(mine, by=person)
    for door in ("registration-ticket", "registration-leave", "registration-survey"):
        assert client.get(url(door, old)).status_code == 410, door


def test_nobody_is_named_three_months_later_and_the_numbers_stay():
    made, person = meeting(), supplier("SU")
    registrations.register(made, organisation="한빛", by=person)
    registrations.ask_as_guest(made, name="이하나", organisation="다온", email="hana@daon.example", language="ko")
    guest = Registration.objects.get(user=None)
    registrations.confirm(guest)
    kept = holdings.get("news.registrations")
    assert kept.sections_of(person)[0].rows[0]
    assert list(kept.due(today())) == []
    assert list(kept.due(today() + timedelta(days=120))) == [made]
    assert kept.destroy(made) == {"news.registration": 2}
    guest.refresh_from_db()
    assert (guest.name, guest.email, guest.state) == ("", "", "registered")
    assert registrations.registration_by(registrations.token_of(guest)) is None
    assert kept.sections_of(person) == []


def test_a_consent_taken_back_gives_the_place_back():
    made, person = meeting(capacity=1), supplier("SU")
    mine = registrations.register(made, organisation="한빛", by=person)
    waiting = registrations.register(made, organisation="가람", by=supplier("SU"))
    consents.withdraw(Consent.objects.get(person=person), by=person)
    hear()
    mine.refresh_from_db()
    waiting.refresh_from_db()
    assert (mine.state, mine.name, mine.user) == ("cancelled", "", None)
    assert waiting.state == "registered"


def test_who_never_confirmed_is_deleted():
    made = meeting()
    registrations.ask_as_guest(made, name="이하나", organisation="다온", email="hana@daon.example", language="ko")
    assert registrations.forget_unconfirmed() == 0
    Registration.objects.update(asked_at=db_now() - timedelta(days=4))
    assert registrations.forget_unconfirmed() == 1
    assert Registration.objects.count() == 0


def test_a_meeting_that_is_over_was_held():
    made = meeting()
    absent = registrations.register(made, organisation="한빛", by=supplier("SU"))
    brought_near(made, -5)
    assert meetings.hold_over() == 1
    assert meetings.hold_over() == 0
    made.refresh_from_db()
    absent.refresh_from_db()
    assert (made.state, absent.state) == (MeetingState.HELD, RegistrationState.ABSENT)


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(client, number, django_assert_num_queries):
    for _each in range(number):
        meeting()
    client.get(url("meeting-list"))
    with django_assert_num_queries(3):  # clock, coming, past
        page = client.get(url("meeting-list"))
    assert len(page.context["coming"]) == number
