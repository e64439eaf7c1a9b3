"""The worker of exports: file by file, a few rows in memory at a time.

The database is the queue of record: which files are finished and behind which key the next begins stands in the
export, so it makes no difference which worker goes on, or whether the one before it was killed. A file is kept whole or
not at all; two workers never write the same export (``worker`` names the one that does).
"""

import logging
import tempfile
import time
import uuid
from datetime import timedelta
from hashlib import file_digest
from typing import Any

from django.core.files.base import File
from django.db import OperationalError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from portal.audit.services import move
from portal.clock import ClockTimestamp, db_now
from portal.display import day_text
from portal.errors import NotAllowed, RuleBroken
from portal.exchange.models.exports import Export, ExportPart
from portal.exchange.queries import exports as queries
from portal.exchange.registry.exports import Column, Dataset, datasets
from portal.exchange.rules import exports as rules
from portal.exchange.services.export_files import WRITERS
from portal.exchange.states.exports import FOR_PEOPLE, UNFINISHED, ExportState, Headings
from portal.files.services import remove_unnamed
from portal.outbox.services import announce
from portal.people.models import User

log = logging.getLogger(__name__)
CHUNK = 1_000  # rows in memory
SLICE = 120  # seconds that a worker stays at one export before it queues up again


class Lost(Exception):
    """The export was cancelled, or another worker has it: what this one has written of the file is thrown away."""


def run_export(pk: int, *, seconds: float = SLICE, chunk: int = CHUNK, file_rows: int = rules.FILE_ROWS) -> bool:
    """Write files for about ``seconds``; whether something is left to do."""
    export = _claim(pk)
    if export is None:
        return False
    deadline = time.monotonic() + seconds
    try:
        with override(export.language):
            while _write_file(export, deadline, chunk, file_rows):
                if time.monotonic() > deadline:
                    break
    except Lost:
        return False
    except OperationalError:
        raise  # the database went away: nothing can be noted, the sweep finds the export
    except Exception as trouble:
        _fail(export, trouble)
        if not isinstance(trouble, RuleBroken | NotAllowed):
            raise
    Export.objects.filter(pk=pk, worker=export.worker).update(worker="")
    return Export.objects.filter(pk=pk, state__in=UNFINISHED).exists()


@transaction.atomic
def _claim(pk: int) -> Export | None:
    """Take it in hand, unless it is no longer wanted or another worker shows signs of life."""
    export = Export.objects.select_for_update(of=("self",)).select_related("company", "asked_by").filter(pk=pk).first()
    if export is None or not export.is_unfinished:
        return None
    if export.worker and export.touched_at > db_now() - queries.STALE:
        return None
    if export.state == ExportState.QUEUED:
        move(export, "start", by=None)
    written = sum(queries.parts_of(export).values_list("rows", flat=True))
    export.worker, export.rows_done = uuid.uuid4().hex, written
    Export.objects.filter(pk=pk).update(worker=export.worker, rows_done=written, touched_at=ClockTimestamp())
    return export


def _write_file(export: Export, deadline: float, chunk: int, file_rows: int) -> bool:
    """One file, kept with its place in one transaction; whether there may be more."""
    dataset, user = _ground(export)
    rows = queries.rows_of(
        dataset, user, date_from=export.date_from, date_before=export.date_before, states=export.states
    )
    position, count, more = export.position, 0, True
    with tempfile.TemporaryFile() as out:
        words = export.headings == Headings.WORDS
        cell = Column.words if words and export.file_format in FOR_PEOPLE else Column.value
        writer = WRITERS[export.file_format](out, dataset.columns, words=words, notes=_notes(export, dataset))
        while more and count < file_rows and (count == 0 or time.monotonic() < deadline):
            size = min(chunk, file_rows - count)
            found = list(rows.filter(pk__gt=position)[:size])
            more = len(found) == size
            if found:
                writer.write([[cell(column, row) for column in dataset.columns] for row in found])
                position, count = found[-1].pk, count + len(found)
            _show_life(export, export.rows_done + count)
        writer.end()
        if count or not export.parts_done:
            _keep(export, out, count, position)
    if not more:
        _finish(export)
    return more


def _ground(export: Export) -> tuple[Dataset, User]:
    """The rows and who asks for them, with the rights that they have now."""
    dataset = datasets.get(export.dataset)
    if dataset is None:
        raise RuleBroken(_("These rows are no longer given out."))
    user = queries.acting(export)
    scopes = frozenset(export.scopes) if user is not None and user.is_service else None
    if user is None or not queries.is_open_to(user, dataset, scopes):
        raise NotAllowed(_("Who asked for the export may no longer see these rows."))
    return dataset, user


def _notes(export: Export, dataset: Dataset) -> list[tuple[str, str]]:
    """Where a file comes from: it travels with it."""
    period = f"{export.date_from or ''} – {export.date_before or ''}" if export.date_from or export.date_before else ""
    told = [
        ("Number", export.number),
        ("Rows of", str(dataset.label)),
        ("Dataset", export.dataset),
        ("Taken by", f"{export.asked_by.name}, {export.company}"),
        ("Asked for at", day_text(export.asked_at)),
        ("Period", period),
        ("States", ", ".join(export.states)),
        ("Needed for", export.reason),
    ]
    return [(name, text) for name, text in told if text]


def _show_life(export: Export, rows_done: int) -> None:
    """How far it is; the place where a cancelled export, or one in other hands, is noticed."""
    ours = Export.objects.filter(pk=export.pk, state=ExportState.RUNNING, worker=export.worker)
    if not ours.update(rows_done=rows_done, touched_at=ClockTimestamp()):
        raise Lost


def _keep(export: Export, out: Any, count: int, position: int) -> None:
    """The file, its figures and the place where the next begins; the bytes go again when the rest is not kept."""
    size = out.seek(0, 2)
    out.seek(0)
    digest = file_digest(out, "sha256").hexdigest()
    out.seek(0)
    part = ExportPart(export=export, number=export.parts_done + 1, rows=count, size=size, sha256=digest)
    part.content.save("part", File(out), save=False)
    try:
        with transaction.atomic():
            held = Export.objects.select_for_update(of=("self",)).get(pk=export.pk)
            if (held.state, held.worker) != (ExportState.RUNNING, export.worker):
                raise Lost
            part.save()
            export.position, export.parts_done = position, part.number
            export.rows_done += count
            Export.objects.filter(pk=export.pk).update(
                position=position, parts_done=part.number, rows_done=export.rows_done, touched_at=ClockTimestamp()
            )
    except BaseException:
        part.content.storage.delete(str(part.content.name))
        raise


@transaction.atomic
def _finish(export: Export) -> None:
    held = Export.objects.select_for_update(of=("self",)).get(pk=export.pk)
    if (held.state, held.worker) != (ExportState.RUNNING, export.worker):
        raise Lost
    now = db_now()
    move(
        held,
        "finish",
        by=None,
        finished_at=now,
        expires_at=now + timedelta(days=rules.KEPT_DAYS),
        rows_total=held.rows_done,
        worker="",
        payload={"rows": held.rows_done, "files": held.parts_done},
    )
    announce("exchange.export_ready", export=held.pk)


def _fail(export: Export, trouble: Exception) -> None:
    """Stopped; who asked reads why, and may go on from there."""
    with override(export.language):
        told = (
            str(trouble)
            if isinstance(trouble, RuleBroken | NotAllowed)
            else _("A fault of the portal stopped it; we look into it. “Go on” continues where it stood.")
        )
    with transaction.atomic():
        held = Export.objects.select_for_update(of=("self",)).get(pk=export.pk)
        if held.state in UNFINISHED and held.worker == export.worker:
            move(held, "fail", by=None, reason=told[:300], failure=told[:300], worker="", finished_at=db_now())
            announce("exchange.export_failed", export=held.pk)


FOLDERS = [f"exports/{number:02x}" for number in range(256)]


def remove_lost_files() -> int:
    """Bytes that no export names: written by a worker that was killed before it could say so. Once a day they go."""

    def named(names: set[str]) -> set[str]:
        return set(ExportPart.objects.filter(content__in=names).values_list("content", flat=True))

    return remove_unnamed(ExportPart._meta.get_field("content").storage, FOLDERS, named)
