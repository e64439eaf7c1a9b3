"""Check an export of the audit trail, far from the portal: Python's standard library is all it needs.

    python verify_audit.py trail.jsonl
    python verify_audit.py trail.jsonl --anchor 1027:5f2c…   (a head from a receipt, a log or an earlier export)

Found: entries changed, left out, put in, put in another order. A tail that was cut off, or a whole chain that was
computed anew, is found with an anchor only: nothing inside the file can tell of it. Exit status 0 means it holds,
1 that it does not, 2 that there was nothing to read.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterable

START = "0" * 64
HASHED = ("id", "at", "by", "company", "what", "thing_type", "thing_id", "before", "after", "reason", "payload_sha256")


def entry_hash(prev_hash: str, row: dict) -> str:
    """SHA-256 over the previous hash and each column as ``length:bytes,``; empty where there is none."""
    text = prev_hash
    for name in HASHED:
        column = "" if row[name] is None else str(row[name])
        text += f"{len(column.encode())}:{column},"
    return hashlib.sha256(text.encode()).hexdigest()


def verify(lines: Iterable[str], anchors: dict[int, str]) -> tuple[int, str, str]:
    """(last right entry, its hash, what is wrong or "")."""
    seq, head, ended, left = 0, START, False, dict(anchors)
    for number, line in enumerate(lines, start=1):
        try:
            row = json.loads(line)
            if ended:
                return seq, head, f"line {number}: something follows the end"
            if row.get("end"):
                ended = True
                if (row["seq"], row["head"]) != (seq, head):
                    return seq, head, f"line {number}: the end names {row['seq']}, the last entry is {seq}"
                continue
            fault = check(row, seq, head, left)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            return seq, head, f"line {number}: not an entry ({type(error).__name__}: {error})"
        if fault:
            return seq, head, f"line {number}: {fault}"
        seq, head = row["seq"], row["hash"]
        left.pop(seq, None)
    if not ended:
        return seq, head, f"the file ends after entry {seq} without its last line"
    if left:
        return seq, head, f"entry {min(left)} is missing: the end was cut off"
    return seq, head, ""


def check(row: dict, seq: int, head: str, anchors: dict[int, str]) -> str:
    """What is wrong with one entry, or ""."""
    here = row["seq"]
    if here != seq + 1:
        return f"entry {seq + 1} is missing: the next is {here}"
    if row["prev_hash"] != head:
        return f"entry {here} does not build on the one before"
    if hashlib.sha256(row["payload"].encode()).hexdigest() != row["payload_sha256"]:
        return f"the details of entry {here} were changed"
    if entry_hash(head, row) != row["hash"]:
        return f"entry {here} was changed"
    if anchors.get(here, row["hash"]) != row["hash"]:
        return f"entry {here} is not the one that was witnessed: the chain was written anew"
    return ""


def anchor(text: str) -> tuple[int, str]:
    """``17:ab12…`` as a place and its hash."""
    seq, _colon, head = text.partition(":")
    if not seq.isdigit() or len(head) != 64:
        raise argparse.ArgumentTypeError("write an anchor as SEQ:HASH, the hash with 64 digits")
    return int(seq), head


def main() -> int:
    """Read the file, say what was found."""
    parser = argparse.ArgumentParser(description="Check an export of the audit trail.")
    parser.add_argument("file", help="made by `manage.py audit_export`; - for standard input")
    parser.add_argument("--anchor", action="append", type=anchor, default=[], metavar="SEQ:HASH")
    options = parser.parse_args()
    try:
        source = sys.stdin if options.file == "-" else open(options.file, encoding="utf-8", errors="replace")  # noqa: SIM115
    except OSError as trouble:
        print(f"{options.file} cannot be read: {trouble.strerror}", file=sys.stderr)
        return 2
    with source:
        seq, head, fault = verify(source, dict(options.anchor))
    if fault:
        print(f"The chain does not hold: {fault}")
        return 1
    print(f"The chain holds: {seq} entries, head {seq}:{head}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
