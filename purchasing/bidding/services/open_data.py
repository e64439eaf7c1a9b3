"""DO: release to everybody what became public, once, in the form of the Open Contracting Data Standard."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from portal.audit.services import canonical
from portal.clock import db_now, today
from portal.outbox.services import sweeps, until_done
from purchasing.bidding.models import OcdsRelease, Tender
from purchasing.bidding.queries import ocds
from purchasing.bidding.queries.ocds_words import exact_moment
from purchasing.bidding.rules import ocds as merging
from purchasing.bidding.services.checks import once_at_a_time

STILL_LOOKED_AT = timedelta(days=60)  # after the end: contracts are signed, awards taken back


@transaction.atomic
def release(tender: Tender) -> OcdsRelease | None:
    """Release what became public of the tender's process since the last release; None if nothing did.

    It is told by comparing, so hearing the same news twice does no harm, and news that was missed is made up for.
    """
    return _release(ocds.process_of(tender))


def _release(process: ocds.Process) -> OcdsRelease | None:
    once_at_a_time(f"ocds:{process.ocid}")
    earlier = list(ocds.releases_of(process.ocid))
    before = merging.content_of(merging.compiled(process.ocid, [each.document for each in earlier])) if earlier else {}
    now = ocds.snapshot(process)
    if now is None:
        return None
    news = merging.news_of(before, now)
    after = merging.merged(before, news)
    tags = merging.tags_of(before, after)
    if not tags:
        return None
    seq = len(earlier) + 1
    at = _later(db_now(), earlier)
    head = {"ocid": process.ocid, "id": f"{process.ocid}-{seq:03d}", "date": exact_moment(at), "tag": tags}
    document = head | news
    return OcdsRelease.objects.create(
        procedure=process.procedure,
        tender=None if process.procedure else process.tenders[0],
        ocid=process.ocid,
        seq=seq,
        tags=tags,
        released_at=at,
        document=document,
        sha256=sha256(canonical(document).encode()).hexdigest(),
    )


def _later(now: datetime, earlier: list[OcdsRelease]) -> datetime:
    """Now, and in any case after the last release: they are merged in the order of their dates."""
    return max(now, earlier[-1].released_at + timedelta(microseconds=1)) if earlier else now


def release_all(since: datetime | None = None) -> int:
    """Release what is due of every process; returns how many releases were made."""
    made = 0
    for process in ocds.public_processes(since):
        with transaction.atomic():
            made += _release(process) is not None
    return made


@sweeps
def catch_up() -> None:
    """Once a day: what a handler may have missed."""
    until_done("bidding: open data", today().isoformat(), lambda: release_all(db_now() - STILL_LOOKED_AT))
