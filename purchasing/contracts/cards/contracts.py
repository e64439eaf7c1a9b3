"""Contracts on the pages of the ground floor: the menu, what waits, and the words of their timelines."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from portal.home.registry import Action, Card, MenuItem, Row, actions, cards, menu
from portal.words import deeds
from purchasing.contracts import policies, queries

READERS = frozenset({*queries.READERS, *queries.OWN_READERS})

menu.add(
    "contracts",
    MenuItem(
        label=gettext_lazy("Contracts"), url_name="contracts:contract-list", roles=READERS, order=30, icon="file-text"
    ),
)
actions.add(
    "contract-create",
    Action(
        label=gettext_lazy("Draw up a contract"),
        url_name="contracts:contract-create",
        icon="file-plus",
        roles=frozenset({"PO"}),
        order=60,
    ),
)


def _url(contract, name: str = "contract-detail", *args) -> str:
    return reverse(f"contracts:{name}", args=[contract.number, *args])


def _named(contract) -> dict[str, str]:
    return {"title": f"{contract.number} {contract.title}"}


def to_sign(request: HttpRequest) -> Iterable[Row]:
    """Contracts that wait for the signature of the own company."""
    for contract in queries.contracts_to_sign(request.user)[:20]:
        yield Row(
            title=_("Sign the contract: %(title)s") % _named(contract),
            consequence=_("Nothing is ordered before your signature."),
            url=_url(contract),
            verb=_("Read and sign"),
            kind="wait",
            icon="file-check",
            primary=True,
        )


def to_approve(request: HttpRequest) -> Iterable[Row]:
    """Contracts and amendments that wait for this approver, or for this payee's consent."""
    for contract in queries.contracts_to_approve(request.user)[:20]:
        if policies.may_approve_contract(request.user, contract):
            yield Row(
                title=_("Approve the contract: %(title)s") % _named(contract),
                consequence=_("The supplier cannot sign before."),
                url=_url(contract),
                verb=_("Look"),
                kind="wait",
                icon="file-text",
                primary=True,
            )
    for amendment in queries.amendments_waiting_for(request.user)[:20]:
        yield Row(
            title=_("Amendment: %(title)s") % _named(amendment.contract),
            consequence=_("Until then the contract stays as it is."),
            url=_url(amendment.contract, "amendment-detail", amendment.uid),
            verb=_("Look"),
            kind="wait",
            icon="file-diff",
        )


def to_finish(request: HttpRequest) -> Iterable[Row]:
    """The officer's own drafts."""
    for contract in queries.contracts_to_finish(request.user)[:20]:
        yield Row(
            title=_("Complete the contract: %(title)s") % _named(contract),
            consequence=_("Nothing can be delivered or paid before it is signed."),
            url=_url(contract),
            verb=_("Look"),
            kind="wait",
            icon="file-text",
        )


def milestones(request: HttpRequest) -> Iterable[Row]:
    """Milestones that the payee reported."""
    for milestone in queries.milestones_waiting_for(request.user)[:20]:
        words = {"no": milestone.no} | _named(milestone.contract)
        yield Row(
            title=_("Milestone %(no)s is reported: %(title)s") % words,
            consequence=_("It cannot be invoiced before you confirm it."),
            url=_url(milestone.contract),
            verb=_("Look"),
            kind="wait",
            icon="flag",
        )


def price_changes(request: HttpRequest) -> Iterable[Row]:
    """Price changes that wait for the own side, and values of indexes that wait for a second person."""
    for change in queries.changes_waiting_for(request.user)[:20]:
        yield Row(
            title=_("New prices by the index: %(title)s") % _named(change.contract),
            consequence=_("They are in force when both sides accept them."),
            url=_url(change.contract, "change-detail", change.uid),
            verb=_("Look"),
            kind="wait",
            icon="chart-arrows-vertical",
        )
    for value in queries.index_values_waiting_for(request.user)[:20]:
        words = {"index": value.index.name, "month": f"{value.month:%Y-%m}"}
        yield Row(
            title=_("Confirm the index %(index)s of %(month)s") % words,
            consequence=_("Prices that follow it are not computed before."),
            url=reverse("contracts:index-detail", args=[value.index.code]),
            verb=_("Compare"),
            kind="wait",
            icon="chart-arrows-vertical",
        )


cards.add("contracts-to-sign", Card(rows=to_sign, roles=frozenset({"SA"}), order=12))
cards.add("contracts-to-approve", Card(rows=to_approve, roles=frozenset({"AP", "SA"}), order=22))
cards.add("contracts-to-finish", Card(rows=to_finish, roles=frozenset({"PO"}), order=26))
cards.add("contracts-milestones", Card(rows=milestones, roles=frozenset({"PO", "SA"}), order=27))
cards.add("contracts-prices", Card(rows=price_changes, roles=frozenset({"PO", "FI", "AP", "SA"}), order=29))

# Timeline ------------------------------------------------------------------------------------------------------------
WORDS = {
    "contract.drawn_up": gettext_lazy("Drawn up"),
    "contract.edited": gettext_lazy("Draft changed"),
    "contract.request": gettext_lazy("Sent for approval"),
    "contract.return": gettext_lazy("Returned to the draft"),
    "contract.approve": gettext_lazy("Approved by a second person"),
    "contract.send": gettext_lazy("Sent for signature"),
    "contract.refuse": gettext_lazy("Not signed as it was"),
    "contract.sign": gettext_lazy("Signed: in force"),
    "contract.related_parties": gettext_lazy("The two sides belong together: compliance looks"),
    "contract.complete": pgettext_lazy("contract", "Completed"),
    "contract.terminate": gettext_lazy("Terminated"),
    "contract.cancel": gettext_lazy("Cancelled"),
    "contract.prices_shown": gettext_lazy("One side consents to show prices"),
    "contract.amounts_seen": gettext_lazy("Amounts looked at that are not open"),
    "invoice.amounts_seen": gettext_lazy("Amounts looked at that are not open"),
    "contract.prices_hidden": gettext_lazy("One side withdraws its consent"),
    "contract.amendment_proposed": gettext_lazy("Amendment proposed"),
    "contract.version_made": gettext_lazy("Next version in force"),
    "contract.price_change_proposed": gettext_lazy("Price change proposed by the index"),
    "amendment.approve": gettext_lazy("Sent to the supplier for consent"),
    "amendment.decline": gettext_lazy("Not approved"),
    "amendment.agree": gettext_lazy("Agreed by the supplier: in force"),
    "amendment.refuse": gettext_lazy("Refused by the supplier"),
    "amendment.withdraw": gettext_lazy("Withdrawn"),
    "milestone.report": gettext_lazy("Reported as reached"),
    "milestone.return": gettext_lazy("Sent back"),
    "milestone.confirm": gettext_lazy("Confirmed by the payer"),
    "priceindex.added": gettext_lazy("Index entered"),
    "indexvalue.entered": gettext_lazy("Value entered"),
    "indexvalue.confirm": gettext_lazy("Value confirmed by a second person"),
    "indexvalue.reject": pgettext_lazy("contract", "Value rejected"),
    "pricechange.accepted_by_payer": gettext_lazy("Accepted by the payer"),
    "pricechange.accepted_by_payee": gettext_lazy("Accepted by the payee"),
    "pricechange.accept": gettext_lazy("In force: both sides accept"),
    "pricechange.contest": gettext_lazy("Contested"),
    "pricechange.resume": gettext_lazy("Stands again"),
    "pricechange.lapse": gettext_lazy("Replaced by a later one"),
}
for _name, _words in WORDS.items():
    deeds.add(f"contracts.{_name}", _words)
