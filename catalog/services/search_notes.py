"""What is searched: noted without saying who, for half a year. Searches that find nothing tell what is missing."""

import logging
from datetime import timedelta

from django.db import DatabaseError, connection, transaction

from catalog.models import SearchNote
from catalog.rules.searched import plain_search
from portal.clock import today

log = logging.getLogger(__name__)
KEPT_DAYS = 180
PATIENCE_MS = 200
NOTE = """
INSERT INTO catalog_searchnote (day, text, language, total, filtered)
VALUES ((clock_timestamp() AT TIME ZONE 'Asia/Seoul')::date, %s, %s, %s, %s)
"""


def note_search(text: str, *, total: int, language: str, filtered: bool = False) -> bool:
    """Note one search by words; says whether it was noted. A page never fails or waits because of it.

    What looks like a person's (an e-mail address, long runs of digits) is not kept.
    """
    words = plain_search(text)
    if not words:
        return False
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = {PATIENCE_MS}; SET LOCAL statement_timeout = {PATIENCE_MS}")
            cursor.execute(NOTE, [words, language[:2], total, filtered])
            cursor.execute("SET LOCAL lock_timeout = 0; SET LOCAL statement_timeout = 0")
    except DatabaseError:  # the page is worth more than the note; the trace is in the log
        log.warning("a search could not be noted", exc_info=True)
        return False
    return True


def forget_search_notes() -> int:
    """Delete what is older than half a year; says how many."""
    count, _by_model = SearchNote.objects.filter(day__lt=today() - timedelta(days=KEPT_DAYS)).delete()
    return count
