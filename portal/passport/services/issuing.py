"""DO: issue a passport: gather a company's data, sign the list of it, keep the file for a week."""

import hashlib
import json
import logging
import re
import tempfile
import uuid
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, timedelta
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File as Stored
from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import ClockTimestamp, db_now
from portal.errors import NotAllowed, RuleBroken, WrongState, broken_constraint
from portal.exchange.queries.exports import plain_value
from portal.files.models import File
from portal.files.services import reads_file
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.passport.models import Passport
from portal.passport.policies import passports as policies
from portal.passport.queries import passports as queries
from portal.passport.rules import package as rules
from portal.passport.states.passports import PassportState
from portal.people.models import Company, User
from portal.policy import require
from portal.sealing import passports as seals
from portal.sealing.documents import canonical

log = logging.getLogger(__name__)
MOST_TRIES = 3
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the moment of every member: the same data make the same bytes


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """What begins here waits while another passport of the company is being made; other refusals are faults of ours."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as fault:
        if broken_constraint(fault) != "passport_one_at_a_time":
            raise
        raise WrongState(_("A passport of your company is being written. Wait for it.")) from None


@transaction.atomic
def ask_passport(
    company: Company, *, sections: Sequence[str], by: User, with_files: bool = True, reason: str = ""
) -> Passport:
    """Have the chosen sections written into one signed file; the worker begins at once."""
    require(policies.may_use_passports(by, company))
    known = dict(queries.all_sections())
    chosen = [code for code in known if code in set(sections)]
    if not chosen:
        raise RuleBroken(_("Choose at least one section."), field="sections")
    if unknown := set(sections) - set(known):
        raise RuleBroken(_("There is no section %(code)s.") % {"code": min(unknown)[:60]}, field="sections")
    if any(known[code].personal for code in chosen) and len(reason.strip()) < 10:
        raise RuleBroken(
            _("Data of people is inside: say what it is needed for, in 10 characters or more."), field="reason"
        )
    with _one_at_a_time():
        passport = Passport.objects.create(
            number=next_number("PSP"),
            company=company,
            sections=chosen,
            with_files=with_files,
            reason=reason.strip()[:500],
            language=get_language() or "ko",
            asked_by=by,
        )
    record(passport, "asked", by=by, reason=passport.reason, payload={"sections": chosen, "files": with_files})
    announce("passport.queued", passport=passport.pk)
    return passport


@transaction.atomic
def resume_passport(passport: Passport, *, by: User) -> Passport:
    """Begin anew after a fault."""
    require(policies.may_take_file(by, passport))
    with _one_at_a_time():
        move(passport, "resume", by=by, failure="", worker="", done=0, tries=0, touched_at=ClockTimestamp())
    announce("passport.queued", passport=passport.pk)
    return passport


@transaction.atomic
def end_passport(passport: Passport, *, by: User | None) -> None:
    """Delete the file: before its time, or at it (``by`` is None). What is still being written is cancelled."""
    if by is not None:
        require(policies.may_take_file(by, passport))
        if passport.is_unfinished:
            move(passport, "cancel", by=by, worker="")
            return
    name, storage = passport.content.name, passport.content.storage
    move(passport, "expire", by=by, content="")
    if name:
        transaction.on_commit(lambda: storage.delete(name), robust=True)


@transaction.atomic
def note_taken(passport: Passport, *, by: User) -> None:
    """The file leaves."""
    require(policies.may_take_file(by, passport))
    if not passport.is_ready or not passport.content:
        raise WrongState(_("The file is not there (any more). Issue a new passport."))
    record(passport, "taken", by=by, payload={"sha256": passport.sha256})


def expire_passports(most: int = 50) -> int:
    """Files that have been there for a week go."""
    old = Passport.objects.filter(state=PassportState.READY, expires_at__lte=ClockTimestamp())[:most]
    for passport in old:
        end_passport(passport, by=None)
    return len(old)


# The worker ----------------------------------------------------------------------------------------------------------
class Lost(Exception):
    """Another worker has it."""


class Gathered:
    """What the sections are given: who asks, and where documents go in."""

    def __init__(self, passport: Passport, user: User, archive: zipfile.ZipFile):
        self.company, self.user = passport.company, user
        self.archive, self.with_files = archive, passport.with_files
        self.files: dict[str, dict[str, Any]] = {}
        self.left_out: dict[str, dict[str, Any]] = {}
        self.room = rules.MOST_FILES_BYTES

    def file(self, file: File | None) -> dict[str, str] | None:
        """Put it in, once; too much, or without documents, it is only listed as left out.

        A file of another company goes in only where its own page would give it to the company's administrator.
        """
        if file is None or file.is_blocked:
            return None
        if file.company_id != self.company.pk and not reads_file(self.user, file):
            return None
        told = {"sha256": file.sha256, "name": file.name}
        if file.sha256 in self.files or file.sha256 in self.left_out:
            return told
        listed = {"name": file.name, "size": file.size, "sha256": file.sha256}
        full = len(self.files) >= rules.MOST_ENTRIES - 200
        if not self.with_files or full or file.size > self.room:
            self.left_out[file.sha256] = listed
            return told
        try:
            content = file.content.open("rb")
        except FileNotFoundError:
            log.error("passport: the bytes of file %s are not in the storage", file.pk)
            self.left_out[file.sha256] = listed
            return told
        path = rules.file_path(file.sha256, file.name)
        digest = hashlib.sha256()
        with content, self.archive.open(_member(path), "w") as member:
            while piece := content.read(262_144):
                digest.update(piece)
                member.write(piece)
        if digest.hexdigest() != file.sha256:
            raise RuleBroken(_("The stored document %(name)s is damaged.") % {"name": file.name[:80]})
        self.room -= file.size
        self.files[file.sha256] = listed | {"path": path}
        return told


def _member(path: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(path, LONG_AGO)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def run_passport(pk: int) -> None:
    """Write it. Broken off, it is begun anew: nothing is kept before all of it is there."""
    passport = _claim(pk)
    if passport is None:
        return
    try:
        with override(passport.language), tempfile.TemporaryFile() as out:
            _write(passport, out)
    except Lost:
        return
    except OperationalError:
        raise  # the database went away: the sweep finds the passport
    except Exception as trouble:
        _fail(passport, trouble)
        if not isinstance(trouble, RuleBroken | NotAllowed):
            raise


@transaction.atomic
def _claim(pk: int) -> Passport | None:
    found = Passport.objects.select_for_update(of=("self",)).select_related("company", "asked_by").filter(pk=pk).first()
    if found is None or not found.is_unfinished:
        return None
    if found.worker and found.touched_at > db_now() - queries.STALE:
        return None
    if found.state == PassportState.QUEUED:
        move(found, "start", by=None)
    found.worker, found.tries = uuid.uuid4().hex, found.tries + 1
    Passport.objects.filter(pk=pk).update(worker=found.worker, tries=found.tries, done=0, touched_at=ClockTimestamp())
    return found


def _write(passport: Passport, out: IO[bytes]) -> None:
    if passport.tries > MOST_TRIES:
        raise RuleBroken(_("It was begun several times and came to no end. Choose fewer sections, or no documents."))
    user = queries.acting(passport.asked_by, passport.company)
    if user is None:
        raise NotAllowed(_("Who asked for the passport is no longer the company's administrator."))
    known = dict(queries.all_sections())
    told: list[dict[str, Any]] = []
    with zipfile.ZipFile(out, "w") as archive:
        gathered = Gathered(passport, user, archive)
        for done, code in enumerate(passport.sections, start=1):
            section = known.get(code)
            if section is None:
                continue
            told.append(_write_section(passport, gathered, archive, code, section))
            _show_life(passport, done)
        issued_at = db_now()
        manifest = _manifest(passport, told, gathered, issued_at)
        text, signature = seals.sign(manifest)
        archive.writestr(_member(rules.MANIFEST), text)
        archive.writestr(_member(rules.SIGNATURE), json.dumps(signature, indent=1, sort_keys=True) + "\n")
    counts = {
        "sections": {row["code"]: row["rows"] for row in told},
        "files": len(gathered.files),
        "left_out": len(gathered.left_out),
    }
    _keep(passport, out, manifest_text=text, kid=signature["key"]["kid"], issued_at=issued_at, counts=counts)


def _write_section(
    passport: Passport, gathered: Gathered, archive: zipfile.ZipFile, code: str, section: Any
) -> dict[str, Any]:
    """Row by row into a temporary file: a ZIP takes one member at a time, and rows bring documents along."""
    digest, count, size = hashlib.sha256(), 0, 0
    with tempfile.TemporaryFile() as lines:
        for row in section.rows(gathered):
            line = canonical(_plain(row)) + b"\n"
            digest.update(line)
            lines.write(line)
            count, size = count + 1, size + len(line)
            if count % 500 == 0:
                _show_life(passport)
        lines.seek(0)
        with archive.open(_member(rules.section_path(code)), "w") as member:
            while piece := lines.read(262_144):
                member.write(piece)
    return {
        "code": code,
        "title": str(section.label),
        "kind": section.kind,
        "path": rules.section_path(code),
        "rows": count,
        "size": size,
        "sha256": digest.hexdigest(),
    }


def _plain(value: Any) -> Any:
    """As canonical JSON takes it: amounts and moments as text, whole numbers as they are."""
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53:
        return str(value)
    return plain_value(value)


def _manifest(passport: Passport, told: list[dict[str, Any]], gathered: Gathered, issued_at) -> dict[str, Any]:
    company, buyer = passport.company, queries.portal_owner()
    return {
        "format": rules.FORMAT,
        "number": passport.number,
        "issued_at": issued_at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "issuer": {"name": str(buyer) if buyer is not None else "Together", "url": settings.BASE_URL},
        "company": {
            "number": company.number,
            "name_ko": company.legal_name_ko,
            "name_en": company.legal_name_en,
            "country": company.country,
            "business_number": company.brn,
            "foreign_number": f"{company.foreign_id_type}:{company.foreign_id}" if company.foreign_id else "",
        },
        "sections": told,
        "files": sorted(gathered.files.values(), key=lambda row: row["path"]),
        "left_out": sorted(gathered.left_out.values(), key=lambda row: row["sha256"]),
    }


def _show_life(passport: Passport, done: int | None = None) -> None:
    changes: dict[str, Any] = {"touched_at": ClockTimestamp()} | ({"done": done} if done is not None else {})
    ours = Passport.objects.filter(pk=passport.pk, state=PassportState.RUNNING, worker=passport.worker)
    if not ours.update(**changes):
        raise Lost


def _keep(passport: Passport, out: Any, *, manifest_text: bytes, kid: str, issued_at, counts: dict) -> None:
    size = out.seek(0, 2)
    out.seek(0)
    digest = hashlib.file_digest(out, "sha256").hexdigest()
    out.seek(0)
    passport.content.save("passport", Stored(out), save=False)
    try:
        with transaction.atomic():
            held = Passport.objects.select_for_update(of=("self",)).get(pk=passport.pk)
            if (held.state, held.worker) != (PassportState.RUNNING, passport.worker):
                raise Lost
            move(
                held,
                "finish",
                by=None,
                payload={"sha256": digest, **counts},
                content=passport.content.name,
                size=size,
                sha256=digest,
                manifest_sha256=hashlib.sha256(manifest_text).hexdigest(),
                kid=kid,
                counts=counts,
                worker="",
                issued_at=issued_at,
                expires_at=issued_at + timedelta(days=rules.KEPT_DAYS),
            )
            announce("passport.issued", passport=held.pk)
    except BaseException:
        passport.content.storage.delete(str(passport.content.name))
        raise


def _fail(passport: Passport, trouble: Exception) -> None:
    with override(passport.language):
        told = (
            str(trouble)
            if isinstance(trouble, RuleBroken | NotAllowed)
            else _("A fault of the portal stopped it; we look into it. Start it once more.")
        )
    with transaction.atomic():
        held = Passport.objects.select_for_update(of=("self",)).get(pk=passport.pk)
        if held.is_unfinished and held.worker == passport.worker:
            move(held, "fail", by=None, reason=told[:300], failure=told[:300], worker="")
            announce("passport.failed", passport=held.pk)


def file_name(passport: Passport) -> str:
    """What the file is called where it is kept."""
    return f"{re.sub(r'[^A-Z0-9-]', '', passport.number)}-passport.zip"
