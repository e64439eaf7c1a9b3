"""DO: ask the tax office about bidders once they are known, and flag the bids of a business that has ended. CAT-03.

Not before the opening: the time of the question, on the company's page, would tell who has bid.
"""

from datetime import timedelta

from django.db import transaction

from portal.audit.models import AuditEntry
from portal.audit.services import record
from portal.outbox.services import announce, sweeps
from portal.people.models import Company
from portal.people.services import refresh_tax_statuses_of
from portal.people.states import TaxStatus
from purchasing.bidding.models import Tender
from purchasing.bidding.queries.conflicts import bids_that_count
from purchasing.bidding.services.checks import once_at_a_time
from purchasing.bidding.states import EXAMINED, TenderState

# The prices are opened, so the house knows who has bid, and nothing is decided for good.
NAMED = (EXAMINED - {TenderState.EXAMINING}) | {TenderState.STANDSTILL}
ENDED = (TaxStatus.CLOSED, TaxStatus.SUSPENDED)


@sweeps
def ask_of_bidders() -> int:
    """Each minute: what the tax office says today of companies with an opened bid; no transaction waits for it."""
    bids = bids_that_count().filter(tender__state__in=NAMED)
    return refresh_tax_statuses_of(set(bids.values_list("company", flat=True)), max_age=timedelta(days=1))


def flag_closed_bidders(*, tender: int | None = None, company: int | None = None) -> int:
    """Flag the open bids, of one tender or of one company, whose business has ended or rests; returns how many are new.

    Nothing is excluded by it: every later step asks again whether the company may win.
    """
    bids = bids_that_count().filter(tender__state__in=NAMED, company__tax_status__in=ENDED)
    bids = bids.filter(tender=tender) if tender is not None else bids.filter(company=company)
    return sum(_flag(bid.tender, bid.company) for bid in bids.select_related("tender", "company").order_by("pk"))


@transaction.atomic
def _flag(tender: Tender, company: Company) -> bool:
    once_at_a_time(f"closed bidders:{tender.pk}")
    flagged = AuditEntry.objects.filter(what="bidding.tender.bidder_closed", thing_id=str(tender.pk))
    flagged = flagged.filter(thing_type=tender._meta.label_lower, payload__contains=f'"{company.number}"')
    if flagged.filter(payload__contains=f'"{company.tax_status}"').exists():
        return False
    told = {"company": company.number, "tax_status": company.tax_status}
    record(tender, "bidder_closed", by=None, payload=told)
    announce("bidding.bidder_closed", tender=tender.pk, company=company.pk)
    return True
