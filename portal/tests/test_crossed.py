"""Two transactions that wait for each other: one is ended by the database and begun again; nothing happens twice."""

import hashlib
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings as configured
from django.contrib import messages
from django.contrib.messages import get_messages
from django.contrib.messages.storage import default_storage
from django.core import mail
from django.core.management import find_commands, load_command_class
from django.db import OperationalError, connection, transaction
from django.urls import reverse

from portal.audit.models import AuditEntry
from portal.clock import db_now, today
from portal.files.models import File
from portal.files.tests.factories import pdf_bytes, upload
from portal.http import Unasked
from portal.notices.models import Notice
from portal.outbox import handlers, services
from portal.outbox.models import Event, JobRun
from portal.partners.models import GivenAnswer
from portal.partners.tests.factories import api_client
from portal.people.models import Certificate, Company, User
from portal.tests.crossing import CHAIN, crossed_by, crossings, row
from portal.tests.factories import staff, supplier
from portal.tests.signin import sign_in
from portal.transactions import PAUSE, TIMES, again_when_crossed, out_of_hand, resumed_when_crossed
from portal.webhooks.models import Endpoint
from portal.webhooks.tests import kinds

pytestmark = pytest.mark.django_db(transaction=True)

EDIT = {"address": "경상북도 포항시 남구 새길 9", "phone": "054-555-7777", "about_ko": "유압 실린더"}
ALL_TRIES = [*((attempt, True) for attempt in range(1, TIMES)), (TIMES, False)]


@pytest.fixture
def writer(client):
    user = supplier("SA")
    client.cookies["django_language"] = "en"
    sign_in(client, user)
    client.get(reverse("people:company-edit"))
    return user


def edited(company: Company) -> int:
    return AuditEntry.objects.filter(what="people.company.edited", thing_id=str(company.pk)).count()


# A form --------------------------------------------------------------------------------------------------------------
def test_a_form_that_crossed_another_transaction_is_saved_once_all_the_same(client, writer, caplog):
    company = writer.company
    with crossed_by(hold=CHAIN, want=row("people_company", company.pk), times=2):
        response = client.post(reverse("people:company-edit"), EDIT)
    assert response.status_code == 303
    assert Company.objects.get(pk=company.pk).phone == EDIT["phone"]
    assert edited(company) == 1
    assert len(list(get_messages(response.wsgi_request))) == 1
    assert crossings(caplog) == [(1, True), (2, True)]


@pytest.mark.parametrize(
    ("language", "told"), [("en", "The portal is busy at this moment"), ("ko", "지금은 포털이 혼잡합니다")]
)
def test_after_five_tries_the_person_is_told_that_the_portal_is_busy(client, writer, caplog, language, told):
    client.cookies["django_language"] = language
    company = writer.company
    with crossed_by(hold=CHAIN, want=row("people_company", company.pk), times=TIMES):
        response = client.post(reverse("people:company-edit"), EDIT)
    assert (response.status_code, response["Retry-After"]) == (503, "5")
    assert told in response.content.decode()
    assert Company.objects.get(pk=company.pk).phone != EDIT["phone"]
    assert edited(company) == 0
    assert not Event.objects.filter(name__startswith="people.").exists()
    assert crossings(caplog) == ALL_TRIES
    assert client.post(reverse("people:company-edit"), EDIT).status_code == 303
    assert edited(company) == 1


def test_a_form_with_a_file_is_read_from_its_first_byte_again(client, writer, caplog):
    content = pdf_bytes()
    data = {
        "kind": "ISO9001",
        "number": "Q-77",
        "issuer": "한국품질인증",
        "valid_from": str(today()),
        "valid_to": str(today() + timedelta(days=1000)),
        "document": upload("인증서.pdf", content),
    }
    with crossed_by(hold=CHAIN, want=row("people_company", writer.company_id), times=1):
        response = client.post(reverse("people:certificate-add"), data)
    assert response.status_code == 303
    certificate = Certificate.objects.get(company=writer.company)
    assert File.objects.get() == certificate.document
    assert certificate.document.content.read() == content
    assert certificate.document.sha256 == hashlib.sha256(content).hexdigest()
    assert Event.objects.filter(name="files.file_stored").count() == 1
    assert crossings(caplog) == [(1, True)]


# A program -----------------------------------------------------------------------------------------------------------
def add_endpoint(api, key: str):
    sent = {"receiver_url": "https://erp.garam.example/in", "kinds": [kinds.CODE]}
    return api.post("/api/v1/webhook-endpoints/", sent, HTTP_IDEMPOTENCY_KEY=key, HTTP_ACCEPT_LANGUAGE="en")


@pytest.fixture
def api():
    kinds.enter()
    return api_client(None, "webhook.write", "catalog.read")


def test_a_call_of_a_program_that_crossed_has_one_effect_and_one_answer(api, settings, caplog):
    settings.THROTTLING = True
    with crossed_by(hold=CHAIN, want=row("people_company", api.partner.company_id), times=2):
        made = add_endpoint(api, "made-0001")
    assert made.status_code == 201, made.content
    assert Endpoint.objects.count() == GivenAnswer.objects.count() == 1
    assert "r=599" in made["RateLimit"]  # one knock, however often it was tried
    assert crossings(caplog) == [(1, True), (2, True)]
    again = add_endpoint(api, "made-0001")
    assert (again["Idempotent-Replay"], again.json()) == ("true", made.json())
    assert Endpoint.objects.count() == 1


def test_after_five_tries_a_program_is_told_to_come_back_and_its_key_is_still_free(api, caplog):
    with crossed_by(hold=CHAIN, want=row("people_company", api.partner.company_id), times=TIMES):
        refused = add_endpoint(api, "made-0001")
    assert (refused.status_code, refused["Retry-After"]) == (503, "5")
    assert refused["Content-Type"].startswith("application/problem+json")
    assert not Endpoint.objects.exists()
    assert not GivenAnswer.objects.exists()
    assert crossings(caplog) == ALL_TRIES
    assert add_endpoint(api, "made-0001").status_code == 201


# What the worker does ------------------------------------------------------------------------------------------------
def blocked_file() -> tuple[Event, list]:
    people = [supplier("SA")]
    people.append(staff("PO"))
    file = File.objects.create(company=people[0].company, uploaded_by=people[1], name="견적.pdf", kind="pdf", size=1)
    with transaction.atomic():
        return services.announce("files.file_blocked", file=file.pk), people


def test_an_event_whose_handler_crossed_is_heard_once(caplog):
    event, people = blocked_file()
    person = row("people_user", people[1].pk)  # the notice refers to it
    with crossed_by(hold=person, want=row("outbox_event", event.pk), times=2):
        services.deliver_due(1)
    event.refresh_from_db()
    assert (event.delivered_at is not None, event.attempts, event.last_error) == (True, 0, "")
    assert sorted(Notice.objects.values_list("user_id", flat=True)) == sorted(person.pk for person in people)
    assert crossings(caplog) == [(1, True), (2, True)]


def test_after_five_tries_an_event_waits_like_one_that_failed(caplog):
    event, _people = blocked_file()
    company = Company.objects.get(pk=File.objects.get().company_id)
    heard = []

    def hears(**_payload) -> None:
        Company.objects.filter(pk=company.pk).update(phone="1")
        heard.append("beside")

    def crosses(**_payload) -> None:
        Event.objects.select_for_update(of=("self",)).get(pk=other.pk)

    with transaction.atomic():
        other = services.announce("test.other")
    Event.objects.filter(pk=event.pk).update(name="test.said")
    services.on("test.said")(hears)
    services.on("test.said")(crosses)
    try:
        with crossed_by(hold=row("outbox_event", other.pk), want=row("people_company", company.pk), times=TIMES):
            services.deliver_due(1)
    finally:
        services.HANDLERS.pop("test.said")
    event.refresh_from_db()
    assert (event.delivered_at, event.attempts) == (None, 1)
    assert "deadlock" in event.last_error
    assert [name.rpartition(".")[2] for name in event.done] == ["hears"]  # it is not stopped by the other
    assert len(heard) == TIMES
    assert Company.objects.get(pk=company.pk).phone == "1"
    assert crossings(caplog) == [(attempt, True) for attempt in range(1, TIMES)]


def test_a_job_that_crossed_is_done_in_the_same_minute(monkeypatch, caplog):
    monkeypatch.setattr(services, "SWEEPS", [handlers.clear_away])
    old = Event.objects.create(name="test.old", delivered_at=db_now() - timedelta(days=40))
    job, period = "outbox: clear away", today().isoformat()
    taken = f"INSERT INTO outbox_jobrun (name, period) VALUES ('{job}', '{period}')"  # noqa: S608
    with crossed_by(hold=row("outbox_event", old.pk), want=taken, times=1):
        services.run_sweeps()
    assert not Event.objects.exists()
    assert JobRun.objects.get(name=job, period=period).ended_at is not None
    assert services.failing_jobs() == 0
    assert crossings(caplog) == [(1, True)]


# What a request brings -----------------------------------------------------------------------------------------------
def test_a_second_try_finds_the_request_as_it_came(client, writer, rf):
    request = rf.post("/")
    request.session, request.user, request._cached_user = client.session, writer, writer
    request.session["steps"] = ["one"]
    request.session.modified = False
    request._messages = default_storage(request)
    before = Unasked(request)
    request.session["steps"].append("two")
    request.session["draft"] = 7
    request.user.name = "never saved"
    messages.success(request, "Done.")

    assert before.restore()
    assert request.session["steps"] == ["one"]
    assert "draft" not in request.session
    assert not request.session.modified
    assert (request.user.pk, request.user.name) == (writer.pk, User.objects.get(pk=writer.pk).name)
    assert not list(get_messages(request))


def test_a_session_that_nobody_has_read_is_not_read_for_this(client, writer, rf):
    request = rf.get("/")
    request.session = type(client.session)(client.session.session_key)
    before = Unasked(request)
    assert not request.session.accessed
    request.session["draft"] = 7
    assert before.restore()
    assert "draft" not in request.session


def test_a_request_whose_upload_was_closed_is_not_begun_again(rf):
    request = rf.post("/", {"document": upload("인증서.pdf", pdf_bytes())})
    request.FILES["document"].close()
    assert not Unasked(request).restore()


# When nothing is begun again -----------------------------------------------------------------------------------------
CROSSED = "DO $$ BEGIN RAISE EXCEPTION 'crossed' USING ERRCODE = '{}'; END $$"


def cross(code: str = "40P01") -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CROSSED.format(code))


def tries_of(before, code: str = "40P01", begins=again_when_crossed) -> int:
    tries = []

    @begins
    def work() -> None:
        tries.append(1)
        before()
        cross(code)

    with pytest.raises(OperationalError):
        work()
    return len(tries)


@transaction.atomic
def committed() -> None:
    Event.objects.create(name="test.kept")


def written_at_once() -> None:
    Company.objects.update(phone="2")


def mailed() -> None:
    out_of_hand()
    mail.send_mail("subject", "text", None, ["a@garam.example"])


def rolled_back() -> None:
    with transaction.atomic():
        Event.objects.create(name="test.gone")
        transaction.set_rollback(True)


def only_read() -> None:
    Company.objects.count()
    with connection.cursor() as cursor:
        cursor.execute("WITH one AS (SELECT 1) SELECT * FROM one")


@pytest.mark.parametrize("kept", [committed, written_at_once, mailed])
def test_what_was_kept_is_not_done_twice(kept):
    assert tries_of(kept) == 1


@pytest.mark.parametrize("nothing", [rolled_back, only_read])
def test_as_long_as_nothing_is_kept_it_is_begun_again(nothing):
    assert tries_of(nothing) == TIMES
    assert not Event.objects.exists()


@pytest.mark.parametrize(("code", "tries"), [("40P01", TIMES), ("40001", TIMES), ("55P03", 1), ("57014", 1)])
def test_only_who_crossed_begins_again_not_who_waited_or_took_too_long(code, tries):
    assert tries_of(only_read, code) == tries


def test_work_that_looks_where_it_stands_goes_on_from_there():
    assert tries_of(committed, begins=resumed_when_crossed) == TIMES


def test_one_within_another_makes_five_tries_together():
    tried = []

    @again_when_crossed
    def inner() -> None:
        tried.append(1)
        cross()

    assert tries_of(inner) == 1
    assert len(tried) == TIMES


def test_all_pauses_together_are_short():
    assert sum(PAUSE * 2**number for number in range(TIMES - 1)) < 0.31


# Nobody is forgotten -------------------------------------------------------------------------------------------------
AS_THEY_ARE = {  # commands that write nothing into the tables, or whose parts begin again by themselves
    *("access_table", "assets", "audit_export", "bench", "demo", "developer_files", "export_evaluation", "messages"),
    *("files_verify", "migrate", "outbox_relay", "replay_tenders", "sandbox_ground", "sealing_key", "services"),
    *("state_diagrams", "sweep", "totp"),
}


def test_every_command_that_writes_begins_again():
    ours = [app for app in apps.get_app_configs() if not app.name.startswith(("django", "rest_", "oauth2", "allauth"))]
    places = {app.name: f"{app.path}/management" for app in ours if app.path.startswith(str(configured.BASE_DIR))}
    found = {
        name: load_command_class(app, name)
        for app, place in places.items()
        for name in find_commands(place)
        if ".venv" not in place
    }
    plain = {name for name, command in found.items() if not hasattr(type(command).handle, "begins_again")}
    assert plain == AS_THEY_ARE & found.keys()
    assert len(found) > len(AS_THEY_ARE)


def test_whatever_leaves_the_house_says_so_before():
    """The line before sends nothing yet; behind it nobody begins again."""
    sending = ("message.send()", "talking.start()", "_send(link, _request(target, headers, body), until)")
    found = []
    for path in sorted(configured.BASE_DIR.glob("[cps]*/**/*.py")):
        lines = [line.strip() for line in path.read_text().splitlines()] if "tests" not in path.parts else []
        found += [lines[at - 1] for at, line in enumerate(lines) if line in sending or line.endswith("}).send()")]
    assert found == ["out_of_hand()"] * 3
