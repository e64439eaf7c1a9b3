"""The clock of the review: reminders, escalation, ends of blocks, unreviewed publication. Source: CAT-22, 1.10."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Product, ProductBlock, ProductVersion
from catalog.queries.review import waiting_sent_on
from catalog.queries.terms import review_terms
from catalog.rules.service_time import days_due
from catalog.services.listing import lift_block
from catalog.services.review import publish_unreviewed
from catalog.states import WAITING, ProductState
from portal.calendar import BUSINESS
from portal.clock import SEOUL
from portal.errors import RuleBroken
from portal.outbox.services import announce, once


def remind_reviewers(now: datetime) -> int:
    """Tell officers at half of the time, and officers and their head when it is over; once for each day of submission.

    Returns how many days were told of. Lists and single products sent in on one day are one notice.
    """
    terms, told = review_terms(now.astimezone(SEOUL).date()), 0
    for step, halves in (("half", terms.answer_days), ("over", terms.answer_days * 2)):
        for day in days_due(now, halves, BUSINESS, SEOUL, look_back=20):
            with transaction.atomic():
                if once(f"catalog.review_{step}", day.isoformat()) and (count := waiting_sent_on(day)):
                    announce(f"catalog.reviews_{step}", day=day.isoformat(), count=count)
                    told += 1
    return told


def lift_ended_blocks(on: date) -> int:
    """Lift blocks whose last day lies before ``on``. Returns how many."""
    due = ProductBlock.objects.filter(lifted_at=None, until__lt=on, product__state=ProductState.BLOCKED)
    count = 0
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            block = due.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
            if block is not None:
                lift_block(Product.objects.get(pk=block.product_id), by=None, reason=_("The last day has passed."))
                count += 1
    return count


def publish_unanswered(now: datetime) -> int:
    """Where the terms say so: publish as "unreviewed" what nobody answered in time. Returns how many. CAT-22.

    What lacks something mandatory by now (its class was retired, its price ended) keeps waiting.
    """
    terms = review_terms(now.astimezone(SEOUL).date())
    if not terms.autopublish:
        return 0
    days = days_due(now, terms.autopublish_days * 2, BUSINESS, SEOUL, look_back=60)
    if not days:
        return 0
    last = datetime.combine(days[-1], datetime.max.time(), SEOUL)
    waiting = ProductVersion.objects.filter(state__in=WAITING, submitted_at__lte=last)
    count = 0
    for pk in list(waiting.order_by("submitted_at").values_list("pk", flat=True)[:500]):
        try:
            with transaction.atomic():
                publish_unreviewed(ProductVersion.objects.get(pk=pk))
                count += 1
        except RuleBroken:
            continue  # it waits on for an officer, whom the reminder has told
    return count
