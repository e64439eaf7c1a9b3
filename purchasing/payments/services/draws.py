"""DO: quote an early draw, and draw. Source: domain PAY-02, PAY-04..06."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from portal.clock import SEOUL, db_now
from portal.display import day_text, money_full
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.payments import policies, queries, rules
from purchasing.payments.models import Draw, DrawQuote, Receivable
from purchasing.payments.services.passing import check_left, check_usable, use
from purchasing.payments.services.postings import book_draw
from purchasing.payments.services.receivables import locked_receivable
from purchasing.payments.states import RateKind


@transaction.atomic
def quote_draw(receivable: Receivable, *, amount_won: Decimal, by: User) -> DrawQuote:
    """What drawing ``amount_won`` would pay out, on which day and at which rate; it binds nobody and holds until then.

    Before the bank's cut-off of a bank day it is paid the same day, else on the next one.
    """
    require(policies.may_draw(by, receivable))
    receivable = Receivable.objects.get(pk=receivable.pk)
    now = db_now()
    slot = queries.bank_slot(now)
    _check_drawable(receivable, amount_won, now=now, drawn_on=slot.day)
    rate = queries.rate_on(RateKind.DRAW, slot.day)
    if rate is None:
        raise WrongState(_("No rate is in force for %(day)s: the buyer's finance enters it.") % {"day": slot.day})
    cost = rules.draw_cost(amount_won, rate=rate.rate, drawn_on=slot.day, matures_on=receivable.matures_on)
    if cost.net <= 0:
        raise RuleBroken(_("The charge would take all of it: draw later."), field="amount_won")
    return DrawQuote.objects.create(
        receivable=receivable,
        amount=cost.amount,
        drawn_on=slot.day,
        days=cost.days,
        rate=cost.rate,
        charge=cost.charge,
        net=cost.net,
        valid_until=slot.cut_off,
        asked_by=by,
    )


@transaction.atomic
def draw(receivable: Receivable, *, quote: DrawQuote, key: str, by: User) -> Draw:
    """Draw what was quoted: the bank pays it out and bears the risk from now on. The same ``key`` draws once."""
    require(policies.may_draw(by, receivable))
    receivable = locked_receivable(receivable)
    if made_before := receivable.draws.filter(key=key).first():
        if made_before.quote_id != quote.pk:
            raise WrongState(_("This key was already used for another draw: send the new one with a new key."))
        return made_before
    if quote.receivable_id != receivable.pk:
        raise RuleBroken(_("This quote is for another receivable."))
    if Draw.objects.filter(quote=quote).exists():
        raise WrongState(_("This quote has already been drawn. Ask for a new one."))
    now = db_now()
    if now > quote.valid_until:
        slot = queries.bank_slot(now)
        raise WrongState(
            _("The quote held until %(until)s. Ask for a new one: it would be paid on %(day)s.")
            % {"until": day_text(quote.valid_until, "full"), "day": day_text(slot.day, "day")}
        )
    _check_drawable(receivable, quote.amount, now=now, drawn_on=quote.drawn_on)
    made = Draw.objects.create(
        receivable=receivable,
        quote=quote,
        seq=receivable.draws.count() + 1,
        amount=quote.amount,
        drawn_on=quote.drawn_on,
        days=quote.days,
        rate=quote.rate,
        charge=quote.charge,
        net=quote.net,
        key=key,
        drawn_by=by,
    )
    told = {"seq": made.seq, "amount": made.amount, "charge": made.charge, "rate": made.rate, "days": made.days}
    use(receivable, by=by, payload=told, drawn=made.amount)
    book_draw(made, by=by)
    announce("payments.receivable_drawn", receivable=receivable.pk, draw=made.pk)
    return made


def _check_drawable(receivable: Receivable, amount_won: Decimal, *, now: datetime, drawn_on: date) -> None:
    check_usable(receivable, now.astimezone(SEOUL).date())
    if drawn_on >= receivable.matures_on:
        raise WrongState(
            _("The bank would pay on %(day)s, but %(number)s falls due on %(matures)s: the whole amount comes then.")
            % {
                "day": day_text(drawn_on, "day"),
                "number": receivable.number,
                "matures": day_text(receivable.matures_on, "day"),
            }
        )
    made = receivable.draws.count()
    if made >= rules.MOST_DRAWS:
        raise WrongState(
            _("%(number)s has been drawn %(made)s times; a receivable is drawn %(most)s times at most.")
            % {"number": receivable.number, "made": made, "most": rules.MOST_DRAWS}
        )
    check_left(receivable, amount_won)
    if not rules.is_drawable(amount_won):
        raise RuleBroken(
            _("The smallest draw is %(least)s.") % {"least": money_full(rules.LEAST_DRAW_WON)}, field="amount_won"
        )
