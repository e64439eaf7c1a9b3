"""DO: take a posting back by hand: one of finance asks, another one decides. Source: domain CNV-09, SOD-08."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from purchasing.payments.models import Posting, Reversal
from purchasing.payments.policies.ledger import is_reversible, may_ask_reversal, may_decide_reversal
from purchasing.payments.services.ledger import reverse


@transaction.atomic
def ask_reversal(posting: Posting, *, reason: str, by: User) -> Reversal:
    """Ask for it with a reason; nothing is booked yet."""
    require(may_ask_reversal(by, posting))
    if not reason.strip():
        raise RuleBroken(_("Say why: a colleague decides by it, and it stays in the books."), field="reason")
    reversal = Reversal(number=next_number("REV"), posting=posting, reason=reason.strip(), asked_by=by)
    try:
        with transaction.atomic():
            reversal.save()
    except IntegrityError as fault:
        raise RuleBroken(_("The reversal of this posting has already been asked for. Reload the page.")) from fault
    record(reversal, "asked", by=by, reason=reason.strip(), payload={"posting": posting.key})
    announce("payments.reversal_asked", reversal=reversal.pk)
    return reversal


@transaction.atomic
def decide_reversal(reversal: Reversal, *, granted: bool, answer: str = "", by: User) -> Reversal:
    """Book the mirror image, or say why not."""
    require(may_decide_reversal(by, reversal))
    if granted and not (fit := is_reversible(reversal.posting)):  # what came between asking and deciding
        raise WrongState(fit.reason)
    if not granted and not answer.strip():
        raise RuleBroken(_("Say why it is not reversed."), field="answer")
    word, name = answer.strip(), "reverse" if granted else "refuse"
    move(reversal, name, by=by, reason=word, decided_by=by, decided_at=db_now(), answer=word)
    if granted:
        reverse(reversal.posting, key=f"reversal:{reversal.uid}", reason=reversal.reason, by=by)
    announce("payments.reversal_decided", reversal=reversal.pk)
    return reversal
