"""The business of a bidder has ended: its open bids are flagged, and who works on the tender is told. CAT-03."""

from django.utils.translation import gettext_lazy as _

from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual
from portal.outbox.services import on
from portal.people.models import Company, User
from purchasing.bidding import services
from purchasing.bidding.handlers.telling import _tell
from purchasing.bidding.models import Tender

kinds.register(
    Kind(
        key="bidding.bidder_closed",
        title=_("Tender %(number)s: the business of a bidder is suspended or closed"),
        text=_("%(title)s. %(company)s: the tax office says so. Its bid stays in the comparison but cannot win."),
    )
)


@on("people.company_tax_status_changed")
def flag_bids_of(*, company: int, **_later) -> None:
    """Its bids in tenders that are opened and not decided."""
    services.flag_closed_bidders(company=company)


@on("bidding.tender_opened")
def flag_bids_in(*, tender: int, **_later) -> None:
    """Those that closed while the bids were sealed."""
    services.flag_closed_bidders(tender=tender)


@on("bidding.bidder_closed")
def tell_of_closed(*, tender: int, company: int, **_later) -> None:
    """The officer and the evaluator."""
    flagged, closed = Tender.objects.get(pk=tender), Company.objects.get(pk=company)
    people = User.objects.filter(pk__in=[flagged.officer_id, flagged.evaluator_id], is_active=True)
    name = bilingual(closed.legal_name_ko, closed.legal_name_en)
    _tell(people, "bidding.bidder_closed", flagged, company=name)
