"""DO: the buyer's rates: one person enters them, another confirms. Source: PAY-04, CNV-09."""

from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.services import move, record
from portal.clock import db_now, today
from portal.errors import RuleBroken
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.payments import policies
from purchasing.payments.models import BuyerRate
from purchasing.payments.services.escrow_interest import earn_missed
from purchasing.payments.states import RateKind


@transaction.atomic
def propose_rate(*, kind: str, rate: Decimal, valid_from: date, source: str, by: User) -> BuyerRate:
    """Enter a rate a year (0.042 is 4.2 %) from a day on; it holds once another person has confirmed it."""
    require(policies.may_enter_rate(by))
    if not 0 < rate < 1:
        raise RuleBroken(_("A rate lies above 0% and below 100%."), field="rate")
    if valid_from < today():
        raise RuleBroken(_("A rate begins today or later: what was quoted before stays as it was."), field="valid_from")
    if not source.strip():
        raise RuleBroken(pgettext("payment", "Say where the rate comes from."), field="source")
    try:
        with transaction.atomic():
            made = BuyerRate.objects.create(kind=kind, rate=rate, valid_from=valid_from, source=source, proposed_by=by)
    except IntegrityError as fault:
        if "buyer_rate_once" not in str(fault):
            raise
        raise RuleBroken(_("A rate of this kind already begins on this day."), field="valid_from") from fault
    record(made, "entered", by=by, payload={"kind": kind, "rate": rate, "valid_from": valid_from})
    announce("payments.rate_entered", rate=made.pk)
    return made


@transaction.atomic
def decide_rate(rate: BuyerRate, *, confirm: bool, by: User) -> BuyerRate:
    """Confirm or refuse what another person entered."""
    require(policies.may_decide_rate(by, rate))
    move(rate, "confirm" if confirm else "refuse", by=by, decided_by=by, decided_at=db_now())
    announce("payments.rate_decided", rate=rate.pk)
    if confirm and rate.kind == RateKind.DEPOSIT:
        earn_missed()
    return rate
