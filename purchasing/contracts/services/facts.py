"""DO: facts of a supplier are measured from what happened; the supplier contests one, somebody apart decides."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.calendar import BUSINESS, business_days_after, open_days_between
from portal.clock import SEOUL, db_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.contracts import policies, queries
from purchasing.contracts.models import Contract, Delivery, FactContest, Invoice, SupplierFact
from purchasing.contracts.rules import deliveries as rules
from purchasing.contracts.states import ContestState, FactKind, FactUnit, InvoiceState

ANSWER_BUSINESS_DAYS = 10  # for a contest


def _measure(delivery: Delivery, kind: FactKind, *, on: date, value: Decimal, unit: FactUnit) -> None:
    """A row, unless this was measured before."""
    SupplierFact.objects.get_or_create(
        contract=delivery.contract,
        kind=kind,
        delivery=delivery,
        corrects=None,
        defaults={"company": delivery.contract.payee, "on": on, "value": value, "unit": unit},
    )


def measure_arrival(delivery: Delivery) -> None:
    """How many days after the agreed day it came; what replaces a rejected delivery was late before it came."""
    if delivery.base_on is None or delivery.replaces_id is not None:
        return
    agreed = [row.line.delivery_on for row in queries.delivery_lines(delivery)]
    late = rules.days_late(delivery.base_on, agreed or [])
    if late is None:
        late = rules.days_late(delivery.base_on, [delivery.announced_for])
    if late is not None:
        on = delivery.base_on
        _measure(delivery, FactKind.ON_TIME, on=on, value=Decimal(late), unit=FactUnit.DAYS_LATE)


def measure_quality(delivery: Delivery) -> None:
    """Which share of it passed, by value."""
    if delivery.inspected_on is None:
        return
    rows = [(row.qty, row.qty_accepted or Decimal(0), row.line.unit_price) for row in queries.delivery_lines(delivery)]
    share = rules.accepted_share(rows)
    _measure(delivery, FactKind.QUALITY, on=delivery.inspected_on, value=share, unit=FactUnit.SHARE)


def measure_answer(rejected: Delivery, replacement: Delivery, *, on: date) -> None:
    """How many business days after a rejection the replacement was announced."""
    if rejected.inspected_on is None:
        return
    days = Decimal(open_days_between(rejected.inspected_on, on, BUSINESS))
    _measure(replacement, FactKind.RESPONSE, on=on, value=days, unit=FactUnit.DAYS)


def measure_resubmission(invoice: Invoice, deliveries: Sequence[Delivery]) -> None:
    """How many business days after a refusal the payee sent the invoice anew: the first one since then answers it."""
    others = Invoice.objects.filter(contract=invoice.contract_id, kind=invoice.kind).exclude(pk=invoice.pk)
    refused = others.filter(state=InvoiceState.REFUSED, decided_at__isnull=False).order_by("-decided_at").first()
    if not deliveries or refused is None or refused.decided_at is None:
        return
    if not others.filter(submitted_at__gt=refused.decided_at).exists():
        _measure_reply(deliveries[0], asked_on=refused.decided_at.astimezone(SEOUL).date())


def measure_answer_to_hold(invoice: Invoice) -> None:
    """How many business days after its payment was held the payee answered: with a document, or a credit note."""
    hold, deliveries = queries.open_hold(invoice), queries.deliveries_of_invoice(invoice)
    if hold is not None and deliveries:
        _measure_reply(deliveries[0], asked_on=hold.placed_at.astimezone(SEOUL).date())


def _measure_reply(delivery: Delivery, *, asked_on: date) -> None:
    """Of one delivery the first answer counts."""
    on = today()
    days = Decimal(open_days_between(asked_on, on, BUSINESS))
    _measure(delivery, FactKind.RESPONSE, on=on, value=days, unit=FactUnit.DAYS)


def measure_signature(contract: Contract, *, sent_on: date) -> None:
    """How many business days the payee took to sign."""
    if contract.signed_on is None:
        return
    days = Decimal(open_days_between(sent_on, contract.signed_on, BUSINESS))
    SupplierFact.objects.get_or_create(
        contract=contract,
        kind=FactKind.RESPONSE,
        delivery=None,
        corrects=None,
        defaults={"company": contract.payee, "on": contract.signed_on, "value": days, "unit": FactUnit.DAYS},
    )


@transaction.atomic
def contest_fact(fact: SupplierFact, *, text: str, by: User) -> FactContest:
    """The supplier says what is wrong with a fact about it."""
    require(policies.may_contest_fact(by, fact))
    if not text.strip():
        raise RuleBroken(_("Say what is wrong, with its dates or figures."), field="text")
    if hasattr(fact, "corrected_by"):
        raise WrongState(_("This fact has already been corrected by a later one."))
    contest = FactContest(
        fact=fact, text=text.strip(), lodged_by=by, answer_by=business_days_after(today(), ANSWER_BUSINESS_DAYS)
    )
    try:
        with transaction.atomic():
            contest.save()
    except IntegrityError as fault:
        if "fact_contest_once" not in str(fault):
            raise
        raise WrongState(_("This fact has already been contested.")) from fault
    record(contest, "lodged", by=by, payload={"fact": str(fact.uid)})
    announce("contracts.fact_contested", contest=contest.pk)
    return contest


@transaction.atomic
def withdraw_contest(contest: FactContest, *, by: User) -> FactContest:
    """The supplier lets the fact stand."""
    require(policies.may_withdraw_contest(by, contest))
    move(contest, "withdraw", by=by, decided_by=by, decided_at=db_now())
    return contest


@transaction.atomic
def decide_contest(
    contest: FactContest, *, upheld: bool, answer: str, value: Decimal | None = None, by: User
) -> FactContest:
    """Upheld: a new row corrects the fact with ``value``, or takes it back (None); rejected: it stands."""
    require(policies.may_decide_contest(by, contest))
    if not answer.strip():
        raise RuleBroken(_("Give the answer with its reasons: the supplier reads it."), field="answer")
    fact = contest.fact
    if upheld and value is not None:
        if fact.unit == FactUnit.SHARE and not 0 <= value <= 1:
            raise RuleBroken(_("A share lies between 0 and 100 percent."), field="value")
        if fact.unit == FactUnit.DAYS and value < 0:
            raise RuleBroken(_("A number of days is not below zero."), field="value")
        if value == fact.value:
            raise RuleBroken(_("This is the value that is contested."), field="value")
    if contest.state != ContestState.LODGED:
        raise WrongState(_("This contest has already been decided or withdrawn. Reload the page."))
    decided: dict[str, Any] = {"decided_by": by, "decided_at": db_now(), "answer": answer.strip()}
    move(contest, "uphold" if upheld else "reject", by=by, reason=answer.strip(), **decided)
    if upheld:
        SupplierFact.objects.create(
            contract=fact.contract,
            company=fact.company,
            kind=fact.kind,
            on=fact.on,
            value=value,
            unit=fact.unit,
            delivery=fact.delivery,
            corrects=fact,
            recorded_by=by,
        )
    announce("contracts.fact_decided", contest=contest.pk)
    return contest
