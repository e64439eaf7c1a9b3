"""HOW MUCH: the form of a passport, and whether a file is one: signed, whole, nothing in it that is not listed.

A passport is a ZIP: ``passport.json`` (canonical JSON: who issued it for whom, and a list of everything inside with its
SHA-256), ``signature.json``, the sections as JSON Lines under ``data/``, the documents under ``files/``.
"""

import base64
import json
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import IO, Any

from django.utils.translation import gettext as _

from portal.sealing.documents import NotCanonical, parse
from portal.sealing.passports import is_signed

FORMAT = "together-passport/1"
MANIFEST, SIGNATURE = "passport.json", "signature.json"
MOST_BYTES = 100_000_000  # of the file, as it can be sent in
MOST_FILES_BYTES = 90_000_000  # of the documents that go into one passport
MOST_UNPACKED = 500_000_000
MOST_ENTRIES = 5_000
MOST_RATIO, SMALL = 200, 1_000_000
MOST_MANIFEST = 5_000_000
MOST_LINE = 1_000_000
MOST_ROWS = 20_000  # of a section that is taken in
MOST_AGE = timedelta(days=365)
KEPT_DAYS = 7
NAME = re.compile(r"(passport|signature)\.json|data/[a-z0-9_.]{1,80}\.jsonl|files/[0-9a-f]{64}(\.[a-z0-9]{1,8})?")
SHA = re.compile(r"[0-9a-f]{64}")
BROKEN = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    NotImplementedError,
    ValueError,
    OSError,
    struct.error,
    zlib.error,
    RuntimeError,
)


class Unfit(Exception):
    """Why a file is not taken, and at which place of it."""

    def __init__(self, place: str, why: str):
        super().__init__(f"{place}: {why}" if place else why)
        self.place, self.why = place, why


@dataclass(frozen=True)
class Passport:
    """What a passport says of itself, once all of it has been checked."""

    manifest: dict[str, Any]
    kid: str
    x: str
    sha256: str  # of the manifest

    @property
    def issued_at(self) -> datetime:
        """When it was issued."""
        return datetime.fromisoformat(self.manifest["issued_at"])


def section_path(code: str) -> str:
    """Where a section lies.

    Source: issue 9, item 6.

    >>> section_path("catalog.products")
    'data/catalog.products.jsonl'
    """
    return f"data/{code}.jsonl"


def file_path(digest: str, name: str) -> str:
    """Where a document lies: by its content, so that the same one lies there once.

    Source: issue 9, item 6; security B14 (names in archives are not paths).

    >>> file_path("ab" * 32, "성적서 1.PDF")[-6:], file_path("ab" * 32, "no ending")[-2:]
    ('ab.pdf', 'ab')
    """
    ending = re.search(r"\.([a-z0-9]{1,8})$", name.lower())
    return f"files/{digest}" + (f".{ending.group(1)}" if ending else "")


def read_passport(content: IO[bytes]) -> Passport:
    """The passport in ``content`` with every byte of it checked, or Unfit with the place.

    Source: issue 9, item 6; security A58, A117-A119, B12, B14, T30.
    """
    try:
        with zipfile.ZipFile(content) as archive:
            entries = _entries(archive)
            text = _whole(archive, entries, MANIFEST, MOST_MANIFEST)
            signature = _json(_whole(archive, entries, SIGNATURE, 10_000), SIGNATURE)
            manifest = _manifest(text)
            kid, x = _signed(text, signature)
            _check_contents(archive, entries, manifest)
    except BROKEN as fault:
        raise Unfit("", _("This is not a readable ZIP file.")) from fault
    return Passport(manifest, kid, x, sha256(text).hexdigest())


def _entries(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    members = archive.infolist()
    if len(members) > MOST_ENTRIES:
        raise Unfit("", _("It holds more than %(most)s files.") % {"most": f"{MOST_ENTRIES:,}"})
    found: dict[str, zipfile.ZipInfo] = {}
    for member in members:
        name = member.filename
        shown = "".join(character for character in name if character.isprintable())[:100]
        if not NAME.fullmatch(name):
            raise Unfit(shown, _("A passport holds no such file."))
        if name in found:
            raise Unfit(shown, _("It stands there twice."))
        if member.flag_bits & 1:
            raise Unfit(shown, _("It is locked with a password."))
        if stat.S_ISLNK(member.external_attr >> 16):
            raise Unfit(shown, _("A passport holds no links."))
        if member.file_size > SMALL and member.file_size > MOST_RATIO * max(member.compress_size, 1):
            raise Unfit(shown, _("It would unpack to more than two hundred times its size."))
        found[name] = member
    if sum(member.file_size for member in members) > MOST_UNPACKED:
        raise Unfit("", _("It would unpack to more than %(most)s MB.") % {"most": MOST_UNPACKED // 1_000_000})
    return found


def _whole(archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], name: str, most: int) -> bytes:
    if name not in entries:
        raise Unfit(name, _("It is missing: this is not a passport."))
    if entries[name].file_size > most:
        raise Unfit(name, _("It is too large."))
    with archive.open(name) as member:
        return member.read(most + 1)


def _json(data: bytes, place: str) -> Any:
    try:
        found = json.loads(data.decode())
    except (UnicodeDecodeError, ValueError, RecursionError) as fault:
        raise Unfit(place, _("It is not a JSON document in UTF-8.")) from fault
    if not isinstance(found, dict):
        raise Unfit(place, _("It is not a JSON object."))
    return found


def _manifest(text: bytes) -> dict[str, Any]:
    try:
        manifest = parse(text)
    except (NotCanonical, RecursionError) as fault:
        raise Unfit(MANIFEST, _("It is not in canonical form, so it was changed after it was signed.")) from fault
    if not isinstance(manifest, dict):
        raise Unfit(MANIFEST, _("It is not a JSON object."))
    if manifest.get("format") != FORMAT:
        raise Unfit(
            f"{MANIFEST}: format",
            _("This form is not read here. Have the passport issued anew as %(form)s.") % {"form": FORMAT},
        )
    _check_shape(manifest)
    return manifest


_TEXTS = {
    "": ("number", "issued_at"),
    "issuer": ("name", "url"),
    "company": ("number", "name_ko", "name_en", "country", "business_number", "foreign_number"),
}
_LISTS: dict[str, dict[str, type]] = {
    "sections": {"code": str, "title": str, "kind": str, "path": str, "rows": int, "size": int, "sha256": str},
    "files": {"path": str, "name": str, "size": int, "sha256": str},
    "left_out": {"name": str, "size": int, "sha256": str},
}


def _check_shape(manifest: dict[str, Any]) -> None:
    for group, names in _TEXTS.items():
        part = manifest.get(group) if group else manifest
        for name in names:
            if not isinstance(part, dict) or not isinstance(part.get(name), str) or len(part[name]) > 500:
                raise Unfit(f"{MANIFEST}: {group + '.' if group else ''}{name}", _("Text is expected here."))
    for group, fields in _LISTS.items():
        rows = manifest.get(group)
        if not isinstance(rows, list):
            raise Unfit(f"{MANIFEST}: {group}", _("A list is expected here."))
        for at, row in enumerate(rows):
            for name, kind in fields.items():
                value = row.get(name) if isinstance(row, dict) else None
                if (
                    not isinstance(value, kind)
                    or isinstance(value, bool)
                    or (isinstance(value, int) and not 0 <= value <= 2**40)
                ):
                    raise Unfit(f"{MANIFEST}: {group}[{at}].{name}", _("This is missing or of the wrong kind."))
            if not SHA.fullmatch(row["sha256"]):
                raise Unfit(f"{MANIFEST}: {group}[{at}].sha256", _("This is no SHA-256."))
            if "path" in fields and not NAME.fullmatch(row["path"]):
                raise Unfit(f"{MANIFEST}: {group}[{at}].path", _("A passport holds no such file."))
            if "code" in fields and row["path"] != section_path(row["code"]):
                raise Unfit(f"{MANIFEST}: {group}[{at}].path", _("The rows of a section lie under its own name."))
    try:
        moment = datetime.fromisoformat(manifest["issued_at"])
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Unfit(f"{MANIFEST}: issued_at", _("This is no moment with its time zone."))


def _signed(text: bytes, told: dict[str, Any]) -> tuple[str, str]:
    key = told.get("key")
    kid, x = (key.get("kid"), key.get("x")) if isinstance(key, dict) else (None, None)
    signature = told.get("signature")
    if not isinstance(kid, str) or not isinstance(x, str) or not isinstance(signature, str) or len(x) > 100:
        raise Unfit(SIGNATURE, _("It names no key or no signature."))
    if kid != kid_of(x):
        raise Unfit(f"{SIGNATURE}: key.kid", _("The name of the key is not that of its content."))
    if told.get("context") != "twp-passport-v1" or not is_signed(text, signature, x):
        raise Unfit(f"{SIGNATURE}: signature", _("The signature does not belong to passport.json: it was changed."))
    return kid, plain_key(x)


def plain_key(x: str) -> str:
    """A public key in its one form: the last of 43 letters has two bits to spare, and padding may follow.

    Source: issue 9, item 6 (one key is one issuer).

    >>> {plain_key("A" * 42 + last) for last in ("A", "B", "C", "D", "A=")} == {"A" * 43}
    True
    """
    return base64.urlsafe_b64encode(_raw(x)).rstrip(b"=").decode()


def _raw(x: str) -> bytes:
    x = x.strip()
    return base64.b64decode(x + "=" * (-len(x) % 4), altchars=b"-_", validate=True)


def kid_of(x: str) -> str:
    """The name of a public key (32 bytes in base64url), or "" for what is none.

    Source: issue 9, item 6.

    >>> kid_of("nonsense"), len(kid_of("A" * 43))
    ('', 16)
    """
    try:
        raw = _raw(x)
    except ValueError:
        return ""
    return sha256(raw).hexdigest()[:16] if len(raw) == 32 else ""


def _check_contents(archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], manifest: dict[str, Any]) -> None:
    listed = {MANIFEST, SIGNATURE}
    for row in (*manifest["sections"], *manifest["files"]):
        path, lines = row["path"], 0
        if path in listed:
            raise Unfit(path, _("It is listed twice."))
        listed.add(path)
        if path not in entries:
            raise Unfit(path, _("It is listed in passport.json and missing in the file."))
        if entries[path].file_size != row["size"]:
            raise Unfit(path, _("It is longer or shorter than passport.json says: it was changed."))
        digest, size = sha256(), 0
        with archive.open(path) as member:
            while piece := member.read(65_536):
                size += len(piece)
                if size > row["size"]:
                    break
                digest.update(piece)
                lines += piece.count(b"\n")
        if digest.hexdigest() != row["sha256"] or size != row["size"]:
            raise Unfit(path, _("Its content is not what was signed: it was changed."))
        if lines != row.get("rows", lines):
            raise Unfit(path, _("It holds more or fewer rows than passport.json says."))
    if extra := sorted(set(entries) - listed):
        raise Unfit(extra[0], _("It is not listed in passport.json: it was put in later."))


def rows_of(archive: zipfile.ZipFile, section: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows of a section of a passport that has been checked, one at a time, each as it was written: canonical.

    Source: issue 9, item 6; security B12.
    """
    with archive.open(section["path"]) as member:
        line = 0
        while data := member.readline(MOST_LINE + 1):
            line += 1
            place = f"{section['path']}:{line}"
            if len(data) > MOST_LINE:
                raise Unfit(place, _("The line is too long."))
            try:
                row = parse(data.removesuffix(b"\n"))
            except (NotCanonical, RecursionError) as fault:
                raise Unfit(place, _("It is not a line of canonical JSON.")) from fault
            if not isinstance(row, dict):
                raise Unfit(place, _("It is not a JSON object."))
            yield row


def why_not_now(passport: Passport, *, now: datetime, company: dict[str, str], newest: datetime | None) -> Unfit | None:
    """Why a passport that is whole is not taken all the same: another company's, too old, or overtaken.

    ``company`` are the numbers of the company that takes it in; ``newest`` is the issue of what it last took in from
    the same key.

    Source: issue 9, item 6 (tampered, foreign or old files are refused).
    """
    told = passport.manifest["company"]
    same = any(company[name] and company[name] == told[name] for name in ("business_number", "foreign_number"))
    if not same:
        return Unfit(
            f"{MANIFEST}: company",
            _("It is the passport of another company: %(name)s.") % {"name": told["name_ko"][:80]},
        )
    if passport.issued_at > now + timedelta(minutes=10):
        return Unfit(f"{MANIFEST}: issued_at", _("It was issued in the future."))
    if passport.issued_at < now - MOST_AGE:
        return Unfit(f"{MANIFEST}: issued_at", _("It is older than a year. Have it issued anew."))
    if newest is not None and passport.issued_at <= newest:
        return Unfit(f"{MANIFEST}: issued_at", _("A passport as new as this, or newer, was taken in before."))
    return None
