"""The virus scan: after storing, by the outbox; what was missed is found by the sweep."""

import logging

from django.conf import settings
from django.db import transaction

from portal.audit.services import record
from portal.clock import db_now
from portal.files import queries
from portal.files.models import File
from portal.files.policies import may_open
from portal.files.services import clamd
from portal.files.states import ScanState
from portal.outbox.services import announce
from portal.policy import require

log = logging.getLogger(__name__)
AT_ONCE = 50


def scan_file(file: File) -> ScanState:
    """Ask clamd, if one is configured; safe to ask twice. ``clamd.ScanFailed``: try again later.

    The scan runs outside a lock; who writes first decides, and a second answer changes nothing.
    """
    if not settings.CLAMD_ADDRESS or file.scan != ScanState.UNSCANNED:
        return ScanState(file.scan)
    with file.content.open("rb") as content:
        found = clamd.scan(content.chunks(), settings.CLAMD_ADDRESS)
    return _write_result(file, found)


def require_scanned(file: File) -> None:
    """For an app that hands the bytes out itself: never before the scan where one is configured. Source: A63."""
    require(may_open(file))


def scan_content(content: bytes) -> str | None:
    """What clamd finds in bytes that are never stored in clear; "" for nothing, also where none is configured.

    None when it gives no verdict now: taking such bytes is no harm, handing them out would be. Source: A63.
    """
    if not settings.CLAMD_ADDRESS:
        return ""
    try:
        return clamd.scan([content], settings.CLAMD_ADDRESS)
    except clamd.ScanFailed as failure:
        log.warning("files: what is sealed could not be scanned (%s); nobody gets it without a verdict", failure)
        return None


@transaction.atomic
def _write_result(file: File, found: str) -> ScanState:
    file.scan = ScanState.INFECTED if found else ScanState.CLEAN
    file.scanned_at = db_now()
    waiting = File.objects.filter(pk=file.pk, scan=ScanState.UNSCANNED)
    if waiting.update(scan=file.scan, scanned_at=file.scanned_at) and found:
        record(file, "blocked", by=None, reason=found[:200])
        announce("files.file_blocked", file=file.pk)
    return file.scan


def scan_waiting_files(limit: int = AT_ONCE) -> int:
    """Scan up to ``limit`` files that still wait, oldest first; returns how many were scanned."""
    if not settings.CLAMD_ADDRESS:
        return 0
    scanned = 0
    for file in queries.files_to_scan()[:limit]:
        try:
            scan_file(file)
            scanned += 1
        except clamd.ScanFailed as failure:
            log.warning("files: %s waits for its scan (%s)", file.uid, failure)
            if isinstance(failure, clamd.ScannerAway):
                break
    return scanned
