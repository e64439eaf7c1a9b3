"""HOW MUCH: whether the chain holds. The database hashes at commit; here, and in ``tools/``, it is computed anew."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

START = "0" * 64  # what the first entry's hash builds on
HASHED = ("id", "at", "by", "company", "what", "thing_type", "thing_id", "before", "after", "reason", "payload_sha256")


@dataclass(frozen=True, slots=True)
class Finding:
    """How far the chain holds, and what broke it ("" if nothing did)."""

    entries: int
    seq: int
    head: str
    fault: str = ""


def entry_hash(prev_hash: str, row: Mapping[str, object]) -> str:
    """SHA-256 over the previous hash and a netstring of each column; times as UTC text with microseconds.

    Source: security D7, domain CNV-08.

    >>> row = dict.fromkeys(HASHED, "") | {"id": 1, "what": "people.company.approve"}
    >>> entry_hash(START, row)[:16]
    'e525b21e532ba3b6'
    """
    text = prev_hash
    for name in HASHED:
        value = row[name]
        column = "" if value is None else str(value)
        text += f"{len(column.encode())}:{column},"
    return hashlib.sha256(text.encode()).hexdigest()


def check(rows: Iterable[Mapping[str, object]], anchors: Mapping[int, str] | None = None) -> Finding:
    """Walk the chain: no gap, each hash right, each payload as it was; ``anchors`` are heads known from elsewhere.

    Source: security D7, T24.
    """
    anchors = dict(anchors or {})
    seq, head, entries = 0, START, 0
    for row in rows:
        fault = _fault(row, seq, head, anchors)
        if fault:
            return Finding(entries, seq, head, fault)
        seq, head, entries = int(str(row["seq"])), str(row["hash"]), entries + 1
        anchors.pop(seq, None)
    if anchors:
        return Finding(entries, seq, head, f"entry {min(anchors)} is missing: the end was cut off")
    return Finding(entries, seq, head)


def _fault(row: Mapping[str, object], seq: int, head: str, anchors: Mapping[int, str]) -> str:
    here = int(str(row["seq"]))
    if here != seq + 1:
        return f"entry {seq + 1} is missing: the next is {here}"
    if row["prev_hash"] != head:
        return f"entry {here} does not build on the one before"
    if hashlib.sha256(str(row["payload"]).encode()).hexdigest() != row["payload_sha256"]:
        return f"the details of entry {here} were changed"
    if entry_hash(head, row) != row["hash"]:
        return f"entry {here} was changed"
    if here in anchors and anchors[here] != row["hash"]:
        return f"entry {here} is not the one that was witnessed: the chain was written anew"
    return ""
