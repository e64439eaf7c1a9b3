"""The clock of a sandbox goes on in the database alone; nobody is locked out by it, and nothing else has one."""

from datetime import timedelta
from functools import partial
from threading import Thread

import pytest
from django.core.management.base import CommandError
from django.db import connection, transaction
from django.db.models import F
from django.test import Client, override_settings
from django.utils.translation import override

from portal import health
from portal.audit.models import AuditEntry
from portal.clock import db_now, real_now
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.outbox.services import last_sweep
from portal.partners.models import ApiClient
from portal.partners.services import issue_token
from portal.people.models import Company, User
from portal.sandbox import services
from portal.sandbox.ground import check_database, fault_of, refuse_wrong_database
from portal.sandbox.models import SandboxClock, SandboxCompany
from portal.sandbox.queries import cast, read_clock
from portal.tests.signin import sign_in
from portal.throttles import knock
from purchasing.bidding.models import Outage

DAY = timedelta(days=1)


def nobody_plays() -> int:
    return 0


def advance(step: timedelta) -> None:
    services.move_clock(step)
    services.follow(nobody_plays)


def test_all_of_the_database_follows_the_clock(sandbox):
    before = db_now()

    advance(3 * DAY)

    assert timedelta(0) <= db_now() - before - 3 * DAY < timedelta(minutes=2)
    assert abs(db_now() - real_now() - 3 * DAY) < timedelta(minutes=2)
    entry = AuditEntry.objects.filter(what="sandbox.sandboxclock.advanced").latest("pk")
    company = Company.objects.create(number="CMP-T", legal_name_ko="새 회사", country="DE")
    company.refresh_from_db()
    assert entry.at >= before  # stamped by a trigger
    assert company.created_at - before > 3 * DAY - timedelta(minutes=1)  # by the column's default
    company.delete()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_attrdef WHERE pg_get_expr(adbin, adrelid) = 'pg_catalog.clock_timestamp()'"
        )
        assert cursor.fetchone() == (0,)
        cursor.execute(
            "SELECT count(*) FROM pg_proc p, unnest(proconfig) said WHERE said LIKE 'search_path=%'"
            " AND p.pronamespace = 'public'::regnamespace AND said NOT LIKE '%pg_catalog%'"
        )
        assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("step", [timedelta(0), -DAY, 101 * DAY, 800 * DAY], ids=str)
def test_the_clock_takes_no_step_back_and_none_too_far(sandbox, step):
    before = read_clock()

    with pytest.raises(RuleBroken) as refusal:
        services.move_clock(step)

    assert refusal.value.field == "advance"
    assert read_clock().shown - before.shown < timedelta(minutes=1)


def test_sweeps_run_at_each_halt_and_not_while_the_clock_stands_still(sandbox):
    advance(timedelta(hours=1))
    before = last_sweep()

    services.follow(nobody_plays)
    assert last_sweep() == before

    advance(timedelta(hours=1))
    assert last_sweep() > before


def test_a_token_and_a_session_live_by_the_real_time(sandbox):
    made = services.make_company(name="한결테스트")
    person = User.objects.get(email=made.people["admin"])
    browser = Client()
    sign_in(browser, person)
    token = issue_token(made.client)

    advance(2 * DAY)

    program = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    assert browser.get("/sandbox/").context["may_move"]
    assert Client().get("/api/v1/contracts/", **program).status_code == 200


def test_who_moves_the_clock_has_a_company_of_the_sandbox(sandbox):
    rival, guest = cast().rivals[0], list(cast().guests.values())[0]

    with pytest.raises(NotAllowed):
        services.advance_clock(DAY, by=rival)
    services.advance_clock(timedelta(hours=1), by=guest.admin)
    assert read_clock().settled is False

    services.follow(nobody_plays)
    assert read_clock().settled is True


def test_a_move_is_an_outage_for_nobody(sandbox):
    before = Outage.objects.count()
    advance(3 * DAY)
    assert Outage.objects.count() == before


def test_a_program_makes_a_company_once_and_moves_the_clock(sandbox):
    door, key = "/api/v1/sandbox/companies/", {"Idempotency-Key": "a-key-of-mine"}
    first = Client().post(door, {"name": "새봄정공"}, content_type="application/json", headers=key)
    again = Client().post(door, {"name": "새봄정공"}, content_type="application/json", headers=key)
    other = Client().post(door, {"name": "다른정공"}, content_type="application/json", headers=key)
    elsewhere = Client(REMOTE_ADDR="192.0.2.7").post(
        door, {"name": "새봄정공"}, content_type="application/json", headers=key
    )
    found = SandboxCompany.objects.get(company__number=first.json()["number"])
    token = issue_token(ApiClient.objects.get(company=found.company))

    def move(body, number):
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": f"move-{number:05d}"}
        return Client().post("/api/v1/sandbox/clock/", body, content_type="application/json", headers=headers)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json()["client_secret"].startswith("tgs_")
    assert (again.json()["number"], again.json()["client_secret"]) == (found.company.number, None)
    assert again["Idempotent-Replay"] == "true"
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert elsewhere.json()["number"] != found.company.number  # a stranger's key is another, however it reads
    assert elsewhere.json()["client_secret"].startswith("tgs_")
    assert [thing["number"][:3] for thing in first.json()["things"]] == ["TND", "CTR", "IVC", "PRD"]
    for number, body in enumerate(({}, {"advance": "3D"}, {"advance": "P1M"}, {"advance": 3}, {"advance": "P0D"})):
        refused = move(body, number)
        assert refused.status_code in (400, 422), body
        assert refused["Content-Type"] == "application/problem+json"
        assert refused.json()["errors"][0]["pointer"] == "#/advance"
    assert move({"advance": "PT1H"}, 9).status_code == 202
    services.follow(nobody_plays)
    assert Client().get("/api/v1/sandbox/clock/").json()["settled"] is True


def test_a_key_is_free_after_a_real_day_and_refuses_its_twin_meanwhile(sandbox, settings):
    settings.THROTTLING = True
    settings.THROTTLES = settings.THROTTLES | {"sandbox-company": (1, 86400)}
    make = partial(services.make_company, name="한별테스트", key="company-1", address="192.0.2.8")
    first = make().sandbox_company
    told = []

    def twin() -> None:
        try:
            make()
        except WrongState as refusal:
            told.append(refusal.code)
        finally:
            connection.close()

    assert knock("sandbox-company", "ip 192.0.2.11") == 0
    advance(2 * DAY)  # the sandbox's days do not count
    assert knock("sandbox-company", "ip 192.0.2.11") > 0
    assert make().sandbox_company == first
    with transaction.atomic():
        make()
        thread = Thread(target=twin)
        thread.start()
        thread.join(timeout=10)
    assert told == ["idempotency_key_in_flight"]
    SandboxCompany.objects.filter(pk=first.pk).update(made_at=real_now() - DAY)
    assert make().sandbox_company != first


def test_nobody_uses_the_clock_up_for_everybody(sandbox):
    one, two = (services.make_company(address="192.0.2.9") for _company in range(2))
    other = services.make_company(address="192.0.2.10")
    movers = [User.objects.get(email=made.people["admin"]) for made in (one, two, other)]
    before = read_clock()

    services.advance_clock(100 * DAY, by=movers[0])
    services.advance_clock(99 * DAY, by=movers[1])
    with override("en"), pytest.raises(RuleBroken, match="on by 1 days today") as refusal:
        services.advance_clock(2 * DAY, by=movers[0])
    assert refusal.value.field == "advance"
    services.advance_clock(DAY, by=movers[2])
    SandboxCompany.objects.filter(pk=one.sandbox_company.pk).update(moving_since=real_now() - DAY)
    services.advance_clock(2 * DAY, by=movers[0])
    assert read_clock().goal - (before.goal or before.shown) >= 202 * DAY
    SandboxClock.objects.update(goal=None, settled_moves=F("moves"))  # nobody goes that way


def test_what_was_typed_is_kept_when_a_name_is_refused(sandbox):
    before = SandboxCompany.objects.count()

    page = Client().post("/sandbox/companies/", {"name": "가" * 81})

    assert page.status_code == 422
    assert "가" * 81 in page.content.decode()
    assert SandboxCompany.objects.count() == before


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_company_goes_on_in_the_language_it_was_made_in(sandbox, language):
    page = Client().post("/sandbox/companies/", {}, headers={"accept-language": language})

    people = User.objects.filter(memberships__company=page.context["company"], is_service=False)
    assert set(people.values_list("language", flat=True)) == {language}
    assert {"ko": "2차 인증", "en": "a second factor"}[language] in page.text
    assert "http://testserver/api/v1/oauth/token" in page.text  # whole: it is copied into a program


def test_every_page_and_answer_says_that_it_is_a_sandbox(sandbox):
    page = Client().get("/sandbox/", headers={"accept-language": "en"})
    answer = Client().get("/api/v1/sandbox/clock/")

    assert b'class="sandbox-bar"' in page.content
    assert page["Portal-Sandbox"] == answer["Portal-Sandbox"] == "true"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.json()["settled"] is True


def test_a_portal_in_earnest_refuses_a_sandboxs_database(sandbox):
    with override_settings(SANDBOX=False), pytest.raises(CommandError, match="belongs to a sandbox"):
        refuse_wrong_database()


def test_a_portal_in_earnest_on_it_gets_no_work_even_if_it_ran_no_migration(sandbox, settings, monkeypatch):
    health._database_is_its_own.cache_clear()
    assert health.ground() == {"status": "ok"}
    health._database_is_its_own.cache_clear()
    monkeypatch.setattr("portal.sandbox.ground.runs_in_production", lambda: True)
    assert check_database() == []
    settings.SANDBOX = False
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert "belongs to a sandbox" in answer.json()["checks"]["ground"]["error"]
    assert [fault.id for fault in check_database()] == ["portal.E002"]


def test_a_sandbox_refuses_a_database_with_real_companies(sandbox):
    kept = SandboxClock.objects.get()
    SandboxClock.objects.all().delete()
    try:
        with connection.cursor() as cursor:
            assert "a sandbox needs its own" in fault_of(cursor)
    finally:
        kept.save(force_insert=True)


@pytest.mark.django_db
def test_a_portal_in_earnest_has_no_clock_of_its_own():
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regproc('public.clock_timestamp')")
        assert cursor.fetchone() == (None,)
    assert "search_path" not in connection.settings_dict["OPTIONS"]["options"]
    assert read_clock() is None
    assert Client().get("/api/v1/sandbox/clock/").status_code == 404
    assert Client().post("/sandbox/companies/").status_code == 403
    assert SandboxCompany.objects.count() == 0
