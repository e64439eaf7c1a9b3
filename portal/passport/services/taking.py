"""DO: take a passport from elsewhere in: check all of it, say what would come of it, take what the company chooses.

Nothing is taken that only the issuer may assert: such sections are kept as foreign evidence, and only where the key
is trusted.
"""

import logging
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from itertools import islice
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.base import File as Upload
from django.db import IntegrityError, OperationalError, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.audit.services import move, record
from portal.clock import ClockTimestamp, db_now
from portal.errors import NotAllowed, RuleBroken, WrongState, broken_constraint
from portal.files.services import remove_unnamed
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.passport.models import Passport, PassportImport
from portal.passport.policies import passports as policies
from portal.passport.queries import passports as queries
from portal.passport.registry import ASSERTED, Outcome, Row, Section, sections
from portal.passport.rules import package as rules
from portal.passport.states.passports import ImportState
from portal.people.models import Company, User
from portal.people.services import foreign_number
from portal.policy import require

log = logging.getLogger(__name__)
MOST_LINES = 50  # of a section's plan and of its refusals that are kept to be shown
MOST_EVIDENCE = 200  # rows of foreign evidence
KEPT_DAYS = 30  # of a file that was taken in, or that nobody took
MOST_OPEN = 3  # passports of one company that were sent in and neither taken nor thrown away
MOST_TRIES = 3  # without a step forward
SLICE = 120  # seconds that a worker stays at one import before it queues up again
FOLDERS = [f"passports/{number:02x}" for number in range(256)]


class Taken:
    """What the sections are given: for whom, by whom, and the documents of the passport."""

    def __init__(self, company: Company, by: User, archive: zipfile.ZipFile, manifest: Mapping[str, Any]):
        self.company, self.by, self.archive = company, by, archive
        self.paths = {row["sha256"]: row["path"] for row in manifest["files"]}
        issuer = manifest["issuer"]
        self.source = f"{issuer['name'][:60]} {manifest['number'][:30]}"

    def upload(self, told: Mapping[str, str] | None) -> Upload | None:
        """A document of the passport, to be checked like every other upload."""
        path = self.paths.get(told.get("sha256", "")) if told else None
        if path is None or told is None:
            return None
        return ContentFile(self.archive.read(path), name=str(told.get("name", ""))[:150])


def checked_passport(content: IO[bytes], company: Company) -> rules.Passport:
    """The passport in ``content``, or RuleBroken with the place: changed, another company's, too old."""
    if content.seek(0, 2) > rules.MOST_BYTES:
        raise RuleBroken(_("At most %(most)d MB are taken.") % {"most": rules.MOST_BYTES // 1_000_000}, field="upload")
    content.seek(0)
    try:
        passport = rules.read_passport(content)
    except rules.Unfit as fault:
        raise RuleBroken(str(fault), field="upload") from None
    _check_now(passport, company, field="upload")
    return passport


def _check_now(passport: rules.Passport, company: Company, *, field: str) -> None:
    told = passport.manifest["company"]
    foreign = f"{company.foreign_id_type}:{company.foreign_id}" if company.foreign_id else ""
    if _with_country(told) == foreign:
        foreign = told["foreign_number"]
    why_not = rules.why_not_now(
        passport,
        now=db_now(),
        company={"business_number": company.brn, "foreign_number": foreign},
        newest=queries.newest_taken(company, passport.kid),
    )
    if why_not is not None:
        raise RuleBroken(str(why_not), field=field)


def _with_country(told: dict[str, str]) -> str:
    """The foreign number in a passport as we keep it: other releases write a VAT number without its country."""
    kind, _colon, number = told["foreign_number"].partition(":")
    return f"{kind}:{foreign_number(told['country'], kind, number)}" if number else ""


def _check_open(company: Company) -> None:
    """One of a company at a time is counted."""
    Company.objects.select_for_update(of=("self",), no_key=True).get(pk=company.pk)
    if queries.open_imports(company) >= MOST_OPEN:
        raise RuleBroken(
            _("%(most)d passports wait here already. Take one of them in, or throw it away.") % {"most": MOST_OPEN},
            field="upload",
        )


@transaction.atomic
def send_in(company: Company, upload: Upload, *, by: User) -> PassportImport:
    """Check a passport from elsewhere and plan what would come of it; nothing is taken yet."""
    require(policies.may_use_passports(by, company))
    _check_open(company)
    content: Any = upload.file
    passport = checked_passport(content, company)
    manifest = passport.manifest
    content.seek(0)
    with zipfile.ZipFile(content) as archive:
        plan = _plan(Taken(company, by, archive, manifest), manifest)
    found = PassportImport(
        number=next_number("PSI"),
        company=company,
        size=upload.size,
        sha256=passport.sha256,
        kid=passport.kid,
        x=passport.x,
        manifest=manifest,
        issued_at=passport.issued_at,
        plan=plan,
        sent_by=by,
    )
    content.seek(0)
    found.content.save("passport", Upload(content), save=False)
    try:
        with transaction.atomic():
            found.save()
        record(
            found,
            "sent_in",
            by=by,
            payload={"sha256": passport.sha256, "kid": passport.kid, "number": manifest["number"][:40]},
        )
    except BaseException as fault:
        found.content.storage.delete(str(found.content.name))
        if isinstance(fault, IntegrityError) and broken_constraint(fault) == "passport_import_once":
            raise WrongState(_("This passport has been sent in before.")) from None
        raise
    return found


def takable(code: str) -> Section | None:
    """The section of ``code`` if this portal can take it in."""
    section = sections.get(code)
    return section if section is not None and section.take is not None else None


def _plan(taken: Taken, manifest: Mapping[str, Any]) -> dict[str, Any]:
    found = {}
    for told in manifest["sections"]:
        section = takable(told["code"])
        if section is None or section.plan is None:
            continue
        if told["rows"] > rules.MOST_ROWS:
            raise RuleBroken(
                _("%(place)s: it holds more than %(most)s rows.")
                % {"place": told["path"], "most": f"{rules.MOST_ROWS:,}"},
                field="upload",
            )
        counts = {"new": 0, "there": 0, "kept": 0}
        lines: list[list[str]] = []
        try:
            for line in section.plan(taken, rules.rows_of(taken.archive, told)):
                counts[line.effect] += 1
                if len(lines) < MOST_LINES:
                    lines.append([line.what[:120], line.effect, line.note[:200]])
        except rules.Unfit as fault:
            raise RuleBroken(str(fault), field="upload") from None
        except (KeyError, TypeError, ValueError, AttributeError) as fault:
            raise RuleBroken(
                _("%(place)s: its rows are not of the form that is read here.") % {"place": told["path"]},
                field="upload",
            ) from fault
        found[told["code"]] = {"counts": counts, "lines": lines}
    return found


@transaction.atomic
def take_in(found: PassportImport, *, chosen: Sequence[str], vouched: bool = False, by: User) -> PassportImport:
    """Take the chosen sections; the worker begins at once. An issuer that is not trusted must be vouched for."""
    require(policies.may_take_in(by, found))
    codes = [
        told["code"] for told in found.manifest["sections"] if takable(told["code"]) and told["code"] in set(chosen)
    ]
    trust = queries.trust_in(found.kid, found.x)
    if not codes and trust not in ("own", "trusted"):
        raise RuleBroken(_("Choose at least one section."), field="chosen")
    if trust == "withdrawn":
        raise RuleBroken(_("The key of this issuer is no longer trusted: nothing of it is taken."))
    if not trust and not vouched:
        raise RuleBroken(
            _("Nobody here knows this issuer. Confirm that the file comes from a portal your company uses."),
            field="vouched",
        )
    _check_now(rules.Passport(found.manifest, found.kid, found.x, found.sha256), found.company, field="chosen")
    move(found, "take", by=by, chosen=codes, vouched=vouched, touched_at=ClockTimestamp(), payload={"sections": codes})
    announce("passport.taking", passport=found.pk)
    return found


@transaction.atomic
def resume_import(found: PassportImport, *, by: User) -> PassportImport:
    """Go on with the sections that are left."""
    require(policies.may_take_in(by, found))
    move(found, "resume", by=by, failure="", tries=0, touched_at=ClockTimestamp())
    announce("passport.taking", passport=found.pk)
    return found


@transaction.atomic
def discard(found: PassportImport, *, by: User | None) -> None:
    """Nothing (more) is taken, and what the worker is at stops; the file goes. By nobody (None): it lay too long."""
    if by is not None:
        require(policies.may_take_in(by, found))
    name, storage = found.content.name, found.content.storage
    move(found, "discard", by=by, content="")
    if name:
        transaction.on_commit(lambda: storage.delete(name), robust=True)


# The worker ----------------------------------------------------------------------------------------------------------
def run_import(pk: int, *, seconds: float = SLICE) -> None:
    """Step by step, each in one transaction with its result: no row is taken twice."""
    found = PassportImport.objects.select_related("company", "sent_by").get(pk=pk)
    if not found.is_taking:
        return
    try:
        with override(found.sent_by.language):
            _run(found, time.monotonic() + seconds)
    except OperationalError:
        raise
    except Exception as trouble:
        _fail(found, trouble)
        if not isinstance(trouble, RuleBroken | NotAllowed | rules.Unfit):
            raise


def _run(found: PassportImport, deadline: float) -> None:
    by = queries.acting(found.sent_by, found.company)
    if by is None:
        raise NotAllowed(_("Who sent the passport in is no longer the company's administrator."))
    if found.tries >= MOST_TRIES:
        raise RuleBroken(_("It was begun several times and came no further. Take fewer sections, or throw it away."))
    PassportImport.objects.filter(pk=found.pk).update(tries=F("tries") + 1, touched_at=ClockTimestamp())
    with found.content.open("rb") as content:
        passport = checked_again(content, found)
        with zipfile.ZipFile(content) as archive:
            taken = Taken(found.company, by, archive, passport.manifest)
            for told in passport.manifest["sections"]:
                rows, seen = rules.rows_of(archive, dict(told)), 0
                while True:
                    with _step(found.pk) as held:
                        if held is None:
                            return
                        result = _one(held, taken, told, rows, seen)
                        if result is None:
                            break
                        seen = result.get("rows", 0)
                        held.results[told["code"]] = result
                        PassportImport.objects.filter(pk=held.pk).update(
                            results=held.results, tries=0, touched_at=ClockTimestamp()
                        )
                    if time.monotonic() > deadline:
                        announce("passport.taking", passport=found.pk)
                        return
    with _step(found.pk) as held:
        if held is not None:
            counts = {code: result.get("taken", 0) for code, result in held.results.items()}
            move(held, "finish", by=None, taken_at=db_now(), payload=counts)
            announce("passport.imported", passport=held.pk)


def checked_again(content: IO[bytes], found: PassportImport) -> rules.Passport:
    """The stored file is still the one that was checked."""
    passport = rules.read_passport(content)
    if passport.sha256 != found.sha256:
        raise RuleBroken(_("The stored file is not the one that was sent in."))
    return passport


@contextmanager
def _step(pk: int) -> Iterator[PassportImport | None]:
    with transaction.atomic():
        held = PassportImport.objects.select_for_update(of=("self",)).get(pk=pk)
        yield held if held.is_taking else None


def _one(
    held: PassportImport, taken: Taken, told: Mapping[str, Any], rows: Iterator[Row], seen: int
) -> dict[str, Any] | None:
    """The next rows of a section, with what came of those before; None when nothing is left of it.

    ``rows`` has been read up to ``seen``. ``rows`` in a result is the place where the next step begins; without it the
    section is done.
    """
    before = held.results.get(told["code"])
    if before is not None and "rows" not in before:
        return None
    if told["code"] in held.chosen and (section := takable(told["code"])) is not None:
        at = before["rows"] if before else 0
        _skip(rows, at - seen)
        count = 0

        def counted() -> Iterator[Row]:
            nonlocal count
            for row in islice(rows, section.at_once or None):
                count += 1
                yield row

        outcome: Outcome = section.take(taken, counted())  # type: ignore[misc]
        refused = [[what[:120], why[:300]] for what, why in outcome.refused]
        was = before or {"taken": 0, "there": 0, "kept": 0, "refused": []}
        result = {
            "taken": was["taken"] + outcome.taken,
            "there": was["there"] + outcome.there,
            "kept": was["kept"] + len(refused),
            "refused": [*was["refused"], *refused][:MOST_LINES],
        }
        more = bool(section.at_once) and count == section.at_once
        return result | {"rows": at + count} if more else result
    if told["kind"] == ASSERTED and queries.trust_in(held.kid, held.x) in ("own", "trusted"):
        return {"evidence": list(islice(rows, MOST_EVIDENCE))}
    return None


def _skip(rows: Iterator[Row], count: int) -> None:
    for _row in islice(rows, max(count, 0)):
        pass


def _fail(found: PassportImport, trouble: Exception) -> None:
    with override(found.sent_by.language):
        told = (
            str(trouble)
            if isinstance(trouble, RuleBroken | NotAllowed | rules.Unfit)
            else _("A fault of the portal stopped it; we look into it. “Go on” continues where it stood.")
        )
    with _step(found.pk) as held:
        if held is not None:
            move(held, "fail", by=None, reason=told[:300], failure=told[:300])
            announce("passport.import_failed", passport=held.pk)


def tidy(most: int = 50) -> int:
    """A month after it was taken in the file of a passport goes; what it said and what came of it stays.

    What nobody took for a month is thrown away.
    """
    old = PassportImport.objects.filter(
        state=ImportState.TAKEN, taken_at__lt=ClockTimestamp() - timedelta(days=KEPT_DAYS)
    ).exclude(content="")
    for found in old[:most]:
        name, storage = str(found.content.name), found.content.storage
        PassportImport.objects.filter(pk=found.pk).update(content="")
        storage.delete(name)
    left = PassportImport.objects.filter(
        state__in=(ImportState.CHECKED, ImportState.FAILED), touched_at__lt=ClockTimestamp() - timedelta(days=KEPT_DAYS)
    )
    for found in left[:most]:
        discard(found, by=None)
    return len(old[:most])


def remove_lost_files() -> int:
    """Bytes that no passport names. Once a day they go."""

    def named(names: set[str]) -> set[str]:
        issued = Passport.objects.filter(content__in=names).values_list("content", flat=True)
        sent = PassportImport.objects.filter(content__in=names).values_list("content", flat=True)
        return {*issued, *sent}

    return remove_unnamed(Passport._meta.get_field("content").storage, FOLDERS, named)
