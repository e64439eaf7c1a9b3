"""Bytes without a row: what fails after storing takes its rows back, and the bytes stay. Once a day they go."""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.core.files.storage import Storage
from django.db.models import Q
from django.utils import timezone

from portal.clock import db_now, today
from portal.files.models import File
from portal.outbox.services import is_done, mark_done

log = logging.getLogger(__name__)
GRACE = timedelta(days=1)  # longer than any transaction that has stored and not yet committed
FOLDERS = [f"files/{number:02x}" for number in range(256)]


def remove_orphans() -> int:
    """Once a day: delete stored bytes that no file names any more; returns how many."""
    day = today().isoformat()
    if is_done("files.orphans", day):
        return 0
    removed = remove_unnamed(File._meta.get_field("content").storage, FOLDERS, _named)
    mark_done("files.orphans", day)
    return removed


def _named(names: set[str]) -> set[str]:
    rows = File.objects.filter(Q(content__in=names) | Q(thumbnail__in=names) | Q(preview__in=names))
    return {name for row in rows.values_list("content", "thumbnail", "preview") for name in row}


def remove_unnamed(storage: Storage, folders: Iterable[str], named: Callable[[set[str]], set[str]]) -> int:
    """Delete bytes under ``folders`` that ``named`` does not know and that are older than a day; returns how many."""
    now = db_now()
    return sum(_remove_from(storage, folder, named, now) for folder in folders)


def _remove_from(storage: Storage, folder: str, named: Callable[[set[str]], set[str]], now: datetime) -> int:
    try:
        names = {f"{folder}/{name}" for name in storage.listdir(folder)[1]}
    except FileNotFoundError:
        return 0
    old = [name for name in names - named(names) if now - _stored_at(storage, name) > GRACE]
    for name in old:
        storage.delete(name)
        log.info("files: removed %s, which no file names", name)
    return len(old)


def _stored_at(storage: Storage, name: str):
    moment = storage.get_modified_time(name)
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
