"""Many stored values: through a migration and back, from one key to another, and what a batch may hold."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.db.migrations import AddField, CreateModel
from django.db.migrations.state import ProjectState

from portal.audit.operations import AppendOnly, Unchanging
from portal.encrypted import rows
from portal.encrypted.fields import BlindIndexField, EncryptedCharField, EncryptedDateField, same
from portal.encrypted.operations import EncryptField, FillBlindIndex
from portal.people.models import User
from portal.sealing import columns, portal_keys
from portal.tests.factories import UserFactory

TABLE = "encrypted_card"
CARDS = [(1, "110-222-333", "2001-02-03"), (2, "", None), (3, "가나 \\x41'", "1999-12-31")]
FIELDS = [
    ("id", models.BigAutoField(primary_key=True)),
    ("number", models.CharField(max_length=34, blank=True)),
    ("born_on", models.DateField(null=True)),
]


def table() -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, number, born_on::text FROM encrypted_card ORDER BY id")
        return cursor.fetchall()


def steps():
    """What a migration of such a table would say; its rows never change."""
    return [
        EncryptField("Card", "number", EncryptedCharField(max_length=34, blank=True)),
        EncryptField("Card", "born_on", EncryptedDateField(null=True)),
        AddField("Card", "same_card", BlindIndexField(of=("number", "born_on"))),
        FillBlindIndex("Card", "same_card"),
    ]


@pytest.fixture
def cards(db, monkeypatch):
    """A table with plain rows and triggers that hold them; (the state before the steps, the state after, undo)."""
    monkeypatch.setattr(rows, "ROWS", 2)
    state = ProjectState()
    first = [CreateModel("Card", FIELDS), Unchanging("Card", ["number"]), AppendOnly("Card")]
    states = [state]
    with connection.schema_editor() as editor:
        for step in first:
            after = states[-1].clone()
            step.state_forwards("encrypted", after)
            step.database_forwards("encrypted", editor, states[-1], after)
            states.append(after)
    with connection.cursor() as cursor:
        cursor.executemany("INSERT INTO encrypted_card VALUES (%s, %s, %s)", CARDS)
    states = [states[-1]]
    for step in steps():
        after = states[-1].clone()
        step.state_forwards("encrypted", after)
        states.append(after)
    return states


def forwards(states: list[ProjectState]):
    with connection.schema_editor() as editor:
        for at, step in enumerate(steps()):
            step.database_forwards("encrypted", editor, states[at], states[at + 1])
    return states[-1].apps.get_model("encrypted", "Card")


def triggers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname, tgenabled FROM pg_trigger WHERE tgrelid = %s::regclass", [TABLE])
        return {name for name, enabled in cursor.fetchall() if enabled == "O"}


def test_a_migration_encrypts_what_is_there_and_the_way_back_decrypts_it(cards):
    before = triggers()
    card = forwards(cards)

    assert triggers() == before == {f"{TABLE}_unchanging", f"{TABLE}_append_only", f"{TABLE}_no_truncate"}
    for (_pk, number, born_on), (_same, stored, day) in zip(CARDS, table(), strict=True):
        assert bool(number) == stored.startswith(columns.current_head())
        assert not number or number not in stored
        assert (day is None) == (born_on is None)
        assert day is None or born_on not in day
    assert [(each.pk, each.number, each.born_on and str(each.born_on)) for each in card.objects.order_by("pk")] == CARDS
    one = card.objects.get(pk=1)
    assert card.objects.get(**same(card, "same_card", "110-222-333", one.born_on)) == one
    assert not card.objects.filter(**same(card, "same_card", "", None)).exists()

    with connection.schema_editor() as editor:
        for at, step in reversed(list(enumerate(steps()))):
            step.database_backwards("encrypted", editor, cards[at + 1], cards[at])
    assert table() == CARDS
    assert triggers() == before


def test_a_new_key_reaches_also_rows_that_never_change(cards, settings):
    old, new = portal_keys.new_root(), portal_keys.new_root()
    settings.SEALING_KEYS = [old]
    card = forwards(cards)
    fields = [card._meta.get_field(name) for name in ("number", "born_on", "same_card")]
    one, day = card.objects.get(pk=1), card.objects.get(pk=1).born_on
    settings.SEALING_KEYS = [new, old]

    assert [sum(rows.left(rows.column_of(field)).values()) for field in fields] == [2, 2, 2]
    assert card.objects.filter(**same(card, "same_card", "110-222-333", day)).get() == one  # found under either key
    assert [rows.relock(rows.column_of(field)) for field in fields] == [2, 2, 2]
    assert [rows.relock(rows.column_of(field)) for field in fields] == [0, 0, 0]
    assert [rows.left(rows.column_of(field)) for field in fields] == [{}, {}, {}]
    assert triggers() == {f"{TABLE}_unchanging", f"{TABLE}_append_only", f"{TABLE}_no_truncate"}

    settings.SEALING_KEYS = [new]
    assert [(each.pk, each.number, each.born_on and str(each.born_on)) for each in card.objects.order_by("pk")] == CARDS
    assert card.objects.filter(**same(card, "same_card", " 110-222-333 ", day)).get() == one


def test_a_batch_holds_no_more_letters_than_fit(db, monkeypatch):
    for place in range(5):
        UserFactory(phone=f"010-0000-000{place}")
    column = rows.column_of(User._meta.get_field("phone"))
    monkeypatch.setattr(rows, "LETTERS", 150)  # of two values
    assert list(rows.rewritten(column, "phone <> ''")) == [2, 2, 1, 0]
    monkeypatch.setattr(rows, "LETTERS", 1)  # a value that is longer than a batch goes alone
    assert list(rows.rewritten(column, "phone <> ''")) == [1, 1, 1, 1, 1, 0]


def test_what_somebody_writes_meanwhile_is_not_overwritten(db, settings, monkeypatch):
    old, new = portal_keys.new_root(), portal_keys.new_root()
    settings.SEALING_KEYS = [old]
    user = UserFactory(phone="010-1111-1111")
    settings.SEALING_KEYS = [new, old]
    column = rows.column_of(User._meta.get_field("phone"))

    def change(read):
        User.objects.filter(pk=user.pk).update(phone="010-2222-2222")
        return column.change(read)

    assert rows.relock(rows.Column(column.field, column.reads, column.head, change)) == 0
    assert User.objects.get(pk=user.pk).phone == "010-2222-2222"
    assert rows.left(column) == {}


def run(*arguments: str) -> str:
    told = StringIO()
    call_command("rotate_kek", *arguments, stdout=told)
    return told.getvalue()


def test_the_command_tells_what_is_left_and_brings_it_under_the_key_in_use(db, settings):
    old, new = portal_keys.new_root(), portal_keys.new_root()
    settings.SEALING_KEYS = [old]
    users = [UserFactory(phone=f"010-3333-000{place}") for place in range(3)]
    key = columns.current_head()[2:-1]
    assert "All encrypted values are under the key in use." in run("--check")

    settings.SEALING_KEYS = [new]
    with pytest.raises(CommandError, match=f"{key}, which is not in SEALING_KEYS: bring back the earlier key"):
        run()

    settings.SEALING_KEYS = [new, old]
    with pytest.raises(CommandError, match="not under the key in use"):
        run("--check")
    told = run()
    assert "people_user.phone: 3 values locked anew." in told
    assert "can be taken away now" in told
    assert "values locked anew" not in run()
    settings.SEALING_KEYS = [new]
    assert "All encrypted values are under the key in use." in run("--check")
    assert [User.objects.get(pk=each.pk).phone for each in users] == [each.phone for each in users]


def test_a_plain_value_in_an_encrypted_column_is_told(db):
    user = UserFactory(phone="010-4444-0001")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_user SET phone = '010-4444-0001' WHERE id = %s", [user.pk])
    assert rows.left(rows.column_of(User._meta.get_field("phone"))) == {"": 1}
    with pytest.raises(CommandError, match="is not encrypted"):
        run()
