"""An award that became a contract is drawn up here."""

from portal.outbox.services import on
from purchasing.bidding.models import Tender
from purchasing.contracts import services


@on("bidding.tender_contracted")
def draw_up(*, tender: int, **_later) -> None:
    """The draft of its contract."""
    services.draw_up_from_award(Tender.objects.get(pk=tender))
