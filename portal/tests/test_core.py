"""The core modules: states, policy, money, audit chain, outbox."""

import os
import subprocess
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from portal import money
from portal.audit import services as audit
from portal.audit.models import AuditEntry, AuditLink
from portal.audit.queries import timeline_of
from portal.clock import today
from portal.errors import NotAllowed, WrongState
from portal.numbers import next_number
from portal.outbox import services as outbox
from portal.people.queries import standing_of
from portal.people.services import record_standing
from portal.people.states import CompanyState
from portal.policy import YES, no, require
from portal.tests.factories import CompanyFactory, staff

ROOT = Path(__file__).resolve().parents[2]


def test_a_refusal_carries_its_reason():
    with pytest.raises(NotAllowed, match="Ask a colleague"):
        require(no("Ask a colleague"))
    require(YES)


@given(
    total=st.integers(min_value=0, max_value=10**12),
    weights=st.lists(st.integers(min_value=0, max_value=1000), min_size=1, max_size=12).filter(any),
)
def test_shares_add_up_and_stay_within_a_won(total, weights):
    parts = money.shares(Decimal(total), [Decimal(weight) for weight in weights])

    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Decimal(total) * weight / sum(weights)) < 1


@pytest.mark.django_db
def test_move_changes_the_state_and_writes_who_and_why():
    officer = staff("PO")
    company = CompanyFactory(state=CompanyState.SUBMITTED)

    audit.move(company, "approve", by=officer, reason="Papers are complete")

    company.refresh_from_db()
    assert company.state == CompanyState.ACTIVE
    entry = timeline_of(company).get()
    assert (entry.by, entry.what, entry.before, entry.after, entry.reason) == (
        officer,
        "people.company.approve",
        "submitted",
        "active",
        "Papers are complete",
    )


@pytest.mark.django_db
def test_of_two_people_who_press_the_same_button_the_second_is_told():
    company = CompanyFactory(state=CompanyState.SUBMITTED)
    same = type(company).objects.get(pk=company.pk)
    audit.move(company, "approve", by=None)

    with pytest.raises(WrongState):
        audit.move(same, "reject", by=None)

    company.refresh_from_db()
    assert company.state == CompanyState.ACTIVE


@pytest.mark.django_db
def test_a_move_that_the_table_does_not_know_is_refused():
    company = CompanyFactory(state=CompanyState.CLOSED)
    with pytest.raises(WrongState):
        audit.move(company, "approve", by=None)
    assert not timeline_of(company).exists()


@pytest.mark.django_db(transaction=True)
def test_committed_entries_are_chained_without_a_gap():
    company = CompanyFactory(state=CompanyState.SUBMITTED)
    with transaction.atomic():
        audit.move(company, "take_up", by=None)
        audit.move(company, "approve", by=None)
    audit.record(company, "level_changed", by=None, payload={"level": "L1"})

    links = list(AuditLink.objects.order_by("seq"))
    assert [link.seq for link in links] == [1, 2, 3]
    assert links[0].prev_hash == "0" * 64
    assert [link.prev_hash for link in links[1:]] == [link.hash for link in links[:-1]]


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE audit_auditentry SET reason = 'x'", "DELETE FROM audit_auditentry"])
def test_history_cannot_be_rewritten(statement):
    audit.record(CompanyFactory(), "seen", by=None)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert AuditEntry.objects.count() == 1


@pytest.mark.django_db
def test_numbers_are_never_given_twice():
    first, second = next_number("CMP"), next_number("CMP")
    assert first != second
    assert first.startswith(f"CMP-{today().year}-")


@pytest.mark.django_db
def test_the_latest_standing_that_covers_the_day_counts():
    company = CompanyFactory()
    day = today()
    record_standing(company, "esg.band", "B", valid_from=day, source="assessment 1")
    record_standing(company, "esg.band", "A", valid_from=day, source="assessment 1, appeal upheld")

    assert standing_of(company, "esg.band", day) == "A"
    assert standing_of(company, "esg.band", day - timedelta(days=365)) is None


@pytest.mark.django_db(transaction=True)
def test_an_announcement_is_heard_after_commit_and_not_after_a_rollback(monkeypatch):
    heard = []
    monkeypatch.setitem(outbox.HANDLERS, "portal.test", {"test": lambda **payload: heard.append(payload)})

    with transaction.atomic():
        outbox.announce("portal.test", thing=1)
        transaction.set_rollback(True)
    with transaction.atomic():
        outbox.announce("portal.test", thing=2)
    outbox.deliver_due()
    outbox.deliver_due()

    assert heard == [{"thing": 2}]


WEB_PROCESS = """
import contextvars, resource, threading
import portal.wsgi
from django.urls import get_resolver
print(*resource.getrlimit(resource.RLIMIT_CORE))
print(*sorted(get_resolver()._reverse_dict))
print(len(contextvars.copy_context()) < 20)
print(*[thread.name for thread in threading.enumerate() if thread.daemon])
"""


def test_the_web_process_leaves_no_core_file_knows_all_addresses_and_beats_before_its_first_request():
    """A dump of its memory could hold bids in the clear. In a process of its own: the limit is never raised again."""
    environment = os.environ | {"EMBEDDED": "off"}
    done = subprocess.run(  # noqa: S603 our own program
        [sys.executable, "-c", WEB_PROCESS], cwd=ROOT, env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout.splitlines()) == (0, ["0 0", "en ko", "True", "heart"]), done.stderr
