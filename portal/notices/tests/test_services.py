"""Telling people: once, in their language, as they chose; e-mail through the real outbox."""

from datetime import date, datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils.translation import override

from portal.clock import SEOUL, db_now
from portal.errors import NotAllowed
from portal.notices import queries, rules, services
from portal.notices.models import Notice, Preference
from portal.notices.services import bilingual, in_both, notify, without_mail
from portal.notices.services.unsubscribing import owner_of_token, unsubscribe_token
from portal.notices.states import Delivery, MailState
from portal.outbox import services as outbox
from portal.outbox.models import Event
from portal.outbox.services import deliver_due
from portal.people.models import User
from portal.tests.factories import UserFactory, supplier

pytestmark = pytest.mark.django_db
NEWS = {"number": "TND-2026-000123", "company": bilingual("가람정밀", "Garam Precision"), "last": date(2026, 11, 24)}


def deliver() -> None:
    """Until nothing is due."""
    while deliver_due():
        continue


def test_people_are_told_in_the_portal_and_by_mail_each_in_their_language():
    korean, british = UserFactory(language="ko"), UserFactory(language="en")

    assert notify([korean, british], "test.news", params=NEWS, url_name="notices:notice-list") == 2
    deliver()

    bodies = {message.to[0]: message.body for message in mail.outbox}
    assert "가람정밀, by 2026. 11. 24.." in bodies[korean.email]
    assert "Garam Precision, by 24 Nov 2026." in bodies[british.email]
    assert "http://127.0.0.1:8000/notices/" in bodies[british.email]
    notice = queries.notices_visible_to(british).get()
    assert (notice.title, notice.text) == ("News on TND-2026-000123", "Garam Precision, by 24 Nov 2026.")
    assert (notice.mail, notice.mailed_at is not None) == (MailState.SENT, True)
    assert queries.unread_count(british) == 1


@pytest.mark.parametrize("caused_in", ["ko", "en"])
def test_our_own_words_are_kept_in_both_languages_whoever_causes_the_notice(caused_in):
    user = UserFactory()

    with override(caused_in):
        notify([user], "test.news", params={**NEWS, "company": in_both(lambda: MailState.SENT.label)})

    notice = Notice.objects.get()
    assert notice.params["company"] == {"ko": "이메일 보냄", "en": "E-mail sent"}
    for language, word in notice.params["company"].items():
        with override(language):
            assert notice.text.startswith(f"{word}, by ")


def test_of_an_invented_past_people_find_notices_and_get_no_email():
    user = UserFactory()

    with without_mail():
        assert notify([user], "test.duty", params={"number": "T-1"}, key="past") == 1
    notify([user], "test.duty", params={"number": "T-2"}, key="now")
    deliver()

    assert list(Notice.objects.order_by("pk").values_list("mail", flat=True)) == [MailState.NONE, MailState.SENT]
    assert len(mail.outbox) == 1


def test_what_is_kept_is_no_sentence():
    notify([UserFactory()], "test.news", params=NEWS)
    assert Notice.objects.get().params == {
        "number": "TND-2026-000123",
        "company": {"ko": "가람정밀", "en": "Garam Precision"},
        "last": {"day": "2026-11-24"},
    }


def test_an_event_heard_twice_tells_nobody_twice(monkeypatch):
    user = UserFactory()
    tell = lambda **_payload: notify([user], "test.news", params=NEWS)  # noqa: E731
    monkeypatch.setitem(outbox.HANDLERS, "test.happened", {"test.tell": tell})
    event = outbox.announce("test.happened", thing=1)
    deliver()
    Event.objects.filter(pk=event.pk).update(delivered_at=None, done=[])  # as if the worker had died before saying so
    deliver()
    assert len(mail.outbox) == Notice.objects.count() == 1

    outbox.announce("test.happened", thing=1)  # it happened again: that is news
    deliver()
    assert len(mail.outbox) == Notice.objects.count() == 2


def test_a_key_of_ones_own_makes_a_notice_unique():
    first, second = UserFactory(), UserFactory()
    assert notify([first], "test.news", params=NEWS, key="closing:7") == 1
    assert notify([first, second], "test.news", params=NEWS, key="closing:7") == 1
    assert set(Notice.objects.values_list("user", flat=True)) == {first.pk, second.pk}


def test_programs_and_disabled_people_are_not_told():
    people = [UserFactory(is_service=True), UserFactory(is_active=False)]
    assert notify(people, "test.duty", params={"number": 1}) == 0
    deliver()
    assert mail.outbox == []


@pytest.mark.parametrize("params", [{}, {"number": 1.5}, {"number": None}, {"number": ["a"]}])
def test_wrong_parameters_are_found_when_the_notice_is_made(params):
    with pytest.raises((KeyError, TypeError)):
        notify([UserFactory()], "test.duty", params=params)
    assert not Notice.objects.exists()


def test_an_unknown_kind_is_a_programming_error():
    with pytest.raises(LookupError, match=r"test\.unknown"):
        notify([UserFactory()], "test.unknown")


def test_line_breaks_cannot_add_headers_to_an_email():
    hostile = "TND-1\r\nBcc: everybody@example.com\n\nHello"
    notify([UserFactory()], "test.duty", params={"number": hostile})
    deliver()

    (message,) = mail.outbox
    assert message.subject == "[Together] Duty TND-1 Bcc: everybody@example.com Hello"
    assert message.message()["Bcc"] is None
    assert message.recipients() == [User.objects.get().email]


def test_markup_in_a_name_stays_text_in_the_html_part():
    notify([UserFactory()], "test.duty", params={"number": "<img src=x>&"})
    deliver()
    message = mail.outbox[0]
    assert "<img src=x>&" in message.body
    assert "&lt;img src=x&gt;&amp;" in message.alternatives[0][0]
    assert "<img" not in message.alternatives[0][0]


@pytest.mark.parametrize(
    ("chosen", "news", "duty"),
    [
        (Delivery.IMMEDIATELY, MailState.SENT, MailState.SENT),
        (Delivery.DAILY, MailState.DIGEST, MailState.SENT),
        (Delivery.NEVER, MailState.NONE, MailState.SENT),
    ],
)
def test_essential_notices_are_always_mailed_at_once_others_as_chosen(chosen, news, duty):
    user = UserFactory()
    services.choose_delivery(user, chosen, by=user)

    notify([user], "test.news", params=NEWS)
    notify([user], "test.duty", params={"number": 1})
    deliver()

    assert dict(Notice.objects.values_list("kind", "mail")) == {"test.news": news, "test.duty": duty}
    assert len(mail.outbox) == [news, duty].count(MailState.SENT)


def test_one_notice_can_be_made_essential():
    user = UserFactory()
    services.choose_delivery(user, Delivery.NEVER, by=user)
    notify([user], "test.news", params=NEWS, essential=True)
    deliver()
    assert len(mail.outbox) == 1
    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers


def test_the_way_out_is_in_the_headers_of_what_is_not_essential():
    user = UserFactory()
    notify([user], "test.news", params=NEWS)
    notify([user], "test.duty", params={"number": 1})
    deliver()

    news, duty = sorted(mail.outbox, key=lambda message: message.subject, reverse=True)
    link = news.extra_headers["List-Unsubscribe"].strip("<>")
    way, _slash, token = link.rstrip("/").rpartition("/")
    assert way == "http://127.0.0.1:8000/notices/unsubscribe"
    assert owner_of_token(token) == user  # not compared with a token of now: it names its second
    assert news.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert link in news.body
    assert "unsubscribe" not in duty.message().as_string().lower()
    assert "always sent" in duty.body
    assert {message.extra_headers["Auto-Submitted"] for message in mail.outbox} == {"auto-generated"}


def test_an_email_is_sent_once_under_a_constant_number():
    notify([UserFactory()], "test.duty", params={"number": 1})
    notice = Notice.objects.get()
    assert services.mail_notice(notice.pk) is True
    assert services.mail_notice(notice.pk) is False
    assert [message.extra_headers["Message-ID"] for message in mail.outbox] == [f"<{notice.uid}@127.0.0.1>"]


def test_who_unsubscribes_before_the_email_leaves_gets_none():
    user = UserFactory()
    notify([user], "test.news", params=NEWS)
    services.choose_delivery(user, Delivery.NEVER, by=user)
    deliver()
    assert mail.outbox == []
    assert Notice.objects.get().mail == MailState.NONE


# Once a day ----------------------------------------------------------------------------------------------------------
@pytest.fixture
def clock(monkeypatch):
    """Set the moment at which the daily job believes to run."""

    def at(moment: datetime) -> None:
        monkeypatch.setattr("portal.notices.services.daily.db_now", lambda: moment)

    return at


def in_korea(days: int, hour: int) -> datetime:
    """``hour`` o'clock, ``days`` from today."""
    return (db_now().astimezone(SEOUL) + timedelta(days=days)).replace(hour=hour, minute=5)


def test_the_daily_email_collects_what_is_unread(clock):
    user, other = UserFactory(), UserFactory()
    for person in (user, other):
        services.choose_delivery(person, Delivery.DAILY, by=person)
    for number in ("TND-1", "TND-2", "TND-3"):
        notify([user, other], "test.news", params={**NEWS, "number": number}, key=number)
    services.mark_read(user.notices.get(params__number="TND-2"), by=user)
    services.mark_all_read(by=other)
    deliver()
    assert mail.outbox == []

    clock(in_korea(0, 7))
    assert services.run_daily() is False
    clock(in_korea(0, 8))
    assert services.run_daily() is True
    assert services.run_daily() is False
    deliver()

    (message,) = mail.outbox
    assert message.subject == "[Together] 2 new notices"
    assert message.to == [user.email]
    assert message.body.index("News on TND-1") < message.body.index("News on TND-3")
    assert "TND-2" not in message.body
    assert "List-Unsubscribe" in message.extra_headers

    clock(in_korea(1, 8))
    services.run_daily()
    deliver()
    assert len(mail.outbox) == 1  # nothing new, no e-mail


def test_never_drops_what_waited_for_the_daily_email(clock):
    user = UserFactory()
    services.choose_delivery(user, Delivery.DAILY, by=user)
    notify([user], "test.news", params=NEWS)
    services.choose_delivery(user, Delivery.NEVER, by=user)
    clock(in_korea(0, 9))
    services.run_daily()
    deliver()
    assert mail.outbox == []


def test_an_essential_notice_that_nobody_reads_is_sent_again_after_two_business_days(clock):
    user = UserFactory()
    notify([user], "test.duty", params={"number": 1})
    notify([user], "test.duty", params={"number": 2})
    notify([user], "test.news", params=NEWS)
    deliver()
    services.mark_read(user.notices.get(params__number=2), by=user)
    made = datetime(2026, 11, 26, 10, tzinfo=SEOUL)  # a Thursday
    Notice.objects.update(created_at=made)
    mail.outbox.clear()

    for day, hour, sent in [(28, 8, 0), (30, 8, 0), (1, 8, 1), (2, 8, 1)]:  # Saturday, Monday, Tuesday, Wednesday
        clock(datetime(2026, 12 if day < 3 else 11, day, hour, tzinfo=SEOUL))
        services.run_daily()
        deliver()
        assert len(mail.outbox) == sent, day
    assert mail.outbox[0].subject == "[Together] Not yet read: Duty 1"


def test_old_notices_are_thrown_away(clock):
    user, now = UserFactory(), db_now()
    made = {}
    for name, essential, age, read in [
        ("read half a year ago", False, 200, 190),
        ("read lately", False, 200, 10),
        ("unread for over a year", False, 370, None),
        ("essential, two years old", True, 730, 700),
        ("essential, over three years old", True, 1_100, None),
    ]:
        notify([user], "test.news", params={**NEWS, "number": name}, key=name, essential=essential)
        made[name] = Notice.objects.filter(params__number=name)
        made[name].update(created_at=now - timedelta(days=age), read_at=now - timedelta(days=read) if read else None)
    clock(in_korea(0, 23))
    services.run_daily()
    assert {name for name, notice in made.items() if notice.exists()} == {"read lately", "essential, two years old"}
    assert rules.KEEP_ESSENTIAL > rules.KEEP_UNREAD > rules.KEEP_READ


# Reading and choosing ------------------------------------------------------------------------------------------------
def test_the_first_reading_counts():
    user = UserFactory()
    notify([user], "test.duty", params={"number": 1})
    first = services.mark_read(user.notices.get(), by=user).read_at
    assert services.mark_read(user.notices.get(), by=user).read_at == first


def test_essential_notices_are_confirmed_one_by_one():
    user = UserFactory()
    notify([user], "test.duty", params={"number": 1})
    notify([user], "test.news", params=NEWS)
    assert services.mark_all_read(by=user) == 1
    assert user.notices.get(read_at=None).kind == "test.duty"


def test_nobody_reads_or_chooses_for_another():
    user, other = UserFactory(), UserFactory()
    notify([user], "test.duty", params={"number": 1})
    with pytest.raises(NotAllowed):
        services.mark_read(user.notices.get(), by=other)
    with pytest.raises(NotAllowed):
        services.choose_delivery(user, Delivery.NEVER, by=other)
    assert not Preference.objects.exists()


def test_a_token_belongs_to_one_person_and_cannot_be_made_up():
    user = UserFactory()
    assert owner_of_token(unsubscribe_token(user)) == user
    for wrong in ("", "a:b", unsubscribe_token(user) + "x", f"x{unsubscribe_token(user)}"):
        assert owner_of_token(wrong) is None


@pytest.mark.parametrize("url", ["https://evil.example", "//evil.example", "javascript:alert(1)"])
def test_a_notice_leads_only_into_the_portal(url):
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.create(user=UserFactory(), kind="test.duty", key="1", url=url)


def test_a_kind_that_no_longer_exists_still_shows_something():
    notice = Notice.objects.create(user=UserFactory(), kind="old.kind", key="1")
    assert (notice.title, notice.text) == ("Notice of an earlier version of the portal", "")


def test_counting_is_one_look_and_stops_above_99(django_assert_num_queries):
    user = supplier("SU")
    Notice.objects.bulk_create(Notice(user=user, kind="test.duty", key=f"{n}") for n in range(120))
    with django_assert_num_queries(1):
        assert queries.unread_count(user) == 100
    assert queries.unread_and_essential(user)[0] == 120
