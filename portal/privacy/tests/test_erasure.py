"""An erased person is found nowhere: no table, no stored file, no session (PII-06, PII-10, security G14)."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command

from portal.audit.models import AuditEntry
from portal.clock import db_now, today
from portal.errors import NotAllowed
from portal.notices.models import Notice
from portal.people import services as people
from portal.people.models import User
from portal.privacy.models import DestructionCertificate
from portal.privacy.queries.rights import kept_of
from portal.privacy.services import consents, copies, destruction, rights
from portal.privacy.states import RightKind, RightState
from portal.privacy.tests.test_consents import course  # noqa: F401 (a fixture)
from portal.tests.factories import CompanyFactory, UserFactory, staff
from portal.tests.opened import in_database
from portal.tests.signin import sign_in

pytestmark = pytest.mark.django_db

CANARIES = ("나카나리", "canary-7f3@", "010-7373-9191")


def found_in_database(*words: str) -> set[str]:
    """The tables in which one of the words stands, in any column, encrypted ones included."""
    return {table for table, _word in in_database(*words)}


def canary(**fields) -> User:
    """A person with a name, an address and a number that nobody else has."""
    user = UserFactory(name="나카나리", email="canary-7f3@garam.example", phone="010-7373-9191", **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def test_who_acts_for_no_company_is_erased_without_a_trace(client, course):  # noqa: F811
    user = canary()
    sign_in(client, user)
    consents.give("test.course", by=user)
    rights.ask(kind=RightKind.CORRECTION, text="나카나리가 아니라 다카나리입니다", by=user)
    people.edit_profile(user, name="나카나리", language="ko", phone="010-7373-9191")
    Notice.objects.create(user=user, kind="privacy.asked", params={"number": "나카나리"}, key="k", url="/")
    assert found_in_database(*CANARIES)

    certificates = destruction.erase_oneself(by=user)

    assert found_in_database(*CANARIES) == set()
    assert UserSession.objects.filter(user=user).count() == 0
    assert Session.objects.count() == 0
    assert client.get("/dashboard/").status_code == 303  # to the sign-in page
    assert {certificate.holding for certificate in certificates} == {
        "privacy.requests",
        "notices.notices",
        "people.account",
    }
    assert destruction.erase_person(user, reason="again", by=None) == []


def test_who_acts_for_a_company_asks_and_keeps_a_name_in_its_records():
    user, officer = canary(company=CompanyFactory(), roles=("SU",)), staff("PR")
    with pytest.raises(NotAllowed):
        destruction.erase_oneself(by=user)
    asked = rights.ask(kind=RightKind.ERASURE, by=user)

    rights.answer(asked, outcome=RightState.PARTLY, decision="Contracts name you for ten years.", by=officer)

    user.refresh_from_db()
    assert (user.name, user.is_active, user.phone) == ("나카나리", False, "")
    assert found_in_database("canary-7f3@", "010-7373-9191") == set()
    assert found_in_database("나카나리") == {"people_user"}
    stays = {each.holding.key for each in kept_of(user) if each.stays}
    assert stays == {"people.account", "audit.trail"}
    assert not user.memberships.filter(state="active").exists()


def test_a_closed_account_goes_after_a_year_and_an_unconfirmed_one_after_thirty_days():
    closed, open_one, waiting = canary(), UserFactory(), UserFactory()
    EmailAddress.objects.create(user=waiting, email=waiting.email, verified=False, primary=True)
    rights.ask(kind=RightKind.CORRECTION, text=f"{CANARIES[0]} is misspelt", by=closed)
    people.disable_user(closed, reason="left", by=staff("AD", is_superuser=True))
    User.objects.filter(pk=waiting.pk).update(joined_at=db_now() - timedelta(days=29))

    assert destruction.destroy_due(today()) == []
    made = destruction.destroy_due(today() + timedelta(days=366))

    assert [certificate.holding for certificate in made] == ["people.account", "people.account"]
    assert found_in_database(*CANARIES) == set()
    open_one.refresh_from_db()
    assert open_one.is_active
    assert destruction.destroy_due(today() + timedelta(days=366)) == []


def test_the_copy_of_ones_data_says_everything_that_is_kept(course):  # noqa: F811
    user = canary()
    consents.give("test.course", by=user)

    with zipfile.ZipFile(io.BytesIO(copies.copy_of_own_data(by=user))) as archive:
        data = json.loads(archive.read("data.json"))
        assert archive.read("data.pdf").startswith(b"%PDF")

    kept = {each["key"]: each for each in data["holdings"]}
    assert kept["people.account"]["sections"][0]["rows"][0]["Phone"] == "010-7373-9191"
    assert kept["privacy.consents"]["sections"][0]["rows"][0]["Consent"] == "Selection for the course"
    assert AuditEntry.objects.filter(what="people.user.copied_own_data", by=user).count() == 1


def test_the_commands(capsys):
    user = canary()

    call_command("erase_subject", user.email, reason="court order 12")
    assert "1 certificates" in capsys.readouterr().out
    assert found_in_database(*CANARIES) == set()
    assert DestructionCertificate.objects.get().reason == "court order 12"
    with pytest.raises(CommandError, match="nobody"):
        call_command("erase_subject", "canary-7f3@garam.example", reason="again")
    call_command("destroy_due")
    assert "0 certificates" in capsys.readouterr().out
    for wrong in ("tomorrow", (today() + timedelta(days=1)).isoformat()):
        with pytest.raises(CommandError):
            call_command("destroy_due", on=wrong)
