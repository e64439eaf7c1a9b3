"""Alerts without an account hear of a tender when it is published."""

from catalog.services import meet_tender
from portal.outbox.services import on
from purchasing.bidding.queries.feeds import classes_of, public_tenders, text_of


@on("bidding.tender_published")
def meet_alerts(*, tender: int, **_later) -> None:
    """Who looks for its words, its classes or its region; an invited tender is not told."""
    published = public_tenders().filter(pk=tender).prefetch_related("lines").first()
    if published is not None:
        meet_tender(published.pk, text=text_of(published), class_codes=classes_of(published), region=published.region)
