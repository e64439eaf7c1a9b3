"""Check the chain, and write it out for a check elsewhere."""

import json
import logging
from collections.abc import Iterator

from django.db import transaction

from portal.audit import policies, queries, rules
from portal.audit.models import ChainCheck
from portal.outbox.services import announce
from portal.policy import require

log = logging.getLogger("portal.audit")


@transaction.atomic
def ask_for_check(*, by) -> None:
    """Have the worker check the chain: with years of entries it takes longer than a page may."""
    require(policies.may_check_chain(by))
    announce("audit.check_asked", by=by.pk)


@transaction.atomic
def check_chain(*, asked_by_id: int | None = None, anchors: dict[int, str] | None = None) -> ChainCheck:
    """Walk the whole chain now and keep what was found."""
    finding = rules.check(queries.chain(), {**queries.witnesses(), **(anchors or {})})
    fault = finding.fault
    if not fault and (outside := queries.unlinked()):
        fault = f"{outside} entries stand outside the chain"
    if fault:
        log.error("audit: the chain does not hold: %s", fault)
    return ChainCheck.objects.create(
        asked_by_id=asked_by_id, entries=finding.entries, seq=finding.seq, head=finding.head, fault=fault[:200]
    )


def export_lines() -> Iterator[str]:
    """The trail as JSON lines, the last one naming the head."""
    seq, head = 0, rules.START
    for row in queries.chain():
        seq, head = row["seq"], row["hash"]
        yield json.dumps(row, ensure_ascii=False)
    yield json.dumps({"end": True, "seq": seq, "head": head})


def say_head() -> None:
    """The head of the chain into the log: a witness outside of this database, each hour.

    As a warning, for a worker that writes nothing less would keep the one witness to itself.
    """
    if link := queries.head():
        log.warning("audit head %s:%s", link.seq, link.hash)
