"""The doors: status and effect."""

import io
import re
import zipfile

import pytest
from django.urls import reverse

from portal.clock import today
from portal.errors import NotAllowed
from portal.notices.services import notify
from portal.privacy.models import DestructionCertificate, Incident, Look, PolicyText, Processor, RightsRequest
from portal.privacy.queries.rights import suspended
from portal.privacy.services import consents, exports, looks, rights
from portal.privacy.states import ExportState, IncidentState, PolicyState, RightKind, RightState
from portal.privacy.tests.test_consents import course  # noqa: F401 (a fixture)
from portal.tests.factories import CompanyFactory, UserFactory, staff, supplier
from portal.tests.signin import long_ago, sign_in

pytestmark = pytest.mark.django_db


def at(name, *args):
    return reverse(f"privacy:{name}", args=args)


# One's own data ------------------------------------------------------------------------------------------------------
def test_a_person_sees_what_is_kept_and_copies_it(client, course):  # noqa: F811
    user = UserFactory(phone="010-5555-1234")
    sign_in(client, user)
    consent = consents.give("test.course", by=user)
    looks.look(reader=staff("HR", name="유채원"), subject=user, fields=["phone"], why="Interview moved")

    page = client.get(at("own-detail")).content.decode()
    assert "010-5555-1234" in page
    assert "Selection for the course" in page
    assert "Interview moved" in client.get(at("own-looks")).content.decode()

    answer = client.post(at("own-copy"))
    assert answer["Content-Type"] == "application/zip"
    assert sorted(zipfile.ZipFile(io.BytesIO(answer.content)).namelist()) == ["data.json", "data.pdf"]

    assert client.get(at("consent-withdraw", consent.uid)).status_code == 200
    assert client.post(at("consent-withdraw", consent.uid)).status_code == 303
    assert consent.__class__.objects.get(pk=consent.pk).is_withdrawn


def test_a_copy_needs_a_fresh_proof_of_identity(client):
    user = UserFactory()
    sign_in(client, user)
    long_ago(client)

    for name in ("own-copy", "own-erase", "own-ask"):
        answer = client.post(at(name), {"sure": "on", "kind": "access"})
        assert answer.status_code == 303
        assert "reauthenticate" in answer["Location"]
    user.refresh_from_db()
    assert user.is_active
    assert RightsRequest.objects.count() == 0


def test_a_person_asks_and_takes_it_back(client):
    user = UserFactory()
    sign_in(client, user)

    wrong = client.post(at("own-ask"), {"kind": "correction", "text": ""})
    assert wrong.status_code == 422
    assert client.post(at("own-ask"), {"kind": "correction", "text": "My name is wrong"}).status_code == 303
    twice = client.post(at("own-ask"), {"kind": "correction", "text": "My name is wrong, I said"})
    assert twice.status_code == 422
    assert "My name is wrong, I said" in twice.content.decode()

    asked = RightsRequest.objects.get()
    assert (asked.due_on - today()).days == 10
    assert client.get(at("own-request", asked.number)).status_code == 200
    assert client.post(at("own-withdraw", asked.number)).status_code == 303
    asked.refresh_from_db()
    assert asked.state == RightState.WITHDRAWN
    sign_in(client, UserFactory())
    assert client.get(at("own-request", asked.number)).status_code == 404


def test_a_person_erases_the_own_data_and_keeps_the_certificates(client):
    user = UserFactory(name="나카나리")
    sign_in(client, user)

    assert client.get(at("own-erase")).status_code == 200
    assert client.post(at("own-erase"), {}).status_code == 422
    answer = client.post(at("own-erase"), {"sure": "on"})
    assert answer.status_code == 303

    page = client.get(answer["Location"]).content.decode()
    certificate = DestructionCertificate.objects.get(holding="people.account")
    assert certificate.number in page
    paper = client.get(at("destruction-paper", certificate.uid))
    assert paper.content.startswith(b"%PDF")
    assert client.get(at("own-detail")).status_code == 303
    assert client.get(at("erased") + "?certificates=nonsense,1").status_code == 200


def test_who_acts_for_a_company_is_told_how(client):
    sign_in(client, supplier("SU"))

    assert "acts for" not in client.get(at("own-detail")).content.decode()
    assert client.get(at("own-erase")).status_code == 403


# The desk ------------------------------------------------------------------------------------------------------------
def test_the_officer_answers_and_the_record_says_that_the_name_was_seen(client):
    person, officer = UserFactory(name="홍길동", email="gildong@garam.example"), staff("PR")
    asked = rights.ask(kind=RightKind.ERASURE, by=person)
    sign_in(client, officer)

    board = client.get(at("request-list")).content.decode()
    assert "홍*동" in board
    assert "홍길동" not in board
    assert "홍길동" in client.get(at("request-detail", asked.number)).content.decode()
    look = Look.objects.get()
    assert (look.reader, look.subject, look.about) == (officer, person, asked.number)

    no_reason = client.post(at("request-answer", asked.number), {"outcome": "granted", "decision": ""})
    assert no_reason.status_code == 422
    done = client.post(at("request-answer", asked.number), {"outcome": "granted", "decision": "All is destroyed."})
    assert done.status_code == 303
    person.refresh_from_db()
    assert not person.is_active
    assert "gildong" not in person.email
    assert client.post(at("request-answer", asked.number), {"outcome": "refused", "decision": "x"}).status_code == 409


def test_who_reads_along_sees_masks_and_changes_nothing(client):
    person = UserFactory(name="홍길동", email="gildong@garam.example")
    asked = rights.ask(kind=RightKind.ACCESS, text="canary-words", by=person)
    sign_in(client, staff("AU"))

    page = client.get(at("request-detail", asked.number)).content.decode()
    assert "홍*동" in page
    for secret in ("홍길동", "gildong@", "canary-words"):
        assert secret not in page
    assert client.get(at("request-answer", asked.number)).status_code == 403
    assert Look.objects.count() == 0
    sign_in(client, staff("AD", is_superuser=True, is_staff=True))
    assert client.get(at("request-detail", asked.number)).status_code == 404


def test_an_extension_once_and_in_time(client):
    asked = rights.ask(kind=RightKind.ACCESS, by=UserFactory())
    sign_in(client, staff("PR"))

    assert client.post(at("request-extend", asked.number), {"because": "Many papers"}).status_code == 303
    asked.refresh_from_db()
    assert (asked.due_on - today()).days == 20
    assert client.post(at("request-extend", asked.number), {"because": "Again"}).status_code == 422


def test_a_suspension_runs_until_it_is_lifted(client):
    person = UserFactory()
    asked = rights.ask(kind=RightKind.SUSPENSION, holding="notices.notices", by=person)
    rights.answer(asked, outcome=RightState.GRANTED, decision="Stopped.", by=staff("PR"))
    assert suspended(person, "notices.notices")
    assert not suspended(person, "people.account")
    other = UserFactory()
    told = {"url_name": "privacy:own-detail", "params": {"number": "PRX-1", "title": "x", "rows": 1}}
    assert notify([person, other], "privacy.export_refused", **told) == 1  # only who did not stop it
    assert notify([person, other], "privacy.export_seen", **told) == 2  # what is essential all the same

    sign_in(client, person)
    assert client.post(at("own-lift", asked.number)).status_code == 303

    assert not suspended(person, "notices.notices")
    assert client.post(at("own-lift", asked.number)).status_code == 409


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("request-list", 8), ("look-report", 9), ("export-list", 8)])
def test_lists_cost_the_same_for_one_and_for_three(client, django_assert_num_queries, name, queries, count):
    reader = staff("HR")
    for _each in range(count):
        person = UserFactory()
        rights.ask(kind=RightKind.ACCESS, by=person)
        looks.look(reader=staff("HR"), subject=person, fields=["phone"], why="x")
        exports.ask_export(what=f"t:{_each}", title="List", fields=["name"], rows=2, reason="x", by=reader)
    sign_in(client, staff("PR"))
    client.get(at(name))

    with django_assert_num_queries(queries):
        assert client.get(at(name)).status_code == 200


def test_the_month_as_csv_names_nobody_who_was_seen(client):
    person = UserFactory(name="홍길동")
    looks.look(reader=staff("HR", name="=유채원"), subject=person, fields=["phone"], why="Interview moved")
    sign_in(client, staff("PR"))

    text = client.get(at("look-csv")).content.decode()

    assert "홍길동" not in text
    assert f",'=유채원,{person.pk},1,phone,Interview moved," in text
    assert client.get(at("look-report") + "?month=2020-01").status_code == 200


# Exports -------------------------------------------------------------------------------------------------------------
def test_an_export_is_asked_for_approved_and_spent_once(client):
    reader = staff("HR")
    grant = exports.ask_export(
        what="t:1", title="List", fields=["name", "phone"], rows=3, reason="Interview", by=reader
    )
    sign_in(client, staff("PR"))

    assert client.post(at("export-allow", grant.number), {"decision": ""}).status_code == 303

    used = exports.use_export("t:1", rows=2, by=reader)
    assert (used.state, used.used_rows) == (ExportState.USED, 2)
    look = Look.objects.get()
    assert (look.subject, look.count, look.fields, look.about) == (None, 2, ["name", "phone"], grant.number)
    with pytest.raises(NotAllowed):
        exports.use_export("t:1", rows=2, by=reader)
    assert client.post(at("export-refuse", grant.number), {"decision": "no"}).status_code == 403


# The policy, processors ----------------------------------------------------------------------------------------------
def test_everybody_reads_the_policy_and_a_new_version_needs_two(client):
    shown = client.get(at("policy-detail")).content.decode()
    assert re.search(r"Account|계정", shown)
    assert client.get(reverse("home:privacy")).status_code == 302
    officer, second = staff("PR"), staff("CP")
    words = {
        "change_ko": "쿠키",
        "change_en": "Cookies",
        "text_ko": "## 가\n나",
        "text_en": "## One\nTwo",
        "valid_from": "2099-01-01",
    }

    sign_in(client, officer)
    assert client.post(at("policy-draft"), words | {"valid_from": today().isoformat()}).status_code == 422
    assert client.post(at("policy-draft"), words).status_code == 303
    draft = PolicyText.objects.get(state=PolicyState.DRAFT)
    assert client.post(at("policy-publish", draft.version)).status_code == 403
    client.logout()
    assert client.get(at("policy-version", draft.version)).status_code == 404
    sign_in(client, second)
    assert client.post(at("policy-publish", draft.version)).status_code == 303
    client.logout()
    assert "Another version" in client.get(at("policy-version", draft.version) + "?lang=en").content.decode()


def test_processors_are_listed_in_public(client):
    sign_in(client, staff("PR"))
    words = {"name": "한결전산", "task": "Hosting", "items": "All", "country": "KR", "contract_on": "2026-01-02"}

    abroad = client.post(at("processor-new"), words | {"country": "US"})
    assert abroad.status_code == 422
    assert client.post(at("processor-new"), words).status_code == 303
    found = Processor.objects.get()
    assert "한결전산" in client.get(at("policy-detail")).content.decode()
    assert client.get(at("processor-edit", found.pk)).status_code == 200
    assert client.post(at("processor-end", found.pk), {"on": today().isoformat()}).status_code == 303
    assert "한결전산" not in client.get(at("policy-detail")).content.decode()
    assert client.get(at("processor-list")).status_code == 200


# Incidents -----------------------------------------------------------------------------------------------------------
def test_an_incident_from_knowing_to_closing(client, django_capture_on_commit_callbacks):
    officer, person = staff("PR"), UserFactory()
    sign_in(client, officer)
    words = {
        "title": "Lost laptop",
        "known_at": "2026-11-02T09:00",
        "happened_at": "",
        "items": "Names",
        "persons": "1",
        "outside": "on",
        "course": "A laptop was stolen.",
        "measures": "",
        "advice": "",
    }
    assert client.post(at("incident-new"), words | {"known_at": "2099-01-01T00:00"}).status_code == 422
    assert client.post(at("incident-new"), words).status_code == 303
    incident = Incident.objects.get()
    assert (incident.tell_by - incident.known_at).total_seconds() == 72 * 3600
    number = incident.number

    assert client.post(at("incident-tell", number)).status_code == 422  # no measures yet
    known = words | {"measures": "Locked from afar.", "advice": "Change your password."}
    assert client.post(at("incident-edit", number), known).status_code == 303
    listed = client.post(at("incident-persons", number), {"addresses": f"{person.email}\nnobody@garam.example"})
    assert listed.status_code == 303
    sign_in(client, person)
    assert client.get(at("incident-detail", number)).status_code == 404  # not told yet
    sign_in(client, officer)
    gone = incident.affected.create(person=UserFactory(is_active=False))
    assert client.post(at("incident-tell", number)).status_code == 303
    gone.refresh_from_db()
    assert gone.told_at is None  # a closed account reads no notice: by letter
    assert client.post(at("incident-contain", number)).status_code == 303
    assert client.post(at("incident-close", number), {"reason": "Encrypt disks."}).status_code == 422  # not reported
    assert client.post(at("incident-report", number), {"reference": "2026-77"}).status_code == 303
    assert client.post(at("incident-close", number), {"reason": "Encrypt disks."}).status_code == 303
    incident.refresh_from_db()
    assert incident.state == IncidentState.CLOSED
    assert client.get(at("incident-list")).status_code == 200

    sign_in(client, person)
    page = client.get(at("incident-detail", number)).content.decode()
    assert "Change your password." in page
    assert "Encrypt disks." not in page
    sign_in(client, supplier("SA", company=CompanyFactory()))
    assert client.get(at("incident-detail", number)).status_code == 404
