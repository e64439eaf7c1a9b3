"""Consents: one's own, in the words that were shown, taken back at any time (PII-01, PII-02)."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from portal.errors import NotAllowed
from portal.outbox.models import Event
from portal.privacy import queries, registry
from portal.privacy.forms import ConsentForm
from portal.privacy.models import Consent, Withdrawal
from portal.privacy.services import consents
from portal.privacy.states import ConsentKind
from portal.tests.factories import UserFactory
from portal.tests.locks import only_locks_of_the_app_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return registry.purpose(
        key="test.course",
        title="Selection for the course",
        items="Name, birth year, certificates",
        retention="60 days after the decision",
        refusal="You may refuse; then you cannot apply.",
    )


@pytest.fixture
def firm():
    return registry.purpose(
        key="test.firm",
        title="Your data to partner firms",
        items="Name, certificates",
        recipients="Firms with a vacancy",
        recipients_purpose="Choosing whom to interview",
        retention="30 days",
        refusal="You may refuse; then no firm sees you.",
        kind=ConsentKind.THIRD_PARTY,
        optional=True,
    )


def test_a_consent_keeps_the_words_that_were_shown(course):
    person = UserFactory()

    consent = consents.give("test.course", by=person, about="test:1")

    assert consent.text == (
        "Consent: Selection for the course\n"
        "Purpose: Selection for the course\n"
        "Items: Name, birth year, certificates\n"
        "Kept: 60 days after the decision\n"
        "If you refuse: You may refuse; then you cannot apply."
    )
    assert (consent.version, consent.language, len(consent.text_sha256)) == (1, "en", 64)
    assert queries.consented(person, "test.course", "test:1")
    assert not queries.consented(person, "test.course", "test:2")
    assert Event.objects.filter(name="privacy.consent_given", payload={"consent": consent.pk}).count() == 1


def test_twice_is_once_and_a_changed_purpose_is_asked_again(course, monkeypatch):
    person = UserFactory()
    assert consents.give("test.course", by=person) == consents.give("test.course", by=person)

    monkeypatch.setitem(registry.purposes._entries, "test.course", replace(course, version=2))

    assert not queries.consented(person, "test.course")
    consents.give("test.course", by=person)
    assert queries.consented(person, "test.course")
    assert [consent.version for consent in queries.consents_of(person)] == [2, 1]


def test_a_consent_is_taken_back_by_its_giver_alone_and_given_again(course):
    person, other = UserFactory(), UserFactory()
    consent = consents.give("test.course", by=person)

    with pytest.raises(NotAllowed):
        consents.withdraw(consent, by=other)
    with only_locks_of_the_app_role():
        consents.withdraw(consent, by=person)
        consents.withdraw(consent, by=person)

    assert not queries.consented(person, "test.course")
    assert Withdrawal.objects.count() == 1
    assert Event.objects.filter(name="privacy.consent_withdrawn").count() == 1
    assert consents.give("test.course", by=person) != consent
    assert list(queries.persons_consenting("test.course")) == [person]


def test_a_guest_consents_without_an_account(course):
    consent = consents.give_for_guest("test.course", guest="test.guest:7")

    assert queries.guest_consented("test.guest:7", "test.course")
    consents.withdraw(consent, by=None)
    assert not queries.guest_consented("test.guest:7", "test.course")


def test_rows_of_consent_never_change(course):
    consent = consents.give("test.course", by=UserFactory())

    for sql in ("UPDATE privacy_consent SET text = ''", "DELETE FROM privacy_consent"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)

    assert Consent.objects.get() == consent


def test_boxes_are_separate_and_only_optional_ones_may_stay_empty(course, firm):
    keys = ["test.course", "test.firm"]

    empty = ConsentForm(keys=keys)
    assert [box.field.value() for box in empty.boxes()] == [None, None]
    assert [label for label, _words in list(empty.boxes())[1].words] == [
        "Recipients",
        "What the recipients use it for",
        "Items",
        "How long the recipients keep it",
        "If you refuse",
    ]
    refused = ConsentForm({"consent-test_firm": "on"}, keys=keys)
    assert not refused.is_valid()
    assert list(refused.errors) == ["test_course"]
    ticked = ConsentForm({"consent-test_course": "on"}, keys=keys)
    assert ticked.is_valid()
    assert ticked.given() == ["test.course"]


def test_consent_to_third_parties_names_them(course):
    with pytest.raises(ValueError, match="names recipients"):
        replace(course, kind=ConsentKind.THIRD_PARTY)
