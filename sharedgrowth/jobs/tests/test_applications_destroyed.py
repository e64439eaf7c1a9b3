"""A destroyed applicant is found nowhere, except in the certificate of destruction. Source: PII-06."""

import logging
import threading
from datetime import date, time, timedelta
from time import sleep

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import RequestFactory

from portal.audit.models import AuditEntry
from portal.audit.queries import entries_matching, entries_visible_to
from portal.clock import db_now, today
from portal.files.models import File
from portal.notices.models import Notice
from portal.outbox.services import deliver_due
from portal.people.models import User
from portal.privacy.models import Consent, DestructionCertificate
from portal.privacy.registry import holdings
from portal.privacy.services import consents, destruction, rights
from portal.privacy.states import RightKind
from portal.tests.factories import staff
from portal.tests.opened import in_database, in_dump
from sharedgrowth.jobs.models import Allowance, Application, Attendance, Identity, SelectionList, Session
from sharedgrowth.jobs.policies.applications import may_unmask
from sharedgrowth.jobs.queries.applications import applicants_found
from sharedgrowth.jobs.queries.consents import APPLICATION, LATER_CALLS, about
from sharedgrowth.jobs.queries.keeping import due_accounts, due_applications, kept_until
from sharedgrowth.jobs.services import applications, papers, questions
from sharedgrowth.jobs.services.keeping import destroy_due_thing
from sharedgrowth.jobs.states import ApplicationState, CohortState
from sharedgrowth.jobs.tests.factories import applicant, application, cohort, operator, trainee

A = ApplicationState
CANARIES = ["카나리아노을", "010-9137-4628", "canary-4628@mail.example", "카나리아의 속마음 4628", "QZ-4628-CANARY"]
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n% 4628-CANARY\n"
)


def by_search() -> list[str]:
    """What people who may search find by a canary: accounts, applicants, the trail."""
    request = RequestFactory().get("/")
    request.user = staff("AD", is_superuser=True, is_staff=True)
    window = admin.site.get_model_admin(User)
    trail = entries_visible_to(staff("AU"))
    found = []
    for canary in CANARIES:
        accounts, _twice = window.get_search_results(request, User.objects.all(), canary)
        found += [f"account: {canary}" for _each in accounts]
        found += [f"applicant: {canary}" for _each in applicants_found(Application.objects.all(), q=canary)]
        found += [f"trail: {canary}" for _each in entries_matching(trail, {"person": canary})]
    return found


def in_media(folder: str = "") -> list[str]:
    """Stored files that hold a canary."""
    folders, files = default_storage.listdir(folder)
    paths = [f"{folder}/{name}".lstrip("/") for name in files]
    found = [path for path in paths if b"4628-CANARY" in default_storage.open(path).read()]
    return found + [path for name in folders for path in in_media(f"{folder}/{name}".lstrip("/"))]


@pytest.mark.django_db(transaction=True)
def test_a_destroyed_applicant_is_found_nowhere_but_in_the_certificate(caplog):
    caplog.set_level(logging.DEBUG)
    name, phone, email, answer, number = CANARIES
    others = in_media()  # files of tests before this one
    person = applicant(name=name, email=email, phone=phone)
    of = cohort()
    questions.copy_questions(None, of)
    made = applications.start_application(of, agreed=[APPLICATION], by=person)
    facts = {"born_on": date(2001, 2, 3), "region": "KR-47", "education": "high", "field_of_study": ""}
    applications.save_application(made, by=person, identity={"name": name, "phone": phone, "email": email, **facts})
    for question in of.questions.all():
        value = {"choice": "crane", "yesno": "yes"}.get(question.kind, answer)
        applications.save_application(made, by=person, answers=[(question, value, 0)])
    upload = SimpleUploadedFile("copy.pdf", PDF)
    papers.add_paper(made, title="천장크레인운전기능사", number=number, issuer="공단", issued_on=date(2024, 5, 1),
                     upload=upload, by=person)  # fmt: skip
    applications.submit_application(made, by=person)
    applications.withdraw_application(made, by=person)
    deliver_due()
    assert len(in_media()) == len(others) + 1
    assert {word for _table, word in in_dump(*CANARIES)} == {name, email}  # a copied backup tells no more
    assert {word for _table, word in in_database(*CANARIES)} == set(CANARIES)
    assert by_search() == [f"account: {name}", f"account: {email}"]  # nobody else's list is a search for people

    last = kept_until(Application.objects.select_related("cohort__terms").get(pk=made.pk))
    assert last == today() + timedelta(days=60)
    assert made.pk not in [each.pk for each in due_applications(last)]
    destruction.destroy_due(last + timedelta(days=1))
    assert Identity.objects.filter(application=made).count() == 0
    told = AuditEntry.objects.filter(thing_type="jobs.application", thing_id=str(made.pk))
    assert {entry.what for entry in told if entry.by_person_concerned} >= {
        "jobs.application.started",
        "jobs.application.paper_added",
        "jobs.application.submit",
        "jobs.application.withdraw",
    }
    assert not AuditEntry.objects.filter(by=person, what__startswith="jobs.").exists()  # also of an account that stays
    destruction.erase_person(person, reason="본인의 요청", by=None)

    assert in_database(*CANARIES) == set()
    assert in_media() == others
    assert by_search() == []
    logged = [record.getMessage() for record in caplog.records if not record.name.startswith("factory")]
    assert not [words for words in logged if any(canary in words for canary in CANARIES)]
    left = Application.objects.get(pk=made.pk)
    assert (left.user, left.state, left.destroyed_at is not None) == (None, A.WITHDRAWN, True)
    certificate = DestructionCertificate.objects.get(holding="jobs.applications")
    assert certificate.counts["jobs.identity"] == 1
    assert certificate.counts["files.file"] == 1
    assert File.objects.filter(name="copy.pdf").count() == 0


@pytest.mark.django_db
def test_what_is_due_and_what_stays():
    long_ago = db_now() - timedelta(days=61)
    of = cohort(CohortState.SELECTING)
    failed = application("failed", of=of, decided_at=long_ago)
    fresh = application("failed", of=of, decided_at=db_now())
    unsent = application("lapsed", of=of, decided_at=db_now() - timedelta(days=2), submitted_at=None)
    asked = application("failed", of=of, decided_at=long_ago, return_asked_on=today() - timedelta(days=3))
    for each in (failed, fresh, unsent, asked):
        consents.give(APPLICATION, by=each.user, about=about(of))
    due = {each.pk for each in due_applications(today())}
    assert failed.pk in due
    assert unsent.pk in due
    assert fresh.pk not in due
    assert asked.pk not in due  # its documents go back first

    ended = cohort(CohortState.FOLLOW_UP, ended_on=today() - timedelta(days=365))
    kept = trainee("completed", of=ended)
    old = cohort(CohortState.CLOSED, ended_on=today() - timedelta(days=4 * 366))
    gone = trainee("completed", of=old)
    due = {each.pk for each in due_applications(today())}
    assert gone.application_id in due
    assert kept.application_id not in due


@pytest.mark.django_db
def test_a_consent_taken_back_ends_the_application_and_the_data_goes_the_same_night():
    person, of = applicant(), cohort()
    made = application("submitted", of=of, user=person)
    given = consents.give(APPLICATION, by=person, about=about(of))
    consents.withdraw(given, by=person)
    deliver_due()

    made.refresh_from_db()
    assert made.state == A.WITHDRAWN
    assert [each.pk for each in due_applications(today())] == [made.pk]
    certificates = destruction.destroy_due(today())
    assert [each.holding for each in certificates if each.holding == "jobs.applications"] == ["jobs.applications"]
    assert Consent.objects.filter(pk=given.pk).exists()  # the proof of what was agreed to stays


@pytest.mark.django_db
def test_a_consent_taken_back_in_training_ends_it_and_keeps_only_what_the_records_need():
    person = applicant()
    of = cohort(CohortState.TRAINING)
    one = trainee("enrolled", of=of, user=person)
    given = consents.give(APPLICATION, by=person, about=about(of))
    consents.withdraw(given, by=person)
    deliver_due()
    one.application.refresh_from_db()
    assert one.application.state == A.DROPPED
    identity = Identity.objects.get(application=one.application)
    assert (identity.name != "", identity.phone, identity.email) == (True, "", "")  # at once, not in three years
    assert DestructionCertificate.objects.get(holding="jobs.applications").counts["jobs.identity"] == 1
    assert not may_unmask(operator(), one.application)

    holding = holdings.get("jobs.applications")
    Allowance.objects.create(trainee=one, month=today().replace(day=1), scheduled=5, attended=5, full_won=800_000,
                             least_pct=80, amount_won=800_000, stated_by=operator())  # fmt: skip
    day = Session.objects.create(cohort=of, on=today(), starts=time(9), ends=time(17), title="실습")
    noted = Attendance.objects.create(session=day, trainee=one, presence="late", note="병원", taken_by=operator())
    assert "three years" in str(holding.keeps(person))
    counts = holding.erase(person, reason="요청")
    assert counts["jobs.identity"] == 1
    identity = Identity.objects.get(application=one.application)
    assert (identity.name != "", identity.phone, identity.email) == (True, "", "")
    noted.refresh_from_db()
    assert (noted.presence, noted.note) == ("late", "")  # the record stays, words about the person go


@pytest.mark.django_db
def test_own_data_is_complete_for_the_export():
    person = applicant()
    made = application("submitted", user=person, identity={"name": "정다온"})
    sections = list(holdings.get("jobs.applications").sections_of(person))
    assert len(sections) == 1
    told = " ".join(str(value) for row in sections[0].rows for value in row.values())
    assert "정다온" in told
    assert made.number in str(sections[0].title)


def test_every_personal_field_of_the_app_is_destroyed_or_named_here():
    """A new text field of an applicant has to be thought of: it is destroyed, or it stands here with why it stays."""
    destroyed = {"Identity", "Answer", "Paper", "Review", "Talk", "Attendance", "Mark"}
    emptied = {"Application.reason", "Trainee.reason", "Trainee.certificate"}
    no_person = {"Application.number", "Application.code", "Application.state"}
    for model in (apps.get_model("jobs", each) for each in ("Application", "Trainee")):
        for field in model._meta.concrete_fields:
            if field.get_internal_type() in ("CharField", "TextField", "EmailField"):
                assert f"{model.__name__}.{field.name}" in emptied | no_person
    assert destroyed <= {model.__name__ for model in apps.get_app_config("jobs").get_models()}


@pytest.mark.django_db
def test_the_account_goes_with_the_data_unless_later_cohorts_are_wished_for():
    of = cohort(CohortState.SELECTING)
    gone = application("failed", of=of, decided_at=db_now() - timedelta(days=61))
    stays = application("failed", of=of, decided_at=db_now() - timedelta(days=61))
    asking = application("failed", of=of, decided_at=db_now() - timedelta(days=61))
    rights.ask(kind=RightKind.ACCESS, by=asking.user)
    consents.give(LATER_CALLS, by=stays.user, about=about(of))
    Notice.objects.create(user=stays.user, kind="jobs.x", key="1", url=f"/jobs/applications/{stays.number}/")
    other = Notice.objects.create(user=stays.user, kind="jobs.x", key="2", url="/jobs/")

    destruction.destroy_due(today())

    gone.user.refresh_from_db()
    stays.user.refresh_from_db()
    asking.user.refresh_from_db()
    assert (gone.user.is_active, stays.user.is_active) == (False, True)
    assert asking.user.is_active  # the answer to a request is read with the account
    assert list(Notice.objects.filter(user=stays.user)) == [other]  # nothing of a kept account leads to what is gone
    later = today() + timedelta(days=800)
    assert stays.user in list(due_accounts(later))
    assert stays.user not in list(due_accounts(today()))


@pytest.mark.django_db(transaction=True)
def test_who_asks_for_a_right_while_the_night_comes_keeps_the_account():
    """The night waits for the open question; then it looks whether the account is needed."""
    due = application("failed", decided_at=db_now() - timedelta(days=61))
    asked = threading.Event()

    def ask():
        with transaction.atomic():
            rights.ask(kind=RightKind.ACCESS, by=due.user)
            asked.set()
            sleep(0.5)
        connection.close()

    person = threading.Thread(target=ask)
    person.start()
    assert asked.wait(20)
    destroy_due_thing(Application.objects.get(pk=due.pk))
    person.join()
    due.user.refresh_from_db()
    assert (due.user.is_active, Application.objects.get(pk=due.pk).user) == (True, None)


@pytest.mark.django_db
def test_what_the_office_wrote_beside_a_destroyed_trainee_goes_too():
    gone = trainee("completed", of=cohort(CohortState.CLOSED, ended_on=today() - timedelta(days=4 * 366)))
    given = {"cohort": gone.cohort, "rows": [{"code": gone.application.code}], "sha256": "0" * 64}
    SelectionList.objects.create(**given, note="카나리아 먼저", reason="카나리아 점수", proposed_by=operator(),
                                 returned_at=db_now())  # fmt: skip
    waits = SelectionList.objects.create(**given, note="기다림", proposed_by=operator())
    destruction.destroy_due(today())
    gone.refresh_from_db()
    assert (gone.grade, gone.attendance_pct, gone.certificate) == (None, None, None)
    assert set(SelectionList.objects.values_list("pk", "note", "reason")) == {(waits.pk - 1, "", ""),
                                                                              (waits.pk, "기다림", "")}  # fmt: skip
