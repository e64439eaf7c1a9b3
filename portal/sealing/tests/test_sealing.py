"""The cryptography of the sealing, against published vectors and against itself."""

import json
import secrets
from itertools import combinations

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from portal.sealing import boxes, documents, merkle, people_keys, portal_keys, receipts, shares, streams

FAST = people_keys.Cost(memory_kib=64, passes=1)
PASSPHRASE = "바다 위의 제철소 7"


@pytest.mark.parametrize(("people", "needed"), [(3, 2), (4, 3), (5, 3), (7, 2), (7, 6)])
def test_every_group_opens_and_no_smaller_one_does(people, needed):
    secret = secrets.token_bytes(32)
    split = shares.split(secret, people, needed)

    assert {shares.join(parts) for parts in split.values()} == {secret}
    for parts in split.values():
        for some in combinations(parts, needed - 1):
            assert shares.xor(some) != secret
    assert len({part for parts in split.values() for part in parts}) == len(split) * needed  # no share stands twice


@pytest.mark.parametrize(("people", "needed"), [(2, 2), (3, 1), (3, 3), (8, 2), (2, 1)])
def test_a_split_leaves_one_person_to_spare(people, needed):
    with pytest.raises(ValueError, match="one fewer"):
        shares.split(bytes(32), people, needed)


def test_a_box_opens_for_its_key_in_its_context_only():
    secret, other = boxes.new_secret(), boxes.new_secret()
    box = boxes.seal(boxes.public_of(secret), b"bid", b"here")

    assert boxes.open_box(secret, box, b"here") == b"bid"
    assert box[0] == boxes.X25519
    for key, changed, context in [
        (other, box, b"here"),
        (secret, box, b"there"),
        (secret, box[:-1] + bytes([box[-1] ^ 1]), b"here"),
        (secret, bytes([2]) + box[1:], b"here"),
        (secret, b"", b"here"),
        (secret, box[:10], b"here"),
    ]:
        with pytest.raises(boxes.DoesNotOpen):
            boxes.open_box(key, changed, context)


@pytest.mark.parametrize("hostile", ["a\0b", {"a\0": 1}, [["\0"]]])
def test_no_document_holds_what_no_database_keeps(hostile):
    with pytest.raises(documents.NotCanonical, match="zero byte"):
        documents.canonical(hostile)
    with pytest.raises(documents.NotCanonical, match="zero byte"):
        documents.parse(json.dumps(hostile, separators=(",", ":")).encode())


@pytest.mark.parametrize("depth", [34, 300, 900, 100_000])
def test_no_document_is_so_deep_that_who_reads_it_breaks(depth):
    with pytest.raises(documents.NotCanonical):
        documents.parse(b"[" * depth + b"]" * depth)
    assert documents.parse(b"[" * 30 + b"]" * 30)


@given(st.binary(max_size=9000))
def test_padding_comes_back(content):
    padded = boxes.pad(content)

    assert len(padded) % boxes.BLOCK == 0
    assert boxes.unpad(padded) == content


@pytest.mark.parametrize("padded", [b"", b"\0\0\0\5abc", b"\0\0\0\1a" + b"\1", b"\xff\xff\xff\xff"])
def test_wrong_padding_is_refused(padded):
    with pytest.raises(boxes.DoesNotOpen):
        boxes.unpad(padded)


def test_a_person_s_key_opens_with_the_passphrase_or_with_the_sheet():
    made = people_keys.make(PASSPHRASE, cost=FAST)
    secret = people_keys.unlock(made.locked, PASSPHRASE)

    assert boxes.public_of(secret) == made.public_key
    assert people_keys.recover(made.recovery, made.sheet) == secret
    assert people_keys.recover(made.recovery, made.sheet.lower().replace(" ", "-")) == secret
    assert PASSPHRASE.encode() not in made.locked
    with pytest.raises(people_keys.WrongPassphrase):
        people_keys.unlock(made.locked, PASSPHRASE + "!")
    with pytest.raises(people_keys.WrongPassphrase):
        people_keys.unlock(b"short", PASSPHRASE)


def test_a_sheet_says_when_a_letter_is_wrong_and_an_old_sheet_opens_nothing():
    made = people_keys.make(PASSPHRASE, cost=FAST)
    wrong = ("B" if made.sheet[0] != "B" else "C") + made.sheet[1:]
    with pytest.raises(people_keys.WrongSheet, match="a letter is wrong"):
        people_keys.recover(made.recovery, wrong)
    with pytest.raises(people_keys.WrongSheet, match="40 letters"):
        people_keys.recover(made.recovery, made.sheet[:-1])
    with pytest.raises(people_keys.WrongSheet, match="does not belong"):
        people_keys.recover(made.recovery, "9" + made.sheet[1:])
    renewed, sheet = people_keys.renew_sheet(people_keys.recover(made.recovery, made.sheet))
    assert people_keys.recover(renewed, sheet)
    with pytest.raises(people_keys.WrongSheet, match="another key"):
        people_keys.recover(renewed, made.sheet)


def test_what_the_portal_locked_opens_under_an_old_key_until_it_is_taken_away(settings):
    old, new = portal_keys.new_root(), portal_keys.new_root()
    settings.SEALING_KEYS = [old]
    locked = portal_keys.lock("pad", b"half", b"tender")
    settings.SEALING_KEYS = [new, old]

    assert portal_keys.unlock("pad", locked, b"tender") == b"half"
    assert not portal_keys.is_current("pad", locked)
    assert portal_keys.is_current("pad", portal_keys.lock("pad", b"half"))
    for purpose, context in [("pad", b"other"), ("draft", b"tender")]:
        with pytest.raises(portal_keys.Locked):
            portal_keys.unlock(purpose, locked, context)
    settings.SEALING_KEYS = [new]
    with pytest.raises(portal_keys.Locked, match="no longer has"):
        portal_keys.unlock("pad", locked, b"tender")


@pytest.mark.parametrize("size", [0, 1, streams.CHUNK - 8, streams.CHUNK - 7, streams.CHUNK, 3 * streams.CHUNK + 5])
def test_a_file_comes_back_and_shows_its_size_in_whole_chunks_only(size):
    key, content = streams.new_key(), secrets.token_bytes(size)
    sealed = streams.encrypt(key, content, b"here")

    pieces = [sealed[start : start + 1000] for start in range(0, len(sealed), 1000)]
    assert b"".join(streams.decrypt(key, pieces, b"here")) == content
    assert (len(sealed) - len(streams.MAGIC)) % (streams.CHUNK + streams.TAG) == 0


def test_a_file_that_was_cut_swapped_or_changed_does_not_open():
    key, content = streams.new_key(), secrets.token_bytes(3 * streams.CHUNK)
    sealed = streams.encrypt(key, content)
    step, start = streams.CHUNK + streams.TAG, len(streams.MAGIC)
    chunks = [sealed[place : place + step] for place in range(start, len(sealed), step)]
    head = sealed[:start]
    for wrong in [
        head + b"".join(chunks[:-1]),
        head + b"".join([chunks[1], chunks[0], *chunks[2:]]),
        head + b"".join([*chunks, chunks[-1]]),
        sealed[:-1],
        sealed[:100] + bytes([sealed[100] ^ 1]) + sealed[101:],
        b"TWPS\2" + sealed[5:],
        head,
        b"",
    ]:
        with pytest.raises(boxes.DoesNotOpen):
            list(streams.decrypt(key, [wrong]))
    with pytest.raises(boxes.DoesNotOpen):
        list(streams.decrypt(streams.new_key(), [sealed]))
    with pytest.raises(boxes.DoesNotOpen):
        list(streams.decrypt(key, [sealed], b"elsewhere"))


# The eight entries and roots that certificate transparency's own test data uses (RFC 6962 reference implementation).
ENTRIES = [bytes.fromhex(each) for each in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_the_tree_has_the_published_roots():
    assert [merkle.root(ENTRIES[: count + 1]).hex() for count in range(8)] == ROOTS


@pytest.mark.parametrize("count", [1, 2, 3, 5, 8, 13, 50])
def test_every_entry_proves_its_place_and_no_other(count):
    entries = [str(number).encode() for number in range(count)]
    top = merkle.root(entries)
    for place, entry in enumerate(entries):
        way = merkle.proof(entries, place)
        assert merkle.holds(entry, place=place, count=count, proof=way, root=top)
        assert not merkle.holds(b"another", place=place, count=count, proof=way, root=top)
        assert not merkle.holds(entry, place=place, count=count, proof=[*way, top], root=top)
        if count > 1:
            assert not merkle.holds(entry, place=(place + 1) % count, count=count, proof=way, root=top)
    assert not merkle.holds(b"0", place=count, count=count, proof=[], root=top)


def test_a_receipt_is_verified_by_its_public_key_alone(settings):
    settings.RECEIPT_KEYS = [portal_keys.new_root(), portal_keys.new_root()]
    text, signature = receipts.sign({"tender": "TND-2026-000001", "seq": 1})
    current, retired = receipts.public_keys()

    assert json.loads(text) == {"seq": 1, "tender": "TND-2026-000001"}
    raw = __import__("base64").urlsafe_b64decode(current["x"] + "=")
    assert receipts.is_signed(text, signature, raw)
    assert not receipts.is_signed(text.replace("1", "2"), signature, raw)
    assert not receipts.is_signed(text, "AAAA", raw)
    assert (current["status"], retired["status"]) == ("current", "retired")
    assert receipts.key_id(Ed25519PublicKey.from_public_bytes(raw).public_bytes_raw()) == current["kid"]


@pytest.mark.parametrize(
    "data",
    [b'{"a":1,"a":2}', b'{"b":1, "a":2}', b"\xff", b"[1.0]", b"nonsense", b'{"a": 1}', b"[" * 100_000],
)
def test_what_is_not_canonical_is_refused(data):
    with pytest.raises(documents.NotCanonical):
        documents.parse(data)


def test_a_document_keeps_to_text_for_amounts_and_composed_keys():
    assert documents.parse(documents.canonical({"b": ["1000", 3], "a": None})) == {"a": None, "b": ["1000", 3]}
    for wrong in ({"a": 1.5}, {"a": 2**60}, {1: "a"}, {"\u1100\u1161": 1}, {"a": object()}):
        with pytest.raises(documents.NotCanonical):
            documents.canonical(wrong)
