"""DO: indexes, their values by two people, and the price changes that follow from them. Source: domain 4.8."""

import logging
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now, today
from portal.errors import Refused, RuleBroken, WrongState
from portal.outbox.services import announce, each_by_itself
from portal.people.models import User
from portal.policy import require
from purchasing.contracts import policies, queries, rules
from purchasing.contracts.models import Contract, IndexValue, PriceChange, PriceIndex
from purchasing.contracts.services.amendments import reprice_line, step_up
from purchasing.contracts.services.checks import checked, locked
from purchasing.contracts.states import ContractState, PriceBasis, PriceChangeState

log = logging.getLogger(__name__)
ZERO = Decimal(0)


@transaction.atomic
def add_index(*, code: str, name_ko: str, name_en: str = "", unit: str, source: str, by: User) -> PriceIndex:
    """A published index that contracts may follow."""
    require(policies.may_enter_index(by))
    index = PriceIndex(
        code=code.strip().lower(), name_ko=name_ko, name_en=name_en, unit=unit, source=source, created_by=by
    )
    checked(index)
    index.save()
    record(index, "added", by=by, payload={"code": index.code, "source": source})
    return index


@transaction.atomic
def enter_index_value(index: PriceIndex, *, month: date, value: Decimal, by: User) -> IndexValue:
    """The value of a month as it was published; it counts after a second person has confirmed it."""
    require(policies.may_enter_index(by))
    month = month.replace(day=1)
    if month > today():
        raise RuleBroken(_("This month has not begun."), field="month")
    entered = IndexValue(index=index, month=month, value=value, entered_by=by)
    checked(entered)
    entered.save()
    record(entered, "entered", by=by, payload={"index": index.code, "month": month, "value": value})
    announce("contracts.index_value_entered", value=entered.pk)
    return entered


@transaction.atomic
def confirm_index_value(value: IndexValue, *, by: User) -> IndexValue:
    """A second person has compared it with its source: the prices that follow it are computed."""
    require(policies.may_decide_index_value(by, value))
    payload = {"index": value.index.code, "month": value.month, "value": value.value}
    move(value, "confirm", by=by, decided_by=by, decided_at=db_now(), payload=payload)
    announce("contracts.index_value_confirmed", value=value.pk)
    return value


@transaction.atomic
def reject_index_value(value: IndexValue, *, reason: str, by: User) -> IndexValue:
    """It differs from its source: it never counts, and may be entered again."""
    require(policies.may_decide_index_value(by, value))
    if not reason.strip():
        raise RuleBroken(_("Say what the source says."), field="reason")
    move(value, "reject", by=by, reason=reason.strip(), decided_by=by, decided_at=db_now())
    return value


# What follows --------------------------------------------------------------------------------------------------------
def propose_changes(on: date) -> int:
    """The monthly job: for each linked contract in force a proposal, where an index has moved enough. May run again.

    Each contract in a transaction of its own; one that cannot be computed is logged and does not stop the others.
    """

    def propose(contract: Contract) -> bool:
        try:
            return propose_change(contract, on=on) is not None
        except Refused as refusal:
            log.warning("price link of %s: %s", contract.number, refusal)
            return False

    return each_by_itself(queries.linked_contracts(), propose)


@transaction.atomic
def propose_change(contract: Contract, *, on: date) -> PriceChange | None:
    """The change that the latest confirmed values ask for, or None: nothing moved enough, or it is proposed already."""
    contract = locked(contract)
    if contract.state != ContractState.IN_FORCE or contract.price_basis != PriceBasis.INDEXED:
        return None
    links, month, facts = [], None, []
    for link in queries.links_of(contract):
        latest = queries.latest_value(link.index, on)
        if latest is None or latest.month <= link.base_month:
            continue
        month = max(month or latest.month, latest.month)
        links.append(rules.Link(str(link.pk), link.share, link.trigger, link.base_value, latest.value))
        facts.append((link, latest))
    moved = rules.moved(links)
    if not moved or month is None or contract.price_changes.filter(month=month).exists():
        return None
    delivered = queries.delivered_by_line(contract)
    lines = []
    for line in queries.lines_of(contract):
        left = line.qty - delivered.get(line.pk, ZERO)
        price = rules.linked_price(line.unit_price, moved, currency=contract.currency)
        if left > 0 and price != line.unit_price:
            lines.append({"no": line.no, "old": str(line.unit_price), "new": str(price), "left": str(left)})
    if not lines:
        return None
    if (open_one := queries.open_change(contract)) is not None:
        move(open_one, "lapse", by=None, decided_at=db_now())
    keys = {link.key for link in moved}
    change = PriceChange.objects.create(
        contract=contract,
        month=month,
        factor=rules.price_factor(moved),
        parts=[_part(link, latest) for link, latest in facts if str(link.pk) in keys],
        lines=lines,
    )
    record(contract, "price_change_proposed", by=None, payload={"month": month, "factor": change.factor})
    announce("contracts.price_change_proposed", change=change.pk)
    return change


def _part(link, latest: IndexValue) -> dict[str, Any]:
    return {
        "link": link.pk,
        "index": link.index.code,
        "material": link.material,
        "share": str(link.share),
        "trigger": str(link.trigger),
        "base_month": link.base_month.isoformat(),
        "base": str(link.base_value),
        "month": latest.month.isoformat(),
        "value": str(latest.value),
        "change": str(rules.index_change(link.base_value, latest.value)),
    }


@transaction.atomic
def accept_change(change: PriceChange, *, by: User) -> PriceChange:
    """One side accepts; with the second acceptance the new prices are in force for what is still to come."""
    contract = locked(change.contract)
    change = PriceChange.objects.select_for_update(of=("self",)).select_related("contract").get(pk=change.pk)
    require(policies.may_accept_change(by, change))
    if change.state != PriceChangeState.PROPOSED:
        raise WrongState(_("This change is no longer open. Reload the page and look again."))
    side = "payer_by" if policies.is_for_payer(by, contract) else "payee_by"
    setattr(change, side, by)
    change.save(update_fields=[side])
    record(change, "accepted_by_payer" if side == "payer_by" else "accepted_by_payee", by=by)
    if change.payer_by_id and change.payee_by_id:
        _put_in_force(contract, change, by=by)
        announce("contracts.price_changed", change=change.pk)
    else:
        announce("contracts.price_change_accepted_once", change=change.pk)
    return change


def _put_in_force(contract: Contract, change: PriceChange, *, by: User) -> None:
    move(change, "accept", by=by, decided_at=db_now(), payload={"factor": change.factor, "lines": change.lines})
    delivered = queries.delivered_by_line(contract)
    by_no = {line.no: line for line in contract.lines.all()}
    for told in change.lines:
        line = by_no.get(told["no"])
        if line is None or line.unit_price != Decimal(told["old"]):
            raise WrongState(
                _("Line %(no)s has changed since the proposal: it is proposed again.") % {"no": told["no"]}
            )
        came = delivered.get(line.pk, ZERO)
        if line.qty > came:
            reprice_line(line, qty=line.qty, unit_price=Decimal(told["new"]), version=contract.version + 1, came=came)
    for part in change.parts:
        contract.links.filter(pk=part["link"]).update(
            base_value=Decimal(part["value"]), base_month=date.fromisoformat(part["month"])
        )
    step_up(contract, cause=f"index {change.month:%Y-%m}", since=today(), by=by)


@transaction.atomic
def contest_change(change: PriceChange, *, reason: str, by: User) -> PriceChange:
    """A side does not agree with the figures: they talk, and then resume it."""
    require(policies.may_contest_change(by, change))
    if not reason.strip():
        raise RuleBroken(_("Say which figure is wrong, and why."), field="reason")
    locked(change.contract)
    told: dict[str, Any] = {
        "contested_by": by,
        "contest_reason": reason.strip(),
        "payer_by": None,
        "payee_by": None,
    }
    move(change, "contest", by=by, reason=reason.strip(), **told)
    announce("contracts.price_change_contested", change=change.pk)
    return change


@transaction.atomic
def resume_change(change: PriceChange, *, by: User) -> PriceChange:
    """Who contested it lets it stand again; the other side may not."""
    require(policies.may_resume_change(by, change))
    if change.contested_by is not None and change.contested_by.company_id != by.company_id:
        raise RuleBroken(_("The side that contested the change lets it stand again."))
    locked(change.contract)
    move(change, "resume", by=by)
    announce("contracts.price_change_proposed", change=change.pk)
    return change
