"""An award that became a contract is drawn up here, and is found from the tender; first contracts are counted."""

from django.urls import reverse

from catalog.registry import first_contracts
from portal.outbox.services import on
from purchasing.bidding.models import Tender
from purchasing.bidding.registry import ContractPage, contract_changes, contract_pages
from purchasing.contracts import queries, services
from purchasing.contracts.queries.trading import first_contract_days


@on("bidding.tender_contracted")
def draw_up(*, tender: int, **_later) -> None:
    """The draft of its contract."""
    services.draw_up_from_award(Tender.objects.get(pk=tender))


def _page_of(user, tender: Tender) -> ContractPage | None:
    """For who may read the contract. One query."""
    contract = queries.contracts_visible_to(user).filter(tender=tender).first()
    if contract is None:
        return None
    url = reverse("contracts:contract-detail", args=[contract.number])
    return ContractPage(contract.number, url, contract.get_state_display())


contract_pages.add("contracts", _page_of)
contract_changes.add("contracts", queries.changes_after_award)
first_contracts.add("contracts", first_contract_days)
