"""DO: money is drawn from a commitment: requested with evidence, checked, approved, paid (FND-03, 06, 07, 09).

Source: domain 15. Lock order: line, commitment, drawdown; payables last.
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.calendar import bank_day_for_payment
from portal.clock import today
from portal.display import money_full
from portal.errors import RuleBroken, WrongState
from portal.files.models import File
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.people.queries import standing_of
from portal.policy import require
from purchasing.bidding.services.checks import once_at_a_time
from purchasing.bidding.states import Fact
from purchasing.payments.models import Payable
from purchasing.payments.services.payables import owe
from purchasing.payments.states.ledger import Event
from sharedgrowth.funds.models import BudgetLine, Commitment, Drawdown
from sharedgrowth.funds.policies import lines as policies
from sharedgrowth.funds.queries.lines import askers_of, drawn_or_approved, invoice_used, left_of, match_of, pending_of
from sharedgrowth.funds.registry import purposes
from sharedgrowth.funds.rules.funds import drawable, tranches, unmatched
from sharedgrowth.funds.services.books import book
from sharedgrowth.funds.services.commitments import locked_commitment
from sharedgrowth.funds.states import CommitmentState, DrawdownState

C, D = CommitmentState, DrawdownState
LAST = 3
RED_BAND = "R"  # as ESG purchasing records it: a confirmed critical red flag


@transaction.atomic
def request_drawdown(
    commitment: Commitment,
    *,
    tranche: int,
    amount: Decimal,
    evidence: Iterable[File],
    invoice_numbers: Iterable[str],
    by: User,
    note: str = "",
) -> Drawdown:
    """Ask for a tranche: 1 with the agreement, 2 with evidence of what was done, 3 with the verified result.

    Never more than the tranches up to this one allow, nor than is left of the commitment. An invoice that another
    commitment already stands on is refused (double subsidy).
    """
    require(policies.may_request_drawdown(by, commitment))
    numbers = _numbers(invoice_numbers)
    if numbers:
        once_at_a_time("funds.invoice_numbers")  # two requests with the same invoice: the second sees the first
    commitment = locked_commitment(commitment)
    check_standing(commitment.company)
    files = list(evidence)
    _check_amount(commitment, tranche, amount)
    _check_evidence(commitment, tranche, files)
    _check_invoices(commitment, numbers)
    made = Drawdown.objects.create(
        number=next_number("DRD"),
        commitment=commitment,
        tranche=tranche,
        amount=amount,
        invoice_numbers=numbers,
        note=note.strip()[:2000],
        requested_by=by,
    )
    made.evidence.set(files)
    told = {"commitment": commitment.number, "tranche": tranche, "amount": amount, "files": len(files)}
    record(made, "requested", by=by, reason=made.note, payload=told)
    announce("funds.drawdown_requested", drawdown=made.pk)
    return made


def tranches_of(commitment: Commitment) -> list[Decimal]:
    """What each of its tranches is, in the currency of its fund."""
    return tranches(commitment.amount, [Decimal(each) for each in commitment.percents])


def _numbers(given: Iterable[str]) -> list[str]:
    """As they are compared: without spaces and dashes, in capitals, each once."""
    cleaned = ("".join(each.split()).replace("-", "").upper() for each in given)
    return list(dict.fromkeys(each for each in cleaned if each))


def _check_amount(commitment: Commitment, tranche: int, amount: Decimal, *, but: Decimal = Decimal(0)) -> None:
    currency = commitment.line.year.fund.currency
    if commitment.state not in (C.CONTRACTED, C.PARTLY_DRAWN):
        raise WrongState(
            _("%(number)s is %(state)s: money is drawn once its agreement is signed.")
            % {"number": commitment.number, "state": commitment.get_state_display()}
        )
    percents = [Decimal(each) for each in commitment.percents]
    if not 1 <= tranche <= len(percents):
        raise RuleBroken(_("Choose one of the tranches."), field="tranche")
    if amount <= 0:
        raise RuleBroken(_("The amount must be above zero."), field="amount")
    if currency == "KRW" and amount != amount.to_integral_value():
        raise RuleBroken(_("An amount in won has no decimals."), field="amount")
    left = left_of(commitment) + but
    if amount > left:
        raise RuleBroken(
            _("Only %(left)s of this commitment is left to draw.") % {"left": money_full(left, currency)},
            field="amount",
        )
    used = commitment.drawn + pending_of(commitment) - but
    most = min(drawable(commitment.amount, percents, tranche=tranche, used=used), left)
    if amount > most:
        raise RuleBroken(
            _("With tranche %(tranche)s at most %(most)s can be drawn.")
            % {"tranche": tranche, "most": money_full(most, currency)},
            field="amount",
        )


def _check_evidence(commitment: Commitment, tranche: int, files: Sequence[File]) -> None:
    if tranche > 1 and not files:
        raise RuleBroken(_("Attach the evidence of what was done: reports, invoices, photographs."), field="evidence")
    _none_blocked(files)
    purpose = purposes.get(commitment.thing_type)
    if purpose is not None and tranche == LAST and not purpose.verified(commitment.thing_id):
        raise RuleBroken(_("The last tranche is drawn when the result is verified."), field="tranche")


def check_standing(company: Company) -> None:
    """Programme money stops while a critical red flag stands: asked when it is requested and when it is approved.

    Source: domain 17 (R blocks programme money; re-evaluated at the time of the action).
    """
    if standing_of(company, Fact.ESG_BAND, today()) == RED_BAND:
        raise WrongState(
            _("%(name)s is in ESG band R: money of the programmes waits until the red flag is remedied.")
            % {"name": company.name}
        )


def _check_invoices(commitment: Commitment, numbers: Iterable[str]) -> None:
    for number in numbers:
        if (other := invoice_used(number, but=commitment)) is not None:
            if other.commitment.company_id != commitment.company_id:  # whose it is, is not told
                raise RuleBroken(
                    _("Invoice %(invoice)s is already supported: no cost is supported twice.") % {"invoice": number},
                    field="invoice_numbers",
                )
            named = {"invoice": number, "drawdown": other.number}
            raise RuleBroken(
                _("Invoice %(invoice)s is already supported under %(drawdown)s: no cost is supported twice.") % named,
                field="invoice_numbers",
            )


def _locked(drawdown: Drawdown) -> Drawdown:
    locked_commitment(drawdown.commitment)
    related = ("commitment__line__year__fund", "commitment__company", "commitment__requested_by", "requested_by")
    rows = Drawdown.objects.select_for_update(of=("self",))
    return rows.select_related(*related).get(pk=drawdown.pk)


@transaction.atomic
def return_drawdown(drawdown: Drawdown, *, remark: str, by: User) -> Drawdown:
    """Something is missing: who asked completes it."""
    require(policies.may_refuse_drawdown(by, drawdown))
    if not remark.strip():
        raise RuleBroken(_("Say what is missing."), field="remark")
    drawdown = _locked(drawdown)
    move(drawdown, "return", by=by, reason=remark.strip(), remark=remark.strip(), checked_by=None)
    announce("funds.drawdown_returned", drawdown=drawdown.pk)
    return drawdown


@transaction.atomic
def complete_drawdown(
    drawdown: Drawdown,
    *,
    amount: Decimal,
    evidence: Iterable[File],
    invoice_numbers: Iterable[str],
    note: str,
    by: User,
) -> Drawdown:
    """What was missing is added; it is checked anew."""
    require(policies.may_complete_drawdown(by, drawdown))
    numbers = _numbers(invoice_numbers)
    if numbers:
        once_at_a_time("funds.invoice_numbers")
    drawdown = _locked(drawdown)
    files = [*(file for file in drawdown.evidence.all() if not file.is_blocked), *evidence]
    _check_amount(drawdown.commitment, drawdown.tranche, amount, but=drawdown.amount)
    _check_evidence(drawdown.commitment, drawdown.tranche, files)
    _check_invoices(drawdown.commitment, numbers)
    told = {"amount": amount, "files": len(files)}
    values: dict[str, Any] = {
        "amount": amount,
        "invoice_numbers": numbers,
        "note": note.strip()[:2000],
        "requested_by": by,
    }
    move(drawdown, "complete", by=by, payload=told, **values)
    drawdown.evidence.set(files)
    announce("funds.drawdown_requested", drawdown=drawdown.pk)
    return drawdown


@transaction.atomic
def check_drawdown(drawdown: Drawdown, *, by: User) -> Drawdown:
    """The fund manager has looked at the evidence."""
    require(policies.may_check_drawdown(by, drawdown))
    drawdown = _locked(drawdown)
    require(policies.may_check_drawdown(by, drawdown))
    _none_blocked(drawdown.evidence.all())
    move(drawdown, "check", by=by, checked_by=by)
    announce("funds.drawdown_checked", drawdown=drawdown.pk)
    return drawdown


def _none_blocked(files: Iterable[File]) -> None:
    if bad := [file.name for file in files if file.is_blocked]:
        raise RuleBroken(
            _("%(files)s: the virus scan has refused it. Take it out and attach a clean copy.")
            % {"files": ", ".join(bad)},
            field="evidence",
        )


@transaction.atomic
def approve_drawdown(drawdown: Drawdown, *, by: User) -> Drawdown:
    """Finance agrees: it is owed to the firm, and the next payment run pays it.

    From a matched line only as far as the government's half is confirmed or bridged (FND-07).
    """
    require(policies.may_approve_drawdown(by, drawdown))
    drawdown = _locked(drawdown)
    require(policies.may_approve_drawdown(by, drawdown))
    commitment = drawdown.commitment
    check_standing(commitment.company)
    _none_blocked(drawdown.evidence.all())
    line, fund = commitment.line, commitment.line.year.fund
    if line.matched:
        confirmed, bridged = match_of(line)
        short = unmatched(drawn_or_approved(line) + drawdown.amount, confirmed=confirmed, bridged=bridged)
        if short:
            raise RuleBroken(
                _("The government's half is missing: %(short)s is neither confirmed nor bridged.")
                % {"short": money_full(short, fund.currency)}
            )
    move(drawdown, "approve", by=by, approved_by=by, payload={"amount": drawdown.amount})
    owed = owe(
        payer=Company.objects.get(is_buyer=True),
        payee=commitment.company,
        amount=drawdown.amount,
        currency=fund.currency,
        due=bank_day_for_payment(today()),
        key=f"drawdown:{drawdown.uid}",
        about=drawdown,
        text=f"{drawdown.number} {commitment.purpose}"[:140],
        by=by,
        apart=[
            each
            for each in dict.fromkeys((commitment.requested_by, *askers_of(drawdown)))
            if each is not None and each.is_internal
        ],
    )
    Drawdown.objects.filter(pk=drawdown.pk).update(payable=owed)
    drawdown.payable = owed
    announce("funds.drawdown_approved", drawdown=drawdown.pk)
    return drawdown


@transaction.atomic
def refuse_drawdown(drawdown: Drawdown, *, remark: str, by: User) -> Drawdown:
    """It is not paid; the commitment is free for another request."""
    require(policies.may_refuse_drawdown(by, drawdown))
    if not remark.strip():
        raise RuleBroken(_("Give the reason: the firm reads it."), field="remark")
    drawdown = _locked(drawdown)
    move(drawdown, "refuse", by=by, reason=remark.strip(), remark=remark.strip())
    announce("funds.drawdown_refused", drawdown=drawdown.pk)
    return drawdown


@transaction.atomic
def drop_returned(drawdown: Drawdown, *, reason: str, by: User | None) -> None:
    """What it was asked for is taken back: one that was sent back is never completed and binds no money any more."""
    drawdown = _locked(drawdown)
    if drawdown.state == D.RETURNED:
        move(drawdown, "refuse", by=by, reason=reason, remark=reason)
        announce("funds.drawdown_refused", drawdown=drawdown.pk)


@transaction.atomic
def pay_drawdown(drawdown: Drawdown, paid: Payable) -> bool:
    """The bank has paid it: line, commitment and the fund's book follow. Safe to call twice; False: it was known."""
    if paid.paid_on is None:
        return False
    drawdown = _locked(drawdown)
    if drawdown.state != D.APPROVED:
        return False
    commitment = drawdown.commitment
    changes: dict[str, Any] = {"paid_on": paid.paid_on, "reference": paid.reference}
    move(drawdown, "pay", by=None, payload={"amount": drawdown.amount, **changes}, **changes)
    BudgetLine.objects.filter(pk=commitment.line_id).update(drawn=F("drawn") + drawdown.amount)
    Commitment.objects.filter(pk=commitment.pk).update(drawn=F("drawn") + drawdown.amount)
    commitment.refresh_from_db(fields=["drawn"])
    _follow(commitment)
    _book(Event.FUND_DRAWN, drawdown, key=f"drawn:{drawdown.uid}")
    announce("funds.drawdown_paid", drawdown=drawdown.pk)
    return True


def _follow(commitment: Commitment) -> None:
    """The commitment says how far it is drawn."""
    whole = commitment.drawn >= commitment.amount - commitment.released
    if whole and commitment.state in (C.CONTRACTED, C.PARTLY_DRAWN):
        move(commitment, "finish", by=None)
    elif commitment.state == C.CONTRACTED:
        move(commitment, "draw", by=None)


def _book(event: Event, drawdown: Drawdown, *, key: str, by: User | None = None) -> None:
    fund = drawdown.commitment.line.year.fund.code
    book(event, fund=fund, amount=drawdown.amount, key=key, about=drawdown, by=by, text=drawdown.number)
