"""DO: the holder of a receivable pays its own supplier with a part of it. Source: domain PAY-01..04, 4.9."""

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.audit.services import move
from portal.clock import db_now, today
from portal.display import day_text, money_full
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from portal.transactions import again_when_crossed
from purchasing.contracts.states import PayMethod
from purchasing.payments import policies, queries, rules
from purchasing.payments.models import ClaimLine, Obligation, Receivable
from purchasing.payments.services.covering import cover, locked_obligation
from purchasing.payments.services.postings import book_fee, book_pass_on
from purchasing.payments.services.receivables import check_open_business, locked_receivable
from purchasing.payments.states import USABLE, MaturityMode, ObligationState, RateKind, ReceivableState

R = ReceivableState


@again_when_crossed
@transaction.atomic
def pass_on(
    receivable: Receivable,
    *,
    obligation: Obligation,
    amount_won: Decimal,
    key: str,
    by: User,
    mode: str = MaturityMode.SAME_OR_EARLIER,
) -> Receivable:
    """Pay ``amount_won`` of the own debt ``obligation`` with a part of ``receivable``; returns the part.

    Debt and receivable are locked before anything is counted, so no won is passed on twice. The same ``key`` gives
    back the part that it made.
    """
    require(policies.may_pass_on(by, receivable))
    obligation = locked_obligation(obligation.pk)
    receivable = locked_receivable(receivable)
    if made_before := Receivable.objects.filter(issuer=receivable.holder_id, key=key).first():
        same = (made_before.parent_id, made_before.obligation_id, made_before.face)
        if same != (receivable.pk, obligation.pk, amount_won):
            raise WrongState(_("This key was already used for another part: send the new one with a new key."))
        return made_before
    check_usable(receivable, today())
    check_payee(receivable, obligation)
    check_debt(obligation, amount_won)
    check_left(receivable, amount_won)
    try:
        with transaction.atomic():
            return give_part(
                receivable,
                obligation,
                amount_won,
                key=key,
                by=by,
                matures_on=_maturity(receivable, obligation, mode),
                mode=mode,
            )
    except IntegrityError as fault:
        if "receivable_key_once" not in str(fault):
            raise
        raise WrongState(_("This key was already used for another part: send the new one with a new key.")) from fault


def give_part(
    receivable: Receivable,
    obligation: Obligation,
    amount_won: Decimal,
    *,
    key: str,
    by: User | None,
    matures_on: date,
    mode: str,
    claim_line: ClaimLine | None = None,
    purpose: str = "general",
    from_held: bool = False,
) -> Receivable:
    """Make the part, use its parent, cover the debt, write the books; both rows are locked, everything is checked."""
    part = Receivable.objects.create(
        number=next_number("RCV"),
        obligation=obligation,
        issuer=receivable.holder,
        holder=obligation.payee,
        tier=receivable.tier + 1,
        parent=receivable,
        root_id=receivable.root_id or receivable.pk,
        face=amount_won,
        matures_on=matures_on,
        maturity_mode=mode,
        purpose=purpose,
        claim_line=claim_line,
        fee=_fee(obligation, amount_won, matures_on),
        key=key,
        made_by=by,
    )
    day = today()
    payload = {"face": amount_won, "parent": receivable.number, "obligation": obligation.number}
    move(part, "issue", by=by, payload=payload, issued_on=day)
    use(receivable, by=by, payload={"part": part.number}, assigned=amount_won, held=-amount_won if from_held else 0)
    cover(obligation, amount_won, by=by, receivable=part)
    book_pass_on(part, by=by)
    if part.fee:
        book_fee(obligation, amount=part.fee, key=f"fee:{part.uid}", on=day, text=part.number)
    if claim_line is not None:  # its supplier has signed the line already
        move(part, "accept", by=claim_line.answered_by, accepted_at=db_now())
    announce("payments.receivable_passed_on", receivable=part.pk)
    return part


def use(receivable: Receivable, *, by: User | None, payload: dict, **more: Decimal | int) -> None:
    """Count what was passed on, drawn or kept; after maturity only a claim's line still moves from kept to given."""
    changes = {name: getattr(receivable, name) + amount for name, amount in more.items()}
    if receivable.state not in USABLE:
        Receivable.objects.filter(pk=receivable.pk).update(**changes)
        for name, amount in changes.items():
            setattr(receivable, name, amount)
        return
    used = {name: changes.get(name, getattr(receivable, name)) for name in ("assigned", "drawn", "held")}
    rest = receivable.face - sum(used.values())
    move(receivable, "use" if rest else "use_up", by=by, payload=payload, **changes)


def check_usable(receivable: Receivable, day: date) -> None:
    """Accepted, not matured, with something left."""
    if receivable.state == R.ISSUED:
        raise WrongState(_("Accept %(number)s first.") % {"number": receivable.number})
    if day >= receivable.matures_on:
        raise WrongState(
            _("%(number)s fell due on %(day)s: nothing of it can be passed on or drawn any more.")
            % {"number": receivable.number, "day": day_text(receivable.matures_on, "day")}
        )
    if receivable.state == R.FULLY_USED:
        raise WrongState(
            _("Nothing is left of %(number)s: of %(face)s %(assigned)s is passed on and %(drawn)s drawn.")
            % {
                "number": receivable.number,
                "face": money_full(receivable.face),
                "assigned": money_full(receivable.assigned + receivable.held),
                "drawn": money_full(receivable.drawn),
            },
        )
    if receivable.state not in USABLE:
        raise WrongState(
            _("%(number)s is %(state)s: nothing of it can be passed on or drawn.")
            % {"number": receivable.number, "state": receivable.get_state_display()}
        )


def check_payee(receivable: Receivable, obligation: Obligation) -> None:
    """An own supplier, no circle, not below the fourth tier, an open business. Source: PAY-02, CAT-03, 4.9."""
    holder, payee = receivable.holder, obligation.payee
    if payee.pk == holder.pk:
        raise RuleBroken(
            _("%(company)s would pass it on to itself: choose a debt to another company.") % {"company": holder.name},
            field="obligation",
        )
    if obligation.payer_id != holder.pk:
        raise RuleBroken(
            _("%(number)s is not owed by %(company)s: only own debts are paid with a receivable.")
            % {"number": obligation.number, "company": holder.name},
            field="obligation",
        )
    chain = queries.companies_in_chain(receivable)
    if rules.is_circle(payee.pk, chain):
        raise RuleBroken(
            _("%(number)s has already been in the hands of %(company)s: it would go round in a circle.")
            % {"number": receivable.number, "company": payee.name},
            field="obligation",
        )
    if receivable.tier >= rules.MOST_TIERS:
        raise RuleBroken(
            _("%(number)s stands in tier %(tier)s: a receivable is passed on down to tier %(most)s.")
            % {"number": receivable.number, "tier": receivable.tier, "most": rules.MOST_TIERS}
        )
    check_open_business(payee)


def check_debt(obligation: Obligation, amount_won: Decimal) -> None:
    """In won, by win-win payment, open, and at least as much as is to be paid. Source: issue (currency mix)."""
    if obligation.currency != "KRW":
        raise RuleBroken(
            _("%(number)s is in %(currency)s: win-win payment is made in won only.")
            % {"number": obligation.number, "currency": obligation.currency},
            field="obligation",
        )
    if obligation.method != PayMethod.WINWIN:
        raise RuleBroken(
            _("%(number)s is to be paid in cash by its contract: a receivable does not pay it.")
            % {"number": obligation.number},
            field="obligation",
        )
    if obligation.state != ObligationState.OPEN:
        raise WrongState(
            _("%(number)s is %(state)s: nothing can be paid on it now.")
            % {"number": obligation.number, "state": obligation.get_state_display()},
            field="obligation",
        )
    if amount_won > obligation.left:
        raise RuleBroken(
            _("Only %(left)s of %(number)s is still owed.")
            % {"left": money_full(obligation.left), "number": obligation.number},
            field="amount_won",
        )


def check_left(receivable: Receivable, amount_won: Decimal) -> None:
    """Whole won above zero, not more than is left. Source: PAY-01."""
    if amount_won <= 0 or amount_won != amount_won.to_integral_value():
        raise RuleBroken(_("Enter whole won, at least 1."), field="amount_won")
    if amount_won > receivable.available:
        raise RuleBroken(
            _("Only %(left)s of %(number)s is left.")
            % {"left": money_full(receivable.available), "number": receivable.number},
            field="amount_won",
        )


def _maturity(receivable: Receivable, obligation: Obligation, mode: str) -> date:
    """The day of the receivable above it; or the debt's own later day, until when the money waits in escrow. PAY-03."""
    if mode == MaturityMode.SAME_OR_EARLIER:
        return receivable.matures_on
    if mode != MaturityMode.LATER_WITH_ESCROW:
        raise RuleBroken(_("Choose when the part falls due."), field="mode")
    if obligation.pay_on <= receivable.matures_on:
        days = (receivable.matures_on - obligation.pay_on).days
        raise RuleBroken(
            ngettext(
                "%(number)s is due on %(day)s, %(days)s day before %(matures)s: there is nothing to wait for.",
                "%(number)s is due on %(day)s, %(days)s days before %(matures)s: there is nothing to wait for.",
                days,
            )
            % {
                "number": obligation.number,
                "day": day_text(obligation.pay_on, "day"),
                "days": days,
                "matures": day_text(receivable.matures_on, "day"),
            },
            field="mode",
        )
    return obligation.pay_on


def _fee(obligation: Obligation, amount_won: Decimal, matures_on: date) -> Decimal:
    """What the giver owes the holder because the money comes after day 60. Source: PAY-12."""
    if matures_on <= obligation.due_legal:
        return Decimal(0)
    rate = queries.rate_on(RateKind.FEE, today())
    if rate is None:
        raise RuleBroken(
            _("%(day)s lies after day 60 (%(day60)s), and no rate of the fee is in force: ask the buyer's finance.")
            % {"day": day_text(matures_on, "day"), "day60": day_text(obligation.due_legal, "day")}
        )
    return rules.late_redemption_fee(amount_won, rate=rate.rate, day60=obligation.due_legal, redeemed_on=matures_on)
