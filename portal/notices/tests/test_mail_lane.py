"""The lane of the mail: a mail server that is away, slow or hung stops e-mails alone. Source: security 7.7, T19."""

import threading
import time
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from anymail.exceptions import AnymailRequestsAPIError
from django.core import mail
from django.core.mail import EmailMessage
from django.db import connection, transaction
from requests import Response

from portal.clock import db_now
from portal.notices import services
from portal.notices.models import Letter, Notice
from portal.notices.services import letters, notify
from portal.notices.states import MailState
from portal.notices.tests.test_services import deliver
from portal.outbox import services as outbox
from portal.outbox import tasks
from portal.outbox.models import Event, JobRun
from portal.outbox.services import Away
from portal.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_mail_server_that_is_away_is_tried_again(monkeypatch):
    user = UserFactory()
    notify([user], "test.duty", params={"number": 1})

    class Away:
        def __init__(self, **_options):
            pass

        def send_messages(self, _messages):
            raise ConnectionRefusedError

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.backends.locmem.EmailBackend", Away)
        deliver()
    assert Notice.objects.get().mail == MailState.DUE
    assert "ConnectionRefusedError" in Event.objects.get().last_error

    Event.objects.update(next_at=db_now())
    deliver()  # it rests for a minute: else each of a thousand e-mails would wait for the server that is away
    assert Notice.objects.get().mail == MailState.DUE
    JobRun.objects.filter(name="outbox: mail", period="rest").update(started_at=db_now() - timedelta(seconds=61))
    deliver()
    assert Notice.objects.get().mail == MailState.SENT
    assert len(mail.outbox) == 1


class Server:
    """A mail server of a test: each message is given to ``takes``."""

    takes = staticmethod(lambda message: None)

    def __init__(self, **_options):
        pass

    def send_messages(self, messages):
        for message in messages:
            self.takes(message)
        return len(messages)


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    yield Server
    Server.takes = staticmethod(lambda message: None)


def test_an_address_that_is_refused_holds_no_other_up(server):
    first, second = UserFactory(), UserFactory()
    notify([first], "test.duty", params={"number": 1}, key="1")
    notify([second], "test.duty", params={"number": 2}, key="2")

    def takes(message):
        if message.to == [first.email]:
            raise SMTPRecipientsRefused({first.email: (550, b"unknown user")})

    server.takes = staticmethod(takes)
    deliver()
    assert dict(Notice.objects.values_list("user", "mail")) == {first.pk: MailState.DUE, second.pk: MailState.SENT}


def test_a_server_that_hangs_in_small_steps_is_left_and_the_lane_rests(server, monkeypatch):
    monkeypatch.setattr(letters, "SEND_SECONDS", 0.2)
    asked, begun, go_on = [], threading.Event(), threading.Event()

    def takes(message):
        asked.append(message)
        begun.set()
        go_on.wait(20)

    server.takes = staticmethod(takes)
    for number in range(3):
        notify([UserFactory()], "test.duty", params={"number": number}, key=f"{number}")
    began = time.monotonic()
    try:
        deliver()
        assert time.monotonic() - began < 10
        assert begun.wait(20)
        assert len(asked) == 1
        assert "took more than" in Event.objects.get(attempts=1).last_error
    finally:
        go_on.set()


@pytest.mark.parametrize(("status", "waits"), [(422, False), (400, False), (401, True), (429, True), (503, True)])
def test_what_a_service_over_http_says_of_one_e_mail_holds_no_other_up(server, status, waits):
    answer = Response()
    answer.status_code = status

    def takes(message):
        raise AnymailRequestsAPIError("no", response=answer)

    server.takes = staticmethod(takes)
    with pytest.raises(Away if waits else AnymailRequestsAPIError):
        letters.send(EmailMessage("subject", "body", to=["kim@nuri.example"]))


def test_while_the_mail_server_hangs_relay_sweep_and_tick_do_their_work(server, monkeypatch):
    def takes(message):
        raise AssertionError("spoke to the mail server")

    server.takes = staticmethod(takes)
    done = []
    monkeypatch.setattr(outbox, "SWEEPS", [lambda: done.append("sweep")])
    monkeypatch.setattr(outbox, "TICKS", [lambda: done.append("tick")])
    monkeypatch.setitem(outbox.HANDLERS, "test.happened", {"test.hear": lambda **_: done.append("heard")})
    for number in range(60):
        notify([UserFactory()], "test.duty", params={"number": number}, key=f"{number}")
    with transaction.atomic():
        outbox.announce("test.happened")

    tasks.sweep()
    tasks.tick()
    tasks.relay()

    assert done == ["sweep", "tick", "heard"]
    assert Event.objects.filter(lane="mail", delivered_at=None, attempts=0).count() == 60


@pytest.mark.django_db(transaction=True)
def test_an_email_goes_out_outside_of_any_transaction_and_its_event_is_nobody_elses(server):
    notify([UserFactory()], "test.duty", params={"number": 1})
    seen = []

    def takes(message):
        def look():
            seen.append(outbox.deliver_lane("mail"))  # another process: the event is claimed
            Event.objects.filter(lane="mail").update(last_error="looked at")  # and locked by nobody
            connection.close()

        looking = threading.Thread(target=look)
        looking.start()
        looking.join(20)

    server.takes = staticmethod(takes)
    assert outbox.deliver_lane("mail") == 1
    assert seen == [0]
    assert Event.objects.get(lane="mail").last_error == "looked at"


def test_what_was_announced_before_there_was_a_lane_gets_into_it():
    notify([UserFactory()], "test.duty", params={"number": 1})
    Event.objects.update(lane="")
    assert outbox.relay_due() == 1
    assert mail.outbox == []
    deliver()
    assert len(mail.outbox) == 1


def test_a_letter_that_never_went_out_is_deleted_after_a_week():
    old, new = (services.post(EmailMessage("Hello", "text", to=["x@garam.example"])) for _ in range(2))
    Letter.objects.filter(pk=old.pk).update(created_at=db_now() - timedelta(days=8))
    assert letters.forget_letters() == 1
    assert list(Letter.objects.all()) == [new]
    assert services.send_letter(old.pk) is False
