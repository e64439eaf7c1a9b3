"""What is destroyed is certified without the data (PII-06)."""

from datetime import date, datetime

import pytest

from portal.clock import SEOUL
from portal.files.models import File
from portal.files.tests.factories import FileFactory
from portal.outbox.models import Event
from portal.privacy import registry
from portal.privacy.handlers import holdings as nightly
from portal.privacy.models import DestructionCertificate
from portal.privacy.services import destruction
from portal.tests.factories import UserFactory, staff

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 2)


def entered(**words):
    kept = {"key": "test.kept", "label": "Kept", "basis": "PIPA 21", "kept_for": "60 days"}
    return registry.holding(**{**kept, "sections_of": lambda user: [], "erase": lambda user, reason: {}} | words)


def test_what_is_due_is_destroyed_and_certified_once_each():
    left = [1, 2, 3]
    entered(
        due=lambda on: list(left) if on >= ON else [], destroy=lambda thing: {"test.thing": left.remove(thing) or 2}
    )

    assert destruction.destroy_due(date(2026, 11, 1)) == []
    certificates = destruction.destroy_due(ON)

    assert [certificate.counts for certificate in certificates] == [{"test.thing": 2}] * 3
    assert {(certificate.holding, certificate.by) for certificate in certificates} == {("test.kept", None)}
    assert Event.objects.filter(name="privacy.destroyed").count() == 3
    assert destruction.destroy_due(ON) == []


def test_one_that_fails_stops_no_other_and_certifies_nothing():
    def destroy(thing):
        if thing == "bad":
            raise RuntimeError
        return {"test.thing": 1}

    def silent(on):
        raise ValueError

    entered(key="test.first", order=1, due=silent)  # one that cannot say what is due stops no other either
    entered(due=lambda on: ["bad", "good"], destroy=destroy)

    assert len(destruction.destroy_due(ON)) == 1
    assert DestructionCertificate.objects.count() == 1


def test_shredded_files_leave_neither_row_nor_bytes(django_capture_on_commit_callbacks):
    file = FileFactory()
    storage, name = file.content.storage, file.content.name
    assert storage.exists(name)

    with django_capture_on_commit_callbacks(execute=True):
        assert destruction.shred([file]) == 1

    assert File.objects.count() == 0
    assert not storage.exists(name)


def test_erasing_nothing_certifies_nothing():
    keeper = entered(erase=lambda user, reason: {"test.thing": 0})

    assert destruction.erase_holding(keeper, UserFactory(), reason="asked", by=staff("PR")) is None


@pytest.mark.parametrize(("hour", "runs"), [(3, 0), (4, 1), (23, 1)])
def test_the_nightly_job_runs_once_a_day_from_four_on(monkeypatch, hour, runs):
    left = ["thing"]
    entered(due=lambda on: list(left), destroy=lambda thing: {"test.thing": left.remove(thing) or 1})
    monkeypatch.setattr(nightly, "db_now", lambda: datetime(2026, 11, 2, hour, 0, tzinfo=SEOUL))

    nightly.destroy_each_night()
    left.append("another")
    nightly.destroy_each_night()

    assert DestructionCertificate.objects.count() == runs
