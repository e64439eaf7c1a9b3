"""The chain: gapless under parallel work, closed to the app role, and telling when its owner has tampered with it."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction

from portal.audit import queries, rules
from portal.audit.models import AuditEntry, AuditLink, ChainCheck
from portal.audit.services import checks, record
from portal.tests.factories import CompanyFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
TOOL = Path(__file__).resolve().parents[3] / "tools" / "verify_audit.py"


def write(entries: int = 6) -> None:
    thing, person = CompanyFactory(), UserFactory(name="김하늘")
    for number in range(entries):
        record(thing, "noted", by=person, reason=f"이유 {number}: 1,000원 → 'x'\n", payload={"n": number, "글": "가"})


def export(tmp_path) -> list[str]:
    call_command("audit_export", str(tmp_path / "trail.jsonl"), stdout=StringIO())
    return (tmp_path / "trail.jsonl").read_text().splitlines()


def verify(tmp_path, lines: list[str], *arguments: str) -> tuple[int, str]:
    """The stand-alone tool in a Python without our packages."""
    file = tmp_path / "checked.jsonl"
    file.write_text("\n".join(lines) + "\n")
    done = subprocess.run(  # noqa: S603 - our own tool
        [sys.executable, "-I", "-S", str(TOOL), str(file), *arguments], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_a_chain_that_holds(tmp_path, capsys):
    write()
    found = checks.check_chain()
    assert (found.entries, found.fault) == (6, "")
    call_command("audit_verify")
    assert "The chain holds: 6 entries" in capsys.readouterr().out
    status, said = verify(tmp_path, export(tmp_path))
    assert (status, said) == (0, f"The chain holds: 6 entries, head {found.seq}:{found.head}\n")


def test_an_empty_trail_holds(tmp_path):
    assert checks.check_chain().fault == ""
    assert verify(tmp_path, export(tmp_path))[0] == 0


def test_a_trail_that_cannot_be_read_or_written_is_named(tmp_path):
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(TOOL), str(tmp_path / "none")], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (2, f"{tmp_path / 'none'} cannot be read: No such file or directory\n")

    with pytest.raises(CommandError) as refused:
        call_command("audit_export", str(tmp_path / "none" / "trail.jsonl"))
    assert str(refused.value) == f"{tmp_path / 'none' / 'trail.jsonl'} cannot be written: No such file or directory"


def test_a_file_of_other_signs_is_no_trail(tmp_path):
    (tmp_path / "picture").write_bytes(b"\x89PNG\xff\n")
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(TOOL), str(tmp_path / "picture")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stdout.startswith("The chain does not hold: line 1: not an entry")


def test_the_database_and_the_rule_hash_alike():
    write()
    for row in queries.chain():
        assert rules.entry_hash(row["prev_hash"], row) == row["hash"]


def test_parallel_transactions_leave_no_gap():
    thing = CompanyFactory()

    def work(number):
        try:
            with transaction.atomic():
                for _count in range(3):
                    record(thing, "noted", by=None, reason=str(number))
                if number % 4 == 0:
                    transaction.set_rollback(True)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(work, range(40)))

    assert list(AuditLink.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 91))
    assert checks.check_chain().fault == ""


# The rights of the app role -------------------------------------------------------------------------------------------
def test_the_app_role_cannot_forge_a_link_or_a_time(as_app_role):
    write(1)
    with as_app_role.cursor() as cursor:
        with pytest.raises(psycopg2.Error, match="permission denied"):
            cursor.execute("INSERT INTO audit_auditlink (entry_id, seq, prev_hash, hash) VALUES (1, 99, '', '')")
        cursor.execute(
            "INSERT INTO audit_auditentry (at, what, thing_type, thing_id, before, after, reason, payload)"
            " VALUES ('2001-01-01', 'x', 'x', 'x', '', '', '', '') RETURNING id, at > now() - interval '1 minute'"
        )
        key, stamped_now = cursor.fetchone()
    assert stamped_now
    assert AuditEntry.objects.get(pk=key).link.seq == 2
    assert checks.check_chain().fault == ""


def test_even_the_owner_is_refused_while_the_triggers_stand():
    write(2)
    for change in (
        lambda: AuditEntry.objects.update(reason="x"),
        lambda: AuditEntry.objects.all().delete(),
        lambda: AuditLink.objects.update(seq=9),
        lambda: ChainCheck.objects.all().delete(),
    ):
        checks.check_chain()
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            change()


# What the owner can do, and how it shows -----------------------------------------------------------------------------
TAMPERING = {
    "edit": ("UPDATE audit_auditentry SET reason = 'better' WHERE id = {third}", "was changed"),
    "edit of the details": ("UPDATE audit_auditentry SET payload = '{{}}' WHERE id = {third}", "details of entry 3"),
    "another person": ("UPDATE audit_auditentry SET by_id = NULL WHERE id = {third}", "was changed"),
    "another time": (
        "UPDATE audit_auditentry SET at = at - interval '1 microsecond' WHERE id = {third}",
        "was changed",
    ),
    "moved text": (
        "UPDATE audit_auditentry SET before = after || 'x', after = before WHERE id = {third}",
        "was changed",
    ),
    "deletion": (
        "DELETE FROM audit_auditlink WHERE entry_id = {third}; DELETE FROM audit_auditentry WHERE id = {third}",
        "entry 3 is missing",
    ),
    "deletion with renumbering": (
        "DELETE FROM audit_auditlink WHERE entry_id = {third}; DELETE FROM audit_auditentry WHERE id = {third};"
        "UPDATE audit_auditlink SET seq = seq - 1 WHERE seq > 3",
        "does not build on the one before",
    ),
    "insertion": (
        "INSERT INTO audit_auditentry (at, what, thing_type, thing_id, before, after, reason, payload, payload_sha256)"
        " VALUES (now(), 'x', 'x', 'x', '', '', '', '', '')",
        "outside the chain",
    ),
    "reordering": (
        "UPDATE audit_auditlink SET seq = -seq WHERE seq IN (3, 4);"
        "UPDATE audit_auditlink SET seq = 7 + seq WHERE seq < 0",
        "does not build on the one before",
    ),
    "cut tail": (
        "DELETE FROM audit_auditlink WHERE seq > 4;"
        "DELETE FROM audit_auditentry e WHERE NOT EXISTS (SELECT 1 FROM audit_auditlink l WHERE l.entry_id = e.id)",
        "the end was cut off",
    ),
}


@pytest.fixture
def past_the_triggers():
    """Run statements as an owner who has switched the triggers off."""
    tables = ("audit_auditentry", "audit_auditlink")

    def run(statements):
        with transaction.atomic(), connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(statements)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    return run


@pytest.mark.parametrize("kind", TAMPERING)
def test_tampering_by_the_owner_is_found(kind, past_the_triggers):
    write()
    checks.check_chain()
    statements, told = TAMPERING[kind]
    third = AuditEntry.objects.order_by("pk")[2].pk
    past_the_triggers(statements.format(third=third))
    assert told in checks.check_chain().fault
    with pytest.raises(CommandError, match="does not hold"):
        call_command("audit_verify")


def test_a_chain_computed_anew_is_found_by_its_witnesses(past_the_triggers):
    write()
    witness = checks.check_chain()
    rewritten, head = "", rules.START
    for row in queries.chain():
        row["reason"] = "better"
        digest = rules.entry_hash(head, row)
        entry, seq = row["id"], row["seq"]
        rewritten += f"UPDATE audit_auditentry SET reason = 'better' WHERE id = {entry};"  # noqa: S608 - our own numbers
        rewritten += f"UPDATE audit_auditlink SET prev_hash = '{head}', hash = '{digest}' WHERE seq = {seq};"  # noqa: S608
        head = digest
    past_the_triggers(rewritten)
    assert rules.check(queries.chain()).fault == "", "in itself it is whole"
    assert "written anew" in checks.check_chain().fault
    with pytest.raises(CommandError, match="written anew"):
        call_command("audit_verify", "--anchor", f"{witness.seq}:{witness.head}")


# The stand-alone tool ------------------------------------------------------------------------------------------------
def edit(lines, number, **changes):
    row = json.loads(lines[number]) | changes
    return [*lines[:number], json.dumps(row, ensure_ascii=False), *lines[number + 1 :]]


@pytest.mark.parametrize(
    ("tamper", "told"),
    [
        pytest.param(lambda lines: edit(lines, 2, reason="better"), "entry 3 was changed", id="edit"),
        pytest.param(lambda lines: edit(lines, 2, payload="{}"), "details of entry 3", id="details"),
        pytest.param(lambda lines: edit(lines, 2, by=None), "entry 3 was changed", id="person"),
        pytest.param(lambda lines: [*lines[:2], *lines[3:]], "entry 3 is missing", id="deletion"),
        pytest.param(lambda lines: [*lines[:3], lines[2], *lines[3:]], "entry 4 is missing", id="insertion"),
        pytest.param(lambda lines: [*lines[:2], lines[3], lines[2], *lines[4:]], "entry 3 is missing", id="reordering"),
        pytest.param(lambda lines: lines[:-1], "without its last line", id="no-end"),
        pytest.param(lambda lines: [*lines[:4], lines[-1]], "the end names 6", id="tail-left-out"),
        pytest.param(lambda lines: [*lines[:2], "nonsense", *lines[2:]], "line 3: not an entry", id="nonsense"),
        pytest.param(lambda lines: [*lines, lines[0]], "something follows the end", id="after-the-end"),
        pytest.param(lambda lines: [], "not an entry", id="empty"),
    ],
)
def test_the_tool_finds_tampering_with_an_export(tmp_path, tamper, told):
    write()
    status, said = verify(tmp_path, tamper(export(tmp_path)))
    assert status == 1
    assert told in said


def test_the_tool_finds_a_cut_tail_and_a_new_chain_with_an_anchor(tmp_path):
    write()
    lines = export(tmp_path)
    end = json.loads(lines[-1])
    anchor = f"{end['seq']}:{end['head']}"
    fourth = json.loads(lines[3])
    cut = [*lines[:4], json.dumps({"end": True, "seq": 4, "head": fourth["hash"]})]
    assert verify(tmp_path, cut)[0] == 0, "nothing inside the file tells of it"
    assert "cut off" in verify(tmp_path, cut, "--anchor", anchor)[1]
    head, anew = rules.START, []
    for line in lines[:-1]:
        row = json.loads(line) | {"reason": "better", "prev_hash": head}
        row["hash"] = head = rules.entry_hash(head, row)
        anew.append(json.dumps(row))
    anew.append(json.dumps({"end": True, "seq": 6, "head": head}))
    assert verify(tmp_path, anew)[0] == 0
    assert "written anew" in verify(tmp_path, anew, "--anchor", anchor)[1]
    assert verify(tmp_path, lines, "--anchor", anchor)[0] == 0
    assert verify(tmp_path, lines, "--anchor", "nonsense")[0] == 2
