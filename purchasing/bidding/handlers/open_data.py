"""Open data follows the news: whatever changes what everybody may know is released at once."""

from portal.outbox.services import on
from purchasing.bidding import services
from purchasing.bidding.models import Tender


@on(
    "bidding.tender_planned",
    "bidding.tender_published",
    "bidding.tender_amended",
    "bidding.deadline_extended",
    "bidding.question_answered",
    "bidding.tender_closed",
    "bidding.tender_opened",
    "bidding.tender_evaluated",
    "bidding.standstill_begun",
    "bidding.award_taken_back",
    "bidding.tender_awarded",
    "bidding.tender_contracted",
    "bidding.tender_failed",
    "bidding.tender_cancelled",
)
def release_news(*, tender: int, **_later) -> None:
    """The process of the tender, if there is something to tell."""
    services.release(Tender.objects.select_related("procedure", "round_of").get(pk=tender))
