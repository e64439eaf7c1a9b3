"""DO: a progress claim whose parts go directly from escrow to the second tier. Source: domain 4.3, PAY-40..44.

The first tier lists what its suppliers have earned; each of them signs its own line; the buyer certifies; then every
signed line becomes a receivable of its supplier, with which the first tier has nothing more to do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.calendar import business_days_after
from portal.clock import db_now, today
from portal.display import money_full
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from portal.transactions import again_when_crossed
from purchasing.contracts.models import Contract
from purchasing.contracts.states import ContractKind
from purchasing.payments import policies, queries, rules
from purchasing.payments.models import Claim, ClaimLine, Obligation, Receivable
from purchasing.payments.services.claims_followed import follow_claims
from purchasing.payments.services.covering import locked_obligation
from purchasing.payments.services.passing import check_debt, check_payee, give_part, use
from purchasing.payments.services.receivables import locked_receivable
from purchasing.payments.services.settling import settle_if_done
from purchasing.payments.states import (
    ANSWERED,
    LIVE,
    AccountPurpose,
    ClaimState,
    LineState,
    MaturityMode,
    ReceivableState,
)

R = ReceivableState


@dataclass(frozen=True, slots=True)
class LineIn:
    """One supplier's part; no obligation and no amount: nothing is owed to it for this period."""

    contract: Contract
    obligation: Obligation | None
    amount: Decimal
    wage: Decimal = Decimal(0)


@transaction.atomic
def draft_claim(receivable: Receivable, *, work: str, by: User) -> Claim:
    """Begin the claim that splits an unused receivable of a works contract."""
    contract = receivable.obligation.contract
    require(policies.may_make_claim(by, contract))
    receivable = locked_receivable(receivable)
    if contract.kind != ContractKind.WORKS or receivable.tier != 1:
        raise RuleBroken(_("A claim splits a first-tier receivable of a works contract."))
    if receivable.state != R.ACCEPTED or receivable.available != receivable.face:
        raise WrongState(
            _("Of %(number)s a part is already used: a claim splits an unused one.") % {"number": receivable}
        )
    if not work.strip():
        raise RuleBroken(_("Say what work the claim is for."), field="work")
    try:
        with transaction.atomic():
            claim = Claim.objects.create(
                number=next_number("CLM"),
                receivable=receivable,
                contract=contract,
                work=work,
                amount=receivable.face,
                made_by=by,
            )
    except IntegrityError as fault:
        if "claim_once" not in str(fault):
            raise
        raise WrongState(_("This receivable already has its claim.")) from fault
    record(claim, "drafted", by=by, payload={"receivable": receivable.number, "amount": claim.amount})
    return claim


@transaction.atomic
def set_lines(claim: Claim, lines: Sequence[LineIn], *, by: User) -> Claim:
    """Replace the lines of a draft."""
    require(policies.may_make_claim(by, claim.contract))
    claim = _locked(claim)
    if claim.state != ClaimState.DRAFT:
        raise WrongState(_("The claim has been sent: a line now changes only with its supplier's signature."))
    for line in lines:
        _check_line(claim, line)
    total = sum((line.amount for line in lines), Decimal(0))
    _check_total(claim, total)
    claim.lines.all().delete()
    for line in lines:
        _add(claim, line)
    record(claim, "lines_set", by=by, payload={"lines": len(lines), "total": total})
    return claim


def _add(claim: Claim, line: LineIn) -> None:
    try:
        with transaction.atomic():
            ClaimLine.objects.create(
                claim=claim,
                contract=line.contract,
                payee=line.contract.payee,
                obligation=line.obligation,
                amount=line.amount,
                wage=line.wage,
            )
    except IntegrityError as fault:
        if "claim_line_once" not in str(fault):
            raise
        raise RuleBroken(
            _("%(company)s is listed twice for the same invoice.") % {"company": line.contract.payee.name}
        ) from fault


def _check_line(claim: Claim, line: LineIn) -> None:
    if line.contract.parent_id != claim.contract_id:
        raise RuleBroken(_("%(number)s is no subcontract of this contract.") % {"number": line.contract.number})
    _check_amounts(line.amount, line.wage, line.contract.payee_id)
    if line.amount == 0:
        return
    if line.obligation is None or line.obligation.contract_id != line.contract.pk:
        raise RuleBroken(_("Choose the invoice of %(company)s.") % {"company": line.contract.payee.name})
    check_debt(line.obligation, line.amount)
    check_payee(claim.receivable, line.obligation)


def _check_amounts(amount: Decimal, wage: Decimal, payee_id: int) -> None:
    if amount < 0 or wage < 0 or amount % 1 or wage % 1:
        raise RuleBroken(_("Enter whole won, not below zero."))
    if wage > amount:
        raise RuleBroken(
            _("Wages of %(wage)s are more than the amount of %(amount)s.")
            % {"wage": money_full(wage), "amount": money_full(amount)}
        )
    if wage and not queries.has_wage_account(payee_id):
        raise RuleBroken(_("Wages are paid to an account for wages only, and this company has none in use (PAY-43)."))


def _check_total(claim: Claim, total: Decimal) -> None:
    if total > claim.amount:
        raise RuleBroken(
            _("The lines add up to %(total)s, the certified amount is %(amount)s: %(over)s too much (PAY-40).")
            % {
                "total": money_full(total),
                "amount": money_full(claim.amount),
                "over": money_full(total - claim.amount),
            }
        )


@transaction.atomic
def send_claim(claim: Claim, *, by: User) -> Claim:
    """Ask every supplier for its signature; what is listed is kept for them from now on."""
    require(policies.may_make_claim(by, claim.contract))
    claim = _locked(claim)
    receivable = locked_receivable(claim.receivable)
    if missing := queries.unlisted_subcontracts(claim):
        named = ", ".join(f"{each.number} {each.payee.name}" for each in missing)
        raise RuleBroken(
            _("Not listed: %(named)s. Every registered subcontract has a line, if need be of 0 won (PAY-44).")
            % {"named": named}
        )
    total = queries.listed_won(claim)
    if receivable.state not in (R.ACCEPTED, R.PARTLY_USED) or total > receivable.available:
        raise WrongState(
            _("Only %(left)s of %(number)s is left, the lines need %(total)s.")
            % {"left": money_full(receivable.available), "number": receivable.number, "total": money_full(total)}
        )
    answer_by = business_days_after(today(), rules.ANSWER_DAYS)
    move(claim, "send", by=by, payload={"total": total}, answer_by=answer_by)
    if total:
        use(receivable, by=by, payload={"claim": claim.number, "held": total}, held=total)
    announce("payments.claim_sent", claim=claim.pk)
    return claim


@transaction.atomic
def answer_line(line: ClaimLine, *, agrees: bool, answer: str = "", by: User) -> ClaimLine:
    """The supplier signs its line, or disputes it: then its money waits and the others go on (PAY-41)."""
    require(policies.may_answer_line(by, line))
    claim, line = _locked_line(line)
    if line.state != LineState.PROPOSED or claim.state in (ClaimState.DRAFT, ClaimState.CANCELLED):
        raise WrongState(_("This line no longer waits for an answer. Reload the page."))
    if not agrees and not answer.strip():
        raise RuleBroken(_("Say what is wrong, with the figure that you expect."), field="answer")
    given = {"answer": answer, "answered_by": by, "answered_at": db_now()}
    move(line, "confirm" if agrees else "dispute", by=by, reason=answer, payload=_told(line), **given)
    announce("payments.claim_line_answered", line=line.pk)
    _after_answer(claim, line, by=by)
    return line


@transaction.atomic
def change_line(line: ClaimLine, *, amount: Decimal, wage: Decimal, by: User) -> ClaimLine:
    """Offer other amounts; what was confirmed stays in force until its supplier has signed the change (PAY-42)."""
    require(policies.may_make_claim(by, line.claim.contract))
    claim, line = _locked_line(line)
    if line.state not in (LineState.CONFIRMED, LineState.DISPUTED):
        raise WrongState(_("Only a line that was answered can be changed, before its money is given."))
    _check_amounts(amount, wage, line.payee_id)
    if amount and line.obligation is None:
        raise RuleBroken(_("Choose the invoice of %(company)s.") % {"company": line.payee.name})
    if line.obligation is not None and amount:
        check_debt(line.obligation, amount)
    _check_total(claim, queries.listed_won(claim, but=line) + amount)
    receivable = locked_receivable(claim.receivable)
    _check_more(receivable, amount - line.amount)
    ClaimLine.objects.filter(pk=line.pk).update(new_amount=amount, new_wage=wage)
    line.new_amount, line.new_wage = amount, wage
    record(line, "change_offered", by=by, payload={"amount": amount, "wage": wage})
    announce("payments.claim_line_changed", line=line.pk)
    return line


@transaction.atomic
def answer_change(line: ClaimLine, *, agrees: bool, answer: str = "", by: User) -> ClaimLine:
    """The supplier signs the change of its line, or stays with what was."""
    require(policies.may_answer_line(by, line))
    claim, line = _locked_line(line)
    if line.new_amount is None or line.state not in (LineState.CONFIRMED, LineState.DISPUTED):
        raise WrongState(_("No change of this line waits for an answer. Reload the page."))
    if not agrees:
        ClaimLine.objects.filter(pk=line.pk).update(new_amount=None, new_wage=None)
        record(line, "change_declined", by=by, reason=answer)
        return ClaimLine.objects.select_related("claim").get(pk=line.pk)
    _lock_debts(claim, [line])
    receivable = locked_receivable(claim.receivable)
    more = line.new_amount - line.amount
    _check_more(receivable, more)
    changes = {"amount": line.new_amount, "wage": line.new_wage, "new_amount": None, "new_wage": None}
    given = {"answer": answer, "answered_by": by, "answered_at": db_now()}
    if line.state == LineState.DISPUTED:
        move(line, "confirm", by=by, reason=answer, payload=changes, **changes, **given)
    else:
        ClaimLine.objects.filter(pk=line.pk).update(**changes, **given)
        record(line, "change_confirmed", by=by, reason=answer, payload=changes)
    if more:
        _keep(receivable, more, by=by, claim=claim)
    line = ClaimLine.objects.select_related("claim").get(pk=line.pk)
    announce("payments.claim_line_answered", line=line.pk)
    _after_answer(claim, line, by=by)
    return line


def _check_more(receivable: Receivable, more: Decimal) -> None:
    """More than was kept must still be there; after the maturity the rest has gone to the first tier."""
    left = receivable.available if receivable.state in (*LIVE, R.ISSUED) else Decimal(0)
    if more > left:
        raise RuleBroken(
            _("Only %(left)s of %(number)s is left.") % {"left": money_full(left), "number": receivable.number}
        )


def _keep(receivable: Receivable, more: Decimal, *, by: User | None, claim: Claim) -> None:
    """Keep more for the claim, or less: what is free again is the first tier's."""
    held = receivable.held + more
    told = {"claim": claim.number, "held": held}
    if receivable.state == R.FULLY_USED and more < 0:
        move(receivable, "give_back", by=by, payload=told, held=held)
    elif receivable.state == R.PARTLY_USED and not (held or receivable.assigned or receivable.drawn):
        move(receivable, "give_all_back", by=by, payload=told, held=held)
    else:
        use(receivable, by=by, payload=told, held=more)


def _after_answer(claim: Claim, line: ClaimLine, *, by: User) -> None:
    """All have answered: the buyer's turn. A dispute settled after the certification: its money is given now."""
    if claim.state == ClaimState.SENT:
        if not claim.lines.exclude(state__in=[*ANSWERED, LineState.DROPPED]).exists():
            move(claim, "confirm", by=None)
            announce("payments.claim_confirmed", claim=claim.pk)
    elif (
        claim.state in (ClaimState.CERTIFIED, ClaimState.FUNDED, ClaimState.PAID) and line.state == LineState.CONFIRMED
    ):
        _lock_debts(claim, [line])
        _give(claim, line, by=by)
        receivable = Receivable.objects.get(pk=claim.receivable_id)
        settle_if_done(receivable, on=today(), by=by)
        follow_claims([claim.receivable_id], by=by)


@again_when_crossed
@transaction.atomic
def certify_claim(claim: Claim, *, by: User) -> Claim:
    """The buyer certifies: every signed line becomes a receivable of its supplier; disputed money stays kept."""
    require(policies.may_certify_claim(by, claim))
    claim = _locked(claim)
    if claim.state != ClaimState.CONFIRMED:
        raise WrongState(_("This claim does not wait for the buyer. Reload the page."))
    move(claim, "certify", by=by, payload={"amount": claim.amount}, certified_by=by, certified_at=db_now())
    signed = claim.lines.filter(state=LineState.CONFIRMED).select_related("answered_by", "obligation", "payee")
    lines = list(signed.order_by("pk"))
    _lock_debts(claim, lines)
    for line in lines:
        _give(claim, line, by=by)
    announce("payments.claim_certified", claim=claim.pk)
    return claim


def _lock_debts(claim: Claim, lines: Sequence[ClaimLine]) -> None:
    """What the lines pay and what their receivable pays, in one order and before any receivable: so everybody locks."""
    debts = {line.obligation_id for line in lines if line.obligation_id is not None} | {claim.receivable.obligation_id}
    for pk in sorted(debts):
        locked_obligation(pk)


def _give(claim: Claim, line: ClaimLine, *, by: User | None) -> None:
    """A signed line becomes one receivable, or two where wages go to their own account (PAY-43)."""
    if not line.amount or line.obligation_id is None:
        move(line, "owe_nothing", by=by)
        return
    obligation = locked_obligation(line.obligation_id)
    check_debt(obligation, line.amount)
    receivable = locked_receivable(claim.receivable)
    matures_on = max(receivable.matures_on, obligation.pay_on)
    if matures_on <= today():  # a dispute that was settled after the money came: the next bank day that is left
        matures_on = queries.bank_slot(db_now()).day
    later = matures_on > receivable.matures_on
    for purpose, amount in ((AccountPurpose.WAGES, line.wage), (AccountPurpose.GENERAL, line.amount - line.wage)):
        if not amount:
            continue
        give_part(
            receivable,
            obligation,
            amount,
            key=f"claim:{line.uid}:{purpose}",
            by=by,
            matures_on=matures_on,
            mode=MaturityMode.LATER_WITH_ESCROW if later else MaturityMode.SAME_OR_EARLIER,
            claim_line=line,
            purpose=purpose,
            from_held=True,
        )
        obligation = locked_obligation(line.obligation_id)
    move(line, "issue", by=by, payload=_told(line))


@transaction.atomic
def cancel_claim(claim: Claim, *, reason: str, by: User) -> Claim:
    """Before the certification the first tier may take the claim back; what was kept is free again."""
    require(policies.may_make_claim(by, claim.contract))
    if not reason.strip():
        raise RuleBroken(_("Say why: those who signed read it."), field="reason")
    claim = _locked(claim)
    receivable = locked_receivable(claim.receivable)
    sent = claim.state != ClaimState.DRAFT
    total = queries.listed_won(claim)
    move(claim, "cancel", by=by, reason=reason)
    Claim.objects.filter(pk=claim.pk).update(reason=reason)
    for line in claim.lines.exclude(state=LineState.DROPPED):
        move(line, "drop", by=by)
    if sent and total:
        _keep(receivable, -total, by=by, claim=claim)
    announce("payments.claim_cancelled", claim=claim.pk)
    return claim


def _locked(claim: Claim) -> Claim:
    rows = Claim.objects.select_for_update(of=("self",))
    return rows.select_related("contract", "receivable__issuer", "receivable__holder").get(pk=claim.pk)


def _locked_line(line: ClaimLine) -> tuple[Claim, ClaimLine]:
    claim = _locked(line.claim)
    rows = ClaimLine.objects.select_for_update(of=("self",))
    return claim, rows.select_related("claim", "obligation", "payee", "answered_by").get(pk=line.pk)


def _told(line: ClaimLine) -> dict:
    return {"amount": line.amount, "wage": line.wage}
