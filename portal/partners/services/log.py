"""DO: write down which requests clients made, and notice what is odd about them (security T25).

Lines are gathered in the process and stored together about each second: a request pays nothing for it. Whoever kills
a process takes at most that second's lines with it; the audit trail, which proves things, is written elsewhere.
"""

import atexit
import logging
import os
import threading
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection, transaction

from portal.clock import SEOUL, ClockTimestamp, db_now
from portal.outbox.services import announce
from portal.partners import rules
from portal.partners.models import ApiRequest, ClientAlert, ClientNetwork
from portal.partners.states import AlertKind

log = logging.getLogger(__name__)
MOST_WAITING = 10_000
BATCH = 1000
KINDS = {401: AlertKind.REJECTED, 403: AlertKind.FORBIDDEN, 429: AlertKind.THROTTLED}


@dataclass(frozen=True, slots=True)
class Line:
    """One request, as the edge saw it; ``clock`` is the process's own, for the age of the line when it is stored."""

    clock: float
    client_id: int
    company_id: int
    method: str
    path: str
    status: int
    code: str
    milliseconds: int
    bytes_in: int
    bytes_out: int
    request_id: str
    address: str
    replayed: bool
    proved: bool = True  # the client itself asked, and not somebody who knows its id


class Journal:
    """The lines of this process that are not stored yet, and the thread that stores them."""

    def __init__(self) -> None:
        self._lines: deque[Line] = deque(maxlen=MOST_WAITING)
        self._thread: threading.Thread | None = None
        self._pid = 0
        self._start = threading.Lock()
        self._lost = 0

    def add(self, line: Line) -> None:
        """Note one; where more wait than fit, the oldest is lost and counted."""
        if settings.REQUEST_LOG_SECONDS is None:
            return
        self._lost += len(self._lines) == MOST_WAITING
        self._lines.append(line)
        if settings.REQUEST_LOG_SECONDS and (self._pid != os.getpid() or self._thread is None):
            self._begin()

    def _begin(self) -> None:
        """In each process once; a fork takes no threads along."""
        with self._start:
            if self._pid == os.getpid() and self._thread is not None:
                return
            self._pid = os.getpid()
            self._thread = threading.Thread(target=self._run, name="request log", daemon=True)
            self._thread.start()
            atexit.register(self._store_quietly)

    def _run(self) -> None:
        while True:
            time.sleep(settings.REQUEST_LOG_SECONDS or 1.0)
            if self._lines:
                self._store_quietly()

    def _store_quietly(self) -> None:
        close_old_connections()
        try:
            self.store()
        except (OperationalError, InterfaceError) as error:  # the lines wait for the next round
            log.warning("request log: not stored yet: %s", type(error).__name__)
            connection.close()
        except DatabaseError:  # lines that the database refuses would be refused for ever
            log.exception("request log: lines were refused")

    def forget(self) -> None:
        """Drop what waits."""
        self._lines.clear()

    def store(self) -> int:
        """Store what waits now; returns how many lines."""
        taken: list[Line] = []
        while self._lines and len(taken) < BATCH:
            taken.append(self._lines.popleft())
        if not taken:
            return 0
        try:
            store_lines(taken)
        except (OperationalError, InterfaceError):
            self._lines.extendleft(reversed(taken))
            raise
        lost, self._lost = self._lost, 0
        if lost:
            log.warning("request log: %d lines were lost, more came than could be stored", lost)
        return len(taken)


journal = Journal()


def note_request(line: Line) -> None:
    """Write it down, in a moment."""
    journal.add(line)


def store_noted_requests() -> int:
    """Store what this process noted and has not stored yet."""
    return journal.store()


@transaction.atomic
def store_lines(lines: list[Line]) -> None:
    """The lines, the networks they came from, and what is odd. The database's clock dates them, less their age."""
    now, clock = db_now(), time.monotonic()
    rows = [
        ApiRequest(
            client_id=line.client_id,
            company_id=line.company_id,
            at=now - timedelta(seconds=max(0.0, clock - line.clock)),
            method=line.method,
            path=line.path,
            status=line.status,
            code=line.code,
            milliseconds=line.milliseconds,
            bytes_in=line.bytes_in,
            bytes_out=line.bytes_out,
            request_id=line.request_id,
            address=line.address or None,
            replayed=line.replayed,
        )
        for line in lines
    ]
    ApiRequest.objects.bulk_create(rows)
    _note_networks(row for row, line in zip(rows, lines, strict=True) if line.proved)
    _note_refusals({(row.client_id, row.status) for row in rows if row.status in KINDS}, now)


def _note_networks(rows: Iterable[ApiRequest]) -> None:
    """Where a client was let in; a place that is new to it is told, unless it is the first of all."""
    latest: dict[tuple[int, str], datetime] = {}
    for row in rows:
        network = rules.network_of(row.address or "")
        if network and row.status != 401:
            key = (row.client_id, network)
            latest[key] = max(row.at, latest.get(key, row.at))
    if not latest:
        return
    clients = {client for client, _network in latest}
    known = set(ClientNetwork.objects.filter(client__in=clients).values_list("client", "network"))
    settled = {client for client, _network in known}
    ClientNetwork.objects.bulk_create(
        [
            ClientNetwork(client_id=client, network=network, first_seen_at=at, last_seen_at=at)
            for (client, network), at in sorted(latest.items())
        ],
        update_conflicts=True,
        unique_fields=["client", "network"],
        update_fields=["last_seen_at"],
    )
    for client, network in sorted(set(latest) - known):
        if client in settled:
            _alert(client, AlertKind.NETWORK, key=network, network=network)


def _note_refusals(seen: set[tuple[int, int]], now: datetime) -> None:
    """Many refusals of one kind within minutes; told once a day for each client and kind."""
    since = now - timedelta(minutes=rules.ODD_MINUTES)
    for client, status in sorted(seen):
        count = ApiRequest.objects.filter(client=client, at__gt=since, status=status).count()
        if count >= rules.ODD_COUNTS[status]:
            _alert(client, KINDS[status], key=now.astimezone(SEOUL).date().isoformat(), count=count)


def _alert(client: int, kind: AlertKind, *, key: str, network: str = "", count: int = 0) -> None:
    alert, made = ClientAlert.objects.get_or_create(
        client_id=client, kind=kind, key=key, defaults={"network": network, "count": count}
    )
    if made:
        announce("partners.client_alerted", alert=alert.pk)


def forget_old_requests() -> int:
    """Drop what is older than thirty days, some thousands at a time; returns how many."""
    old = ApiRequest.objects.filter(at__lt=ClockTimestamp() - timedelta(days=rules.LOG_DAYS))
    dropped = 0
    while True:
        part = list(old.order_by("at").values_list("pk", flat=True)[:5000])
        if not part:
            return dropped
        dropped += ApiRequest.objects.filter(pk__in=part).delete()[0]
