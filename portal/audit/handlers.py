"""What the audit trail hears, and does by itself: a check each night, a word to the log each hour."""

from django.db import transaction

from portal.audit.services import checks
from portal.clock import SEOUL, db_now
from portal.outbox.services import on, once, sweeps


@on("audit.check_asked")
def check_when_asked(*, by: int, **_):
    """An auditor pressed the button."""
    checks.check_chain(asked_by_id=by)


@sweeps
@transaction.atomic
def check_each_night() -> None:
    """Once a day, in the first hours."""
    now = db_now().astimezone(SEOUL)
    if now.hour >= 2 and once("audit: check the chain", now.date().isoformat()):
        checks.check_chain()


@sweeps
@transaction.atomic
def say_head_each_hour() -> None:
    """Logs are kept elsewhere, so a rewritten chain can be told from them."""
    if once("audit: say the head", db_now().strftime("%Y-%m-%dT%H")):
        checks.say_head()
