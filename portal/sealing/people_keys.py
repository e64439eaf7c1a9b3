"""A person's own key: X25519, locked by a passphrase (Argon2id), and once more by a recovery sheet on paper.

The locked key is kept by the portal; the passphrase and the sheet are not. Source: security D3, 5.6.
"""

import base64
import secrets
import struct
import unicodedata
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from portal.sealing import boxes

LEAST_PASSPHRASE, MOST_PASSPHRASE = 15, 200
HEAD = struct.Struct("!BIB16s12s")  # form, memory in KiB, passes, salt, nonce
FORM = 1
SHEET_SECRET, SHEET_CHECK = 20, 5
GROUP = 5


class WrongPassphrase(ValueError):
    """It does not unlock this key."""


class WrongSheet(ValueError):
    """A letter is wrong, or it is another sheet."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a guess of the passphrase costs."""

    memory_kib: int = 64 * 1024
    passes: int = 3


USUAL = Cost()


@dataclass(frozen=True, slots=True)
class NewKey:
    """A fresh key, locked twice. ``sheet`` is to be printed now: nothing keeps it."""

    public_key: bytes
    locked: bytes
    recovery: bytes
    sheet: str


def make(passphrase: str, *, cost: Cost = USUAL) -> NewKey:
    """A new key for a person."""
    secret = boxes.new_secret()
    recovery, sheet = _with_sheet(secret)
    return NewKey(boxes.public_of(secret), lock(secret, passphrase, cost=cost), recovery, sheet)


def lock(secret: bytes, passphrase: str, *, cost: Cost = USUAL) -> bytes:
    """The key behind a passphrase."""
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    head = HEAD.pack(FORM, cost.memory_kib, cost.passes, salt, nonce)
    return head + ChaCha20Poly1305(_stretched(passphrase, salt, cost)).encrypt(nonce, secret, head)


def unlock(locked: bytes, passphrase: str) -> bytes:
    """The key, or WrongPassphrase."""
    try:
        form, memory_kib, passes, salt, nonce = HEAD.unpack_from(locked)
        if form != FORM:
            raise WrongPassphrase("a form that this portal does not know")
        key = _stretched(passphrase, salt, Cost(memory_kib, passes))
        return ChaCha20Poly1305(key).decrypt(nonce, locked[HEAD.size :], locked[: HEAD.size])
    except (InvalidTag, struct.error) as fault:
        raise WrongPassphrase("it does not unlock this key") from fault


def _stretched(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    text = unicodedata.normalize("NFC", passphrase).encode()
    kdf = Argon2id(salt=salt, length=32, iterations=cost.passes, lanes=1, memory_cost=cost.memory_kib)
    return kdf.derive(text)


# The sheet -----------------------------------------------------------------------------------------------------------
def _with_sheet(secret: bytes) -> tuple[bytes, str]:
    paper = secrets.token_bytes(SHEET_SECRET)
    nonce = secrets.token_bytes(12)
    return nonce + ChaCha20Poly1305(_of_paper(paper)).encrypt(nonce, secret, b"twp-sheet-v1"), _written(paper)


def renew_sheet(secret: bytes) -> tuple[bytes, str]:
    """The key behind a new sheet; the old sheet opens nothing any more."""
    return _with_sheet(secret)


def recover(recovery: bytes, sheet: str) -> bytes:
    """The key from what is typed off the sheet, or WrongSheet."""
    try:
        return ChaCha20Poly1305(_of_paper(read_sheet(sheet))).decrypt(recovery[:12], recovery[12:], b"twp-sheet-v1")
    except InvalidTag as fault:
        raise WrongSheet("this is the sheet of another key") from fault


def _of_paper(paper: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=b"twp-sheet-v1").derive(paper)


def _written(paper: bytes) -> str:
    check = sha256(b"twp-sheet-v1" + paper).digest()[:SHEET_CHECK]
    letters = base64.b32encode(paper + check).decode()
    return " ".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))


def read_sheet(text: str) -> bytes:
    """What stands on the sheet. Spaces, hyphens and case do not matter; 0, 1 and 8 are read as O, I and B.

    >>> read_sheet("AAAAA") == b""
    Traceback (most recent call last):
    portal.sealing.people_keys.WrongSheet: a sheet has 40 letters and digits
    """
    letters = "".join(text.upper().split()).replace("-", "").translate(str.maketrans("018", "OIB"))
    if len(letters) != (SHEET_SECRET + SHEET_CHECK) * 8 // 5:
        raise WrongSheet(f"a sheet has {(SHEET_SECRET + SHEET_CHECK) * 8 // 5} letters and digits")
    try:
        raw = base64.b32decode(letters)
    except ValueError as fault:
        raise WrongSheet("a letter does not belong there") from fault
    paper, check = raw[:SHEET_SECRET], raw[SHEET_SECRET:]
    if sha256(b"twp-sheet-v1" + paper).digest()[:SHEET_CHECK] != check:
        raise WrongSheet("a letter is wrong")
    return paper
