"""DO: a contract in force is changed by a further version: proposed, approved by another, agreed to by the payee."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.contracts import policies, queries, rules
from purchasing.contracts.models import Amendment, AmendmentLine, Contract, ContractLine
from purchasing.contracts.services.checks import check_order, checked, keep_version, locked
from purchasing.contracts.services.drawing_up import check_days
from purchasing.contracts.states import ContractState

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line as it shall be; ``no`` names the line that changes, None is a new one. A quantity of zero ends a line."""

    no: int | None
    qty: Decimal
    unit_price: Decimal
    description_ko: str = ""
    description_en: str = ""
    uom: str = ""
    delivery_on: date | None = None


@transaction.atomic
def propose_amendment(
    contract: Contract,
    *,
    reason: str,
    ends_on: date,
    agreed_days: int,
    lines: Sequence[NewLine],
    by: User,
) -> Amendment:
    """The next version, as it would be. What is not named in ``lines`` stays."""
    require(policies.may_propose_amendment(by, contract))
    if not reason.strip():
        raise RuleBroken(_("Say why the contract changes: both sides keep it with the version."), field="reason")
    contract = locked(contract)
    if contract.state != ContractState.IN_FORCE:
        raise WrongState(_("Only a contract in force is amended."))
    if queries.open_amendment(contract) is not None:
        raise WrongState(_("An amendment of this contract is still open: let it end first."))
    if ends_on < contract.starts_on:
        raise RuleBroken(_("A contract ends after it begins."), field="ends_on")
    old_days, contract.agreed_days = contract.agreed_days, agreed_days
    check_days(contract)
    contract.agreed_days = old_days
    wanted = _wanted(contract, lines)
    value = _value_after(contract, wanted)
    amendment = Amendment(
        contract=contract,
        version=contract.version + 1,
        reason=reason.strip(),
        currency=contract.currency,
        value=value,
        value_before=contract.value,
        ends_on=ends_on,
        agreed_days=agreed_days,
        proposed_by=by,
    )
    if not wanted and (ends_on, agreed_days) == (contract.ends_on, contract.agreed_days):
        raise RuleBroken(_("Nothing changes. Change a line, the end or the days to pay."))
    checked(amendment)
    amendment.save(force_insert=True)
    for each in wanted:
        each.amendment = amendment
        each.save(force_insert=True)
    check_order(contract, amendment)
    payload = {"version": amendment.version, "value": value, "before": contract.value}
    record(contract, "amendment_proposed", by=by, reason=reason.strip(), payload=payload)
    if contract.tier == 1:
        announce("contracts.amendment_proposed", amendment=amendment.pk)
    else:  # below the buyer the other company is the second pair of eyes
        move(amendment, "approve", by=by)
        announce("contracts.amendment_sent", amendment=amendment.pk)
    return amendment


def _wanted(contract: Contract, lines: Sequence[NewLine]) -> list[AmendmentLine]:
    """Rows of the amendment for the lines that differ; each refusal beside its row."""
    now = {line.no: line for line in contract.lines.all()}
    delivered = queries.delivered_by_line(contract)
    found = []
    for place, given in enumerate(lines):
        old = now.get(given.no) if given.no is not None else None
        if given.no is not None and old is None:
            raise RuleBroken(_("The contract has no line %(no)s.") % {"no": given.no}, field=f"line-{place}-qty")
        if old is not None and _same(old, given):
            continue
        if given.unit_price <= 0 or given.qty < 0 or (old is None and given.qty == 0):
            raise RuleBroken(_("Quantity, unit price and amount must be above zero."), field=f"line-{place}-qty")
        came = delivered.get(old.pk, ZERO) if old is not None else ZERO
        if given.qty < came:
            raise RuleBroken(
                _("%(came)s of this line are delivered or on their way: it cannot become %(qty)s.")
                % {"came": f"{came.normalize():,f}", "qty": f"{given.qty.normalize():,f}"},
                field=f"line-{place}-qty",
            )
        row = AmendmentLine(
            line=old,
            description_ko=given.description_ko or (old.description_ko if old else ""),
            description_en=given.description_en or (old.description_en if old else ""),
            qty=given.qty,
            uom=given.uom or (old.uom if old else ""),
            unit_price=given.unit_price,
            delivery_on=given.delivery_on or (old.delivery_on if old else None),
            qty_before=old.qty if old else None,
            unit_price_before=old.unit_price if old else None,
        )
        if not row.description_ko or not row.uom:
            raise RuleBroken(_("A new line says what it is, and its unit."), field=f"line-{place}-description_ko")
        found.append(row)
    return found


def _same(old: ContractLine, given: NewLine) -> bool:
    return (
        (old.qty, old.unit_price) == (given.qty, given.unit_price)
        and given.description_ko in ("", old.description_ko)
        and given.delivery_on in (None, old.delivery_on)
    )


def _value_after(contract: Contract, wanted: Sequence[AmendmentLine]) -> Decimal:
    """The value once the rows are in force; quantities that came keep their price."""
    delivered = queries.delivered_by_line(contract)
    changed = {row.line_id: row for row in wanted if row.line_id is not None}
    total = ZERO
    for line in contract.lines.all():
        row = changed.get(line.pk)
        if row is None:
            total += line.amount
            continue
        for qty, price in _parts(line, row.qty, row.unit_price, delivered.get(line.pk, ZERO)):
            total += rules.line_amount(qty, price, contract.currency)
    new = [row for row in wanted if row.line_id is None]
    return total + sum((rules.line_amount(row.qty, row.unit_price, contract.currency) for row in new), ZERO)


def _parts(line: ContractLine, qty: Decimal, price: Decimal, came: Decimal) -> list[tuple[Decimal, Decimal]]:
    """(quantity, price) of what stays as it was, and of what goes on."""
    split = rules.repriced(rules.LineNow(line.no, line.qty, line.unit_price, came), qty=qty, unit_price=price)
    if not split.carried:
        return [(split.kept, price)] if not came or price == line.unit_price else [(split.kept, line.unit_price)]
    return [(split.kept, line.unit_price), (split.carried, price)]


@transaction.atomic
def approve_amendment(amendment: Amendment, *, by: User) -> Amendment:
    """Another person of the buyer agrees; now the payee is asked."""
    require(policies.may_approve_amendment(by, amendment))
    contract = locked(amendment.contract)
    check_order(contract, amendment)
    move(amendment, "approve", by=by, approved_by=by)
    announce("contracts.amendment_sent", amendment=amendment.pk)
    return amendment


@transaction.atomic
def decline_amendment(amendment: Amendment, *, reason: str, by: User) -> Amendment:
    """It is not made; the contract stays as it is."""
    require(policies.may_approve_amendment(by, amendment))
    if not reason.strip():
        raise RuleBroken(_("Say why not."), field="reason")
    locked(amendment.contract)
    move(amendment, "decline", by=by, reason=reason.strip(), decided_at=db_now())
    announce("contracts.amendment_ended", amendment=amendment.pk)
    return amendment


@transaction.atomic
def withdraw_amendment(amendment: Amendment, *, by: User) -> Amendment:
    """Who proposes it takes it back."""
    require(policies.may_withdraw_amendment(by, amendment))
    locked(amendment.contract)
    move(amendment, "withdraw", by=by, decided_at=db_now())
    announce("contracts.amendment_ended", amendment=amendment.pk)
    return amendment


@transaction.atomic
def refuse_amendment(amendment: Amendment, *, reason: str, by: User) -> Amendment:
    """The payee does not agree; the contract stays as it is."""
    require(policies.may_agree_amendment(by, amendment))
    if not reason.strip():
        raise RuleBroken(_("Say why not: the other side reads it."), field="reason")
    locked(amendment.contract)
    move(amendment, "refuse", by=by, reason=reason.strip(), decided_at=db_now())
    announce("contracts.amendment_ended", amendment=amendment.pk)
    return amendment


@transaction.atomic
def agree_amendment(amendment: Amendment, *, by: User) -> Amendment:
    """The payee agrees: in force at once, for what is still to come."""
    require(policies.may_agree_amendment(by, amendment))
    contract = locked(amendment.contract)
    amendment = Amendment.objects.select_related("contract").get(pk=amendment.pk)
    if contract.state != ContractState.IN_FORCE:
        raise WrongState(_("Only a contract in force is amended."))
    if amendment.version != contract.version + 1:
        raise WrongState(
            _("The contract has reached version %(now)s meanwhile: the amendment has to be proposed again.")
            % {"now": contract.version}
        )
    check_order(contract, amendment)
    on = today()
    move(amendment, "agree", by=by, agreed_by=by, decided_at=db_now(), payload={"version": amendment.version})
    wanted = list(amendment.lines.select_related("line"))
    delivered = queries.delivered_by_line(contract)
    for row in wanted:
        if row.line is None:
            _add_line(contract, row, amendment.version)
        else:
            reprice_line(
                row.line, qty=row.qty, unit_price=row.unit_price, version=amendment.version,
                came=delivered.get(row.line.pk, ZERO), delivery_on=row.delivery_on, description_ko=row.description_ko,
                description_en=row.description_en,
            )  # fmt: skip
    step_up(contract, cause=f"amendment {amendment.version}", since=on, by=by,
            ends_on=amendment.ends_on, agreed_days=amendment.agreed_days)  # fmt: skip
    announce("contracts.contract_amended", contract=contract.pk, version=contract.version)
    return amendment


def _add_line(contract: Contract, row: AmendmentLine, version: int) -> None:
    ContractLine.objects.create(
        contract=contract,
        no=_next_no(contract),
        description_ko=row.description_ko,
        description_en=row.description_en,
        qty=row.qty,
        uom=row.uom,
        currency=contract.currency,
        unit_price=row.unit_price,
        amount=rules.line_amount(row.qty, row.unit_price, contract.currency),
        delivery_on=row.delivery_on,
        since_version=version,
    )


def _next_no(contract: Contract) -> int:
    return max((line.no for line in contract.lines.all()), default=0) + 1


def reprice_line(
    line: ContractLine,
    *,
    qty: Decimal,
    unit_price: Decimal,
    version: int,
    came: Decimal,
    delivery_on: date | None = None,
    description_ko: str = "",
    description_en: str = "",
) -> None:
    """A line takes its new quantity and price; what came stays in a line of its own at the price of its day."""
    if qty < came:
        raise WrongState(
            _("Meanwhile %(came)s of line %(no)s are delivered or on their way: propose the change again.")
            % {"came": f"{came.normalize():,f}", "no": line.no}
        )
    contract = line.contract
    (kept, kept_price), *carried = _parts(line, qty, unit_price, came)
    line.description_ko = description_ko or line.description_ko
    line.description_en = description_en or line.description_en
    line.delivery_on = delivery_on or line.delivery_on
    line.qty, line.unit_price = kept, kept_price
    line.amount = rules.line_amount(kept, kept_price, contract.currency)
    line.save()
    for part_qty, part_price in carried:
        ContractLine.objects.create(
            contract=contract,
            no=_next_no(contract),
            description_ko=line.description_ko,
            description_en=line.description_en,
            qty=part_qty,
            uom=line.uom,
            currency=contract.currency,
            unit_price=part_price,
            amount=rules.line_amount(part_qty, part_price, contract.currency),
            product=line.product,
            delivery_on=line.delivery_on,
            since_version=version,
            split_from=line,
        )


def step_up(contract: Contract, *, cause: str, since: date, by: User | None, **terms: object) -> None:
    """The next version: the value follows the lines, the whole is written down."""
    contract.version += 1
    contract.value = sum((line.amount for line in contract.lines.all()), ZERO)
    for name, value in terms.items():
        setattr(contract, name, value)
    if contract.value <= 0:
        raise RuleBroken(_("Nothing would be left of the contract: terminate it instead."))
    milestones = sum((each.amount for each in contract.milestones.all()), ZERO)
    if milestones > contract.value:
        raise RuleBroken(
            _("The milestones add up to %(total)s; the contract is worth %(value)s.")
            % {"total": f"{milestones:,}", "value": f"{contract.value:,}"}
        )
    contract.save(update_fields=["version", "value", *terms])
    keep_version(contract, since=since, cause=cause, by=by)
    record(contract, "version_made", by=by, payload={"version": contract.version, "value": contract.value})
