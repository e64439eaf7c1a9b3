"""For tests of the change feed: wait until every line has its place."""

import time
import uuid

from portal.exchange.models import Change
from portal.exchange.queries.feed import changes_after, last_mark
from portal.exchange.services.feed import settle_changes

PATIENCE_S = 60


def settled() -> None:
    """Every line has its place; another transaction of the same cluster may have to end first."""
    until = time.monotonic() + PATIENCE_S
    while Change.objects.filter(place=None).exists():
        settle_changes()
        if time.monotonic() > until:
            raise AssertionError("lines of the change feed wait for a transaction that does not end")
        time.sleep(0.02)


def committed_earlier() -> None:
    """Within a test's own transaction: its lines count as written by one that ended long ago."""
    Change.objects.filter(place=None).update(xid=3)
    settle_changes()


def line(number: str, *, stream: str = "tenders", company=None, kind: str = "changed") -> Change:
    """A line as a trigger writes it."""
    return Change.objects.create(stream=stream, company=company, kind=kind, thing=uuid.uuid4(), number=number)


class Follower:
    """A company that follows a stream: ``news()`` is what it is told since it asked last, as (kind, number)."""

    def __init__(self, stream: str, company=None):
        committed_earlier()
        self.stream, self.company_id, self.mark = stream, company and company.pk, last_mark()

    def news(self) -> list[tuple[str, str]]:
        committed_earlier()
        told = changes_after(self.mark, stream=self.stream, company_id=self.company_id, most=100)
        self.mark = told.mark
        return [(change.kind, change.number) for change in told.changes]
