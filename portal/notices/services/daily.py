"""Once a day: the daily e-mails, reminders of essential notices nobody read, and throwing away what is old."""

from datetime import timedelta

from django.db import transaction

from portal.calendar import business_days_after
from portal.clock import SEOUL, db_now
from portal.notices import queries, rules
from portal.notices.services.letters import forget_letters
from portal.outbox.services import announce, once


@transaction.atomic
def run_daily() -> bool:
    """From eight in the morning in Korea, once a day however often it is called; whether this call was the one."""
    now = db_now()
    here = now.astimezone(SEOUL)
    if here.hour < rules.DIGEST_HOUR or not once("notices.daily", here.date().isoformat()):
        return False
    for user in queries.people_with_digest():
        announce("notices.digest_due", user=user, day=here.date().isoformat())
    for notice in queries.essential_unread_since(now - timedelta(days=rules.REMINDER_DAYS)):
        if business_days_after(notice.created_at.astimezone(SEOUL).date(), rules.REMINDER_DAYS) < here.date():
            announce("notices.reminder_due", notice=notice.pk)
    queries.outdated(now).delete()
    forget_letters()
    return True
