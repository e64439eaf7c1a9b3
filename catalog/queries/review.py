"""What waits for a reviewer, how long it usually takes, and until when an answer is due."""

from datetime import datetime, timedelta

from django.db.models import Aggregate, DurationField, ExpressionWrapper, F, QuerySet

from catalog.models import ProductVersion
from catalog.queries.products import is_inside
from catalog.states import SENT, WAITING
from portal.calendar import business_days_after
from portal.clock import SEOUL, ClockTimestamp

ANSWER_BUSINESS_DAYS = 3  # Source: CAT-22
LOOK_BACK = timedelta(days=90)


class Median(Aggregate):
    """The middle value; of an even number the lower one."""

    function = "PERCENTILE_DISC"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"


def queue_visible_to(user) -> QuerySet[ProductVersion]:
    """Versions that wait for a reviewer, longest waiting first; nothing for who does not review."""
    versions = ProductVersion.objects.filter(state__in=WAITING)
    if not is_inside(user) or not user.has_role("PO", "AU"):
        return versions.none()
    return versions.select_related("product__company", "class_node", "reviewer", "submitted_by").order_by(
        "submitted_at", "id"
    )


def review_due(version: ProductVersion) -> datetime | None:
    """The end of the last day on which the reviewer should answer. Source: CAT-22."""
    if version.submitted_at is None:
        return None
    last = business_days_after(version.submitted_at.astimezone(SEOUL).date(), ANSWER_BUSINESS_DAYS)
    return datetime(last.year, last.month, last.day, 18, 0, tzinfo=SEOUL)


def usual_review_days() -> int | None:
    """How many days an answer usually takes: the median of the last 90 days, rounded up; None without any answer."""
    answered = ProductVersion.objects.filter(
        state__in=SENT, decided_at__gt=ClockTimestamp() - LOOK_BACK, submitted_at__isnull=False
    )
    took = ExpressionWrapper(F("decided_at") - F("submitted_at"), output_field=DurationField())
    middle = answered.order_by().aggregate(middle=Median(took, output_field=DurationField()))["middle"]
    return None if middle is None else max(1, -(-int(middle.total_seconds()) // 86_400))
