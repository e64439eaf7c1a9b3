"""DO: a person's own data as files to keep: one JSON, a PDF to read, and the files themselves, in a ZIP."""

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.encoding import force_str
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.clock import SEOUL, db_now
from portal.pdf import typeset
from portal.people.models import User
from portal.policy import require
from portal.privacy.policies import rights as policies
from portal.privacy.queries.rights import Kept, kept_of

MOST_FILE_BYTES = 200_000_000


def _plain(value: Any) -> Any:
    """A value as JSON has it."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {force_str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return force_str(value)


def shown(value: Any) -> str:
    """A value as a person reads it."""
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return date_format(value.astimezone(SEOUL), "Y-m-d H:i")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return ", ".join(shown(each) for each in value)
    return force_str(value)


def as_data(user: User, kept: list[Kept], at: datetime) -> dict[str, Any]:
    """Everything that is kept of the person, as JSON has it."""
    return {
        "person": {"name": user.name, "email": user.email},
        "made_at": at.isoformat(),
        "language": (get_language() or "ko")[:2],
        "holdings": [
            {
                "key": each.holding.key,
                "label": force_str(each.holding.label),
                "basis": force_str(each.holding.basis),
                "kept_for": force_str(each.holding.kept_for),
                "must_stay": force_str(each.stays),
                "sections": [
                    {
                        "title": force_str(section.title),
                        "note": force_str(section.note),
                        "rows": [_plain(row) for row in section.rows],
                        "files": [file.name for file in section.files],
                    }
                    for section in each.sections
                ],
            }
            for each in kept
        ],
    }


def as_pdf(user: User, kept: list[Kept], at: datetime) -> bytes:
    """The same to read and to print."""
    return typeset(
        "privacy/copy.typ",
        {
            "title": _("What this portal keeps of you"),
            "brand": _("Together · supplier portal"),
            "number": "",
            "footer": _("Made for the person whose data this is."),
            "facts": [
                {"label": pgettext("privacy", "Person"), "value": f"{user.name} · {user.email}"},
                {"label": _("As of"), "value": date_format(at.astimezone(SEOUL), "Y-m-d H:i")},
            ],
            "words": {
                "basis": pgettext("privacy", "Basis"),
                "kept": pgettext("privacy", "Kept"),
                "nothing": _("Nothing."),
            },
            "holdings": [
                {
                    "label": force_str(each.holding.label),
                    "basis": force_str(each.holding.basis),
                    "kept_for": force_str(each.holding.kept_for),
                    "stays": force_str(each.stays),
                    "sections": [
                        {
                            "title": force_str(section.title),
                            "note": force_str(section.note),
                            "rows": [
                                [[force_str(key), shown(value)] for key, value in row.items()] for row in section.rows
                            ],
                        }
                        for section in each.sections
                    ],
                }
                for each in kept
            ],
        },
    )


@transaction.atomic
def copy_of_own_data(*, by: User) -> bytes:
    """The ZIP: ``data.json``, ``data.pdf`` and ``files/``. Noted in the trail; it is no look at others."""
    require(policies.may_ask(by))
    at, kept = db_now(), kept_of(by)
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", zipfile.ZIP_DEFLATED) as archive:
        data = json.dumps(as_data(by, kept, at), ensure_ascii=False, indent=2)
        archive.writestr("data.json", data)
        archive.writestr("data.pdf", as_pdf(by, kept, at))
        _write_files(archive, kept)
    record(by, "copied_own_data", by=by)
    return stored.getvalue()


def _write_files(archive: zipfile.ZipFile, kept: list[Kept]) -> None:
    left, written = MOST_FILE_BYTES, set()
    for each in kept:
        for section in each.sections:
            for file in section.files:
                if file.pk in written or file.size > left or file.is_blocked:
                    continue
                with file.content.open("rb") as content:
                    archive.writestr(f"files/{file.pk}-{file.name}", content.read())
                written.add(file.pk)
                left -= file.size
