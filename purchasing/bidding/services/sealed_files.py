"""DO: take an attachment of a bid: checked and scanned in memory, encrypted before it touches a disk; give it back.

Source: security 5.3, 5.4, 11.16: what is sealed cannot be scanned later, so it is scanned before. A scanner that is
away keeps nobody from bidding in time: the attachment is taken, and handed out only once it was scanned.
"""

import base64
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.base import File as Upload
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portal.clock import today
from portal.errors import RuleBroken
from portal.files.services import content_type_of, inspect_upload, scan_content
from portal.people.models import User
from portal.policy import require
from portal.sealing import streams
from portal.sealing.documents import context
from purchasing.bidding import policies
from purchasing.bidding.models import SealedFile, Tender
from purchasing.bidding.services.contents import FileRef


@sensitive_variables()
@transaction.atomic
def seal_file(tender: Tender, upload: Upload, *, by: User) -> FileRef:
    """An attachment, encrypted. What comes back holds its key: it goes into the bid, and is kept nowhere else."""
    require(policies.may_bid(by, tender, on=today()))
    found = inspect_upload(upload)
    if virus := scan_content(found.content):
        raise RuleBroken(
            _("%(file)s: the virus scan found %(virus)s. It was not taken.") % {"file": found.name, "virus": virus}
        )
    _check_room(tender, by, len(found.content))
    key = streams.new_key()
    file = SealedFile(tender=tender, company=by.company, uploaded_by=by)
    sealed = streams.encrypt(key, found.content, _bound(file))
    file.size, file.sha256 = len(sealed), sha256(sealed).hexdigest()
    file.content.save("sealed", ContentFile(sealed), save=False)
    file.save(force_insert=True)
    return FileRef(
        uid=str(file.uid),
        name=found.name,
        content_type=content_type_of(found.kind),
        size=len(found.content),
        sha256=sha256(found.content).hexdigest(),
        key=base64.b64encode(key).decode(),
    )


def _check_room(tender: Tender, by: User, size: int) -> None:
    """A company's attachments of one tender share a limit; two that come at once wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"files:{tender.pk}:{by.company_id}"])
    taken = sum(SealedFile.objects.filter(tender=tender, company=by.company).values_list("size", flat=True))
    if taken + size > settings.COMPANY_MAX_BYTES // 10:
        raise RuleBroken(
            _("The attachments of your company for this tender have used their room of %(most)s MB.")
            % {"most": settings.COMPANY_MAX_BYTES // 10 // 1_000_000}
        )


def _bound(file: SealedFile) -> bytes:
    return context("twp-file-v1", str(file.tender.uid), file.company.number, str(file.uid))


@sensitive_variables()
def read_file(file: SealedFile, ref: FileRef | dict[str, Any]) -> Iterator[bytes]:
    """The clear bytes of an attachment whose reference was opened with its bid; DoesNotOpen when it was changed."""
    with file.content.open("rb") as stored:
        yield from streams.decrypt(base64.b64decode(ref["key"]), stored.chunks(), _bound(file))
