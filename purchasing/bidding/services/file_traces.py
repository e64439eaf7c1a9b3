"""DO: read what the attachments of opened bids tell of their making, for the screens. Source: domain 2.11."""

from dataclasses import asdict
from hashlib import sha256

from portal.files.services import Properties, Unreadable, properties_of
from portal.sealing.boxes import DoesNotOpen
from purchasing.bidding import queries
from purchasing.bidding.models import Tender
from purchasing.bidding.queries import screens as seen
from purchasing.bidding.rules.file_traces import property_traces
from purchasing.bidding.services.sealed_files import read_file

MOST_FILES, MOST_BYTES = 400, 1_000_000_000  # of one tender; what is not read is counted, and said on the page


def file_traces(tender: Tender) -> tuple[dict[str, set[tuple[str, str]]], int, int]:
    """(traces by the bidder's number, attachments read, attachments that tell nothing or were not read).

    A trace that the notice's own documents carry is the buyer's: whoever fills in a form of the notice has its author.
    """
    own = _of_notice(tender)
    traces: dict[str, set[tuple[str, str]]] = {}
    read = unread = room = 0
    for named in seen.named_files(tender):
        size = int(named.ref.get("size") or 0)
        if read + unread >= MOST_FILES or room + size > MOST_BYTES:
            unread += 1
            continue
        room += size
        try:
            told = _properties(tender, named)
        except (Unreadable, DoesNotOpen, ValueError, FileNotFoundError):
            unread += 1  # who reads the bid is told why by the page of the attachment
            continue
        read += 1
        found = {(kind, seen.mark(value)) for kind, value in property_traces(asdict(told))}
        traces.setdefault(named.bidder, set()).update(found - own)
    return traces, read, unread


def _properties(tender: Tender, named: seen.NamedFile) -> Properties:
    sealed = seen.sealed_file(tender, named)  # one query for each: the transaction does not lie idle over large files
    if sealed is None:
        raise Unreadable
    content = b"".join(read_file(sealed, dict(named.ref)))
    if sha256(content).hexdigest() != named.ref.get("sha256"):
        raise Unreadable
    return properties_of(content, str(named.ref.get("content_type")))


def _of_notice(tender: Tender) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for document in queries.documents_of(tender):
        try:
            with document.file.content.open("rb") as stored:
                told = properties_of(stored.read(), document.file.content_type)
        except (Unreadable, FileNotFoundError):
            continue  # it lends nobody a trace
        found |= {(kind, seen.mark(value)) for kind, value in property_traces(asdict(told))}
    return found
