"""DO: walk all books, keep what was found; anchor the ledger in the audit chain. Source: domain 4.6, security T24."""

import logging
from decimal import Decimal

from django.db import connection, transaction

from portal.audit.services import record
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.payments.models import LedgerAnchor, LedgerCheck
from purchasing.payments.policies.ledger import may_check_ledger
from purchasing.payments.queries import ledger_checks as found

log = logging.getLogger("purchasing.payments")
BLOCK = 20_000  # postings under one anchor
KEPT = 200  # faults that are stored with a check
TURN = 4605001  # the lock that every posting shares (migration 0006)


@transaction.atomic
def ask_for_ledger_check(*, by: User) -> None:
    """Have the worker walk the books: with years of entries it takes longer than a page may."""
    require(may_check_ledger(by))
    announce("payments.ledger_check_asked", by=by.pk)


def check_ledger(*, asked_by_id: int | None = None) -> LedgerCheck:
    """Walk everything at one moment, and keep the result; a fault alarms those who look after the books."""
    faults, entries, books = _walk()
    with transaction.atomic():
        check = LedgerCheck.objects.create(
            asked_by_id=asked_by_id,
            entries=entries,
            books=books,
            difference=sum((abs(fault.expected - fault.found) for fault in faults), Decimal(0)),
            faults=[fault.kept() for fault in faults[:KEPT]],
        )
        if faults:
            log.error("ledger: %s faults, the first: %s", len(faults), faults[0])
            announce("payments.ledger_broken", check=check.pk)
    return check


def _walk() -> tuple[list[found.Fault], int, int]:
    """All questions see the same moment where no transaction is open yet (as in the command and in the nightly job)."""
    alone = not connection.in_atomic_block
    with transaction.atomic():
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return [*found.faults(), *_broken_anchors()], *found.counts()


def _broken_anchors() -> list[found.Fault]:
    """Anchors whose postings have another hash now, or of which the audit chain tells something else."""
    told, broken, after, before = found.anchors_told(), [], 0, ""
    for anchor in LedgerAnchor.objects.order_by("upto"):
        entries, sha256 = found.digest(after=after, upto=anchor.upto, before=before)
        chained = told.pop(anchor.pk, None) == (anchor.upto, anchor.sha256)
        if sha256 != anchor.sha256 or not chained:
            broken.append(_anchor_fault(anchor.upto, anchor.entries, entries))
        after, before = anchor.upto, anchor.sha256
    broken += [_anchor_fault(upto, 1, 0) for upto, _sha256 in told.values()]
    return broken


def _anchor_fault(upto: int, expected: int, entries: int) -> found.Fault:
    differs = entries if entries != expected else expected - 1  # an edit that keeps the number is a fault of one
    return found.Fault("anchor", str(upto), Decimal(expected), Decimal(differs))


def anchor_ledger() -> int:
    """Hash all postings since the last anchor into the audit chain; returns how many anchors that took.

    Who is writing a posting is waited for, so that none with a smaller number comes later.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])
        cursor.execute("SELECT coalesce(max(id), 0) FROM payments_posting")
        end = cursor.fetchone()[0]
    made = 0
    while _anchor_block(end):
        made += 1
    return made


@transaction.atomic
def _anchor_block(end: int) -> LedgerAnchor | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN + 1])  # one at a time
    last = LedgerAnchor.objects.order_by("-upto").first()
    after, before = (last.upto, last.sha256) if last else (0, "")
    if after >= end:
        return None
    upto = found.block_end(after, end, BLOCK)
    if upto is None:
        return None
    entries, sha256 = found.digest(after=after, upto=upto, before=before)
    anchor = LedgerAnchor.objects.create(upto=upto, entries=entries, sha256=sha256)
    record(anchor, "made", by=None, payload={"upto": upto, "entries": entries, "sha256": sha256})
    return anchor
