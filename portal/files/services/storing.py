"""Uploads: checked, then stored under random names; published, withdrawn, discarded."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.base import File as Upload
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.errors import RuleBroken
from portal.files import policies, queries, rules
from portal.files.models import File, random_name
from portal.files.states import ANY_KIND, PICTURES, Kind
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.policy import require


@dataclass(frozen=True, slots=True)
class Inspected:
    """An upload that passed: what will be stored."""

    name: str
    kind: Kind
    content: bytes
    picture: rules.Picture | None


def inspect_upload(upload: Upload, kinds: Collection[str] = ANY_KIND) -> Inspected:
    """All checks of name, size, kind and content; RuleBroken says which file and why. Asked twice it works once."""
    known = getattr(upload, "inspected", None)
    if isinstance(known, Inspected) and known.kind in kinds:
        return known
    shown = (upload.name or "").replace("\\", "/").rpartition("/")[2]
    try:
        name = rules.clean_name(upload.name or "")
        shown = name
        found = _inspected(name, upload, kinds)
    except rules.Unfit as reason:
        printed = "".join(character for character in shown if character.isprintable())[:80]
        raise RuleBroken(
            _("%(file)s: %(reason)s") % {"file": printed or _("File without a name"), "reason": reason}
        ) from None
    upload.inspected = found  # type: ignore[attr-defined]
    return found


def most_mb() -> int:
    """As many megabytes a file may have, as every text about it says."""
    return settings.FILE_MAX_BYTES // 1_000_000


def content_type_of(kind: str) -> str:
    """What a file of the kind is sent as."""
    return rules.CONTENT_TYPES[Kind(kind)]


def _inspected(name: str, upload: Upload, kinds: Collection[str]) -> Inspected:
    kind = rules.kind_of(name)
    if kind is None or kind not in kinds:
        raise rules.Unfit(
            _("This kind of file is not taken here. Send %(kinds)s.") % {"kinds": rules.kinds_text(kinds)}
        )
    if upload.size > settings.FILE_MAX_BYTES:
        raise rules.Unfit(
            _("It has %(size)s MB; at most %(most)s MB are taken. Make it smaller or split it.")
            % {"size": -(-upload.size // 1_000_000), "most": most_mb()}
        )
    upload.seek(0)
    data = upload.read(settings.FILE_MAX_BYTES + 1)
    if not data:
        raise rules.Unfit(_("It is empty. Send the file again."))
    rules.check_contents(data, kind)
    picture = rules.redraw(data, kind) if kind in PICTURES else None
    return Inspected(name, kind, picture.content if picture else data, picture)


@transaction.atomic
def store_upload(
    upload: Upload,
    *,
    company: Company | None,
    by: User | None,
    kinds: Collection[str] = ANY_KIND,
    public: bool = False,
) -> File:
    """Check ``upload`` and keep it for ``company``; ``by`` is None for the system itself."""
    require(policies.may_store(by, company))
    found = inspect_upload(upload, kinds)
    _check_room(company, len(found.content))
    file = File(
        company=company,
        uploaded_by=by,
        name=found.name,
        kind=found.kind,
        content_type=rules.CONTENT_TYPES[found.kind],
        size=len(found.content),
        sha256=hashlib.sha256(found.content).hexdigest(),
        public=public,
    )
    file.content.save(found.name, ContentFile(found.content), save=False)
    if found.picture:
        file.width, file.height = found.picture.width, found.picture.height
        file.thumbnail.save(random_name(file, ""), ContentFile(found.picture.thumbnail), save=False)
        file.preview.save(random_name(file, ""), ContentFile(found.picture.preview), save=False)
    try:
        file.save()
    except BaseException:
        _forget_bytes(file)
        raise
    announce("files.file_stored", file=file.pk)
    return file


def _check_room(company: Company | None, size: int) -> None:
    """The company's share of the disk. Two uploads at once may both pass: the limit guards a disk, not money."""
    if company is None or company.is_buyer:
        return
    count, used = queries.used_room(company)
    if count >= settings.COMPANY_MAX_FILES or used + size > settings.COMPANY_MAX_BYTES:
        raise RuleBroken(
            _("Your company has used its room (%(count)s files, %(used)s MB). Remove files that you no longer need.")
            % {"count": f"{count:,}", "used": f"{used // 1_000_000:,}"}
        )


@transaction.atomic
def publish_file(file: File, *, by: User | None) -> File:
    """From now on everybody may read it; called by the app that publishes what the file belongs to."""
    return _set_public(file, True, by=by)


@transaction.atomic
def withdraw_file(file: File, *, by: User | None) -> File:
    """From now on only its readers may read it. Copies that browsers already keep stay where they are."""
    return _set_public(file, False, by=by)


def _set_public(file: File, public: bool, *, by: User | None) -> File:
    require(policies.may_change(by, file))
    if File.objects.filter(pk=file.pk).exclude(public=public).update(public=public):
        record(file, "published" if public else "withdrawn", by=by)
    file.public = public
    return file


@transaction.atomic
def discard_file(file: File, *, by: User | None) -> None:
    """Delete the row now and the bytes after commit; refused while anything still refers to it."""
    require(policies.may_change(by, file))
    pk = file.pk
    try:
        with transaction.atomic():
            file.delete()
    except ProtectedError:
        raise RuleBroken(_("%(file)s is still in use. Remove it there first.") % {"file": file.name}) from None
    file.pk = pk
    record(file, "discarded", by=by, payload={"sha256": file.sha256})
    transaction.on_commit(lambda: _forget_bytes(file), robust=True)


def _forget_bytes(file: File) -> None:
    for field in (file.content, file.thumbnail, file.preview):
        if field.name:
            field.storage.delete(field.name)


def reads_file(user: User, file: File) -> bool:
    """Whether the file's own page would give it to the person."""
    return bool(policies.may_read(user, file))
