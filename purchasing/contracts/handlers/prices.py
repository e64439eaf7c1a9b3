"""Prices that follow an index: computed when a value is confirmed and once a month, and who is told."""

from collections.abc import Iterable
from functools import partial

from django.utils.translation import gettext_lazy as _

from portal.clock import today
from portal.notices.registry import Kind, kinds
from portal.notices.services import notify
from portal.outbox.services import on, sweeps, until_done
from portal.people.models import User
from portal.people.queries import buyer_people_with_role, people_with_role
from purchasing.contracts import services
from purchasing.contracts.handlers.contracts import payer_people, tell
from purchasing.contracts.models import IndexValue, PriceChange

PAGE = "contracts:change-detail"


@sweeps
def follow_indexes() -> None:
    """Once a month, and again when a value is confirmed: proposals of price changes. Source: domain appendix B."""
    day = today()
    until_done("contracts.index-linkage", f"{day:%Y-%m}", partial(services.propose_changes, day))


@on("contracts.index_value_confirmed")
def follow_value(**_later) -> None:
    """At once, for the contracts that follow it."""
    services.propose_changes(today())


@on("contracts.index_value_entered")
def tell_colleagues(*, value: int, **_later) -> None:
    """Purchasing and finance, apart from who entered it."""
    entered = IndexValue.objects.select_related("index").get(pk=value)
    people = buyer_people_with_role("PO", "FI").exclude(pk=entered.entered_by_id)
    params = {"index": entered.index.name_ko, "month": f"{entered.month:%Y-%m}"}
    args = [entered.index.code]
    notify(people, "contracts.index_value_entered", params=params, url_name="contracts:index-detail", url_args=args)


def _change(pk: int) -> PriceChange:
    found = PriceChange.objects.select_related("contract__payer", "contract__payee", "contract__officer")
    return found.get(pk=pk)


def _tell(people: Iterable[User], kind: str, change: PriceChange) -> None:
    month = f"{change.month:%Y-%m}"
    tell(people, kind, change.contract, page=PAGE, also=(str(change.uid),), month=month)


def _both(change: PriceChange) -> list[User]:
    return [*payer_people(change.contract), *people_with_role(change.contract.payee, "SA")]


@on("contracts.price_change_proposed")
def tell_proposed(*, change: int, **_later) -> None:
    """Both sides."""
    told = _change(change)
    _tell(_both(told), "contracts.price_change_proposed", told)


@on("contracts.price_change_accepted_once")
def tell_accepted_once(*, change: int, **_later) -> None:
    """The side that has not accepted yet."""
    told = _change(change)
    waiting = payer_people(told.contract) if told.payer_by_id is None else people_with_role(told.contract.payee, "SA")
    _tell(waiting, "contracts.price_change_accepted_once", told)


@on("contracts.price_changed")
def tell_changed(*, change: int, **_later) -> None:
    """Both sides."""
    told = _change(change)
    _tell(_both(told), "contracts.price_changed", told)


@on("contracts.price_change_contested")
def tell_contested(*, change: int, **_later) -> None:
    """The other side."""
    told = _change(change)
    by_payer = told.contested_by is not None and told.contested_by.company_id == told.contract.payer_id
    others = people_with_role(told.contract.payee, "SA") if by_payer else payer_people(told.contract)
    _tell(others, "contracts.price_change_contested", told)


KINDS = [
    Kind(
        key="contracts.index_value_entered",
        title=_("A value of the index %(index)s waits for confirmation"),
        text=_("%(month)s. Compare it with its source and confirm it."),
    ),
    Kind(
        key="contracts.price_change_proposed",
        title=_("The prices of contract %(number)s follow the index of %(month)s"),
        text=_("%(title)s. They are in force when both sides accept them."),
        essential=True,
    ),
    Kind(
        key="contracts.price_change_accepted_once",
        title=_("The other side accepts the price change of contract %(number)s"),
        text=_("%(title)s, index of %(month)s. It waits for your side."),
    ),
    Kind(
        key="contracts.price_changed",
        title=_("The prices of contract %(number)s have changed"),
        text=_("%(title)s, index of %(month)s: in force for what is still to come."),
        essential=True,
    ),
    Kind(
        key="contracts.price_change_contested",
        title=_("The price change of contract %(number)s is contested"),
        text=_("%(title)s, index of %(month)s. The reason is on its page."),
    ),
]
for kind in KINDS:
    kinds.register(kind)
