"""DO: what follows from a default. Who has money keeps it (PAY-06); who has none is owed it in cash by its debtor.

Of each receivable of the chain so much has reached suppliers as was drawn from it and from its parts; that much the
buyer owes the bank. The rest is a debt of its issuer again, overdue since its day, with late interest by PAY-13.
"""

from collections.abc import Sequence
from decimal import Decimal

from django.db import transaction
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import today
from portal.errors import WrongState
from portal.outbox.services import announce
from portal.people.models import User
from purchasing.payments.models import Draw, Obligation, Receivable
from purchasing.payments.rules.receivables import reached
from purchasing.payments.services.covering import pay_covered, uncover
from purchasing.payments.services.postings_defaults import book_default_repaid, book_owed_again
from purchasing.payments.states import ObligationState, ReceivableState

R = ReceivableState
ENDED = (ObligationState.PAID, ObligationState.CANCELLED)


def chain_of(root: Receivable) -> list[Receivable]:
    """The receivable and its parts that are in default, the first tier first."""
    tree = Receivable.objects.filter(Q(pk=root.pk) | Q(root=root.pk), state=R.DEFAULTED)
    return list(tree.order_by("tier", "id"))


def owe_again(rows: Sequence[Receivable], *, reason: str, by: User) -> None:
    """The debts behind what reached nobody are debts again. The caller holds debts and receivables locked."""
    has_come = reached((row.pk, row.parent_id, row.drawn) for row in rows)
    for row in rows:
        debt = Obligation.objects.get(pk=row.obligation_id)
        if lost := row.face - has_come[row.pk]:
            uncover(debt, lost, by=by, receivable=row, why=reason)
            book_owed_again(row, amount=lost, reason=reason, by=by)
            announce("payments.owed_again", receivable=row.pk, amount=f"{lost:f}")
    pay_covered(sorted({row.obligation_id for row in rows}), on=today(), by=by)


def bank_lacks(root: Receivable) -> Decimal:
    """What the bank has paid out on the chain and not got back, in won."""
    if root.repaid_on is not None:
        return Decimal(0)
    return sum((row.drawn for row in chain_of(root)), Decimal(0))


def repay_bank(root: Receivable, *, reason: str, by: User) -> None:
    """Two people have recorded it: the bank has its money. The caller holds the receivable locked."""
    lacks = bank_lacks(root)
    if root.state != R.DEFAULTED or not lacks:
        raise WrongState(_("Nothing of it is owed to the bank."))
    drawn = Draw.objects.filter(receivable__in=[row.pk for row in chain_of(root)])
    charge = drawn.aggregate(total=Sum("charge"))["total"] or Decimal(0)
    book_default_repaid(root, amount=lacks, charge=charge, by=by)
    root.repaid_on = today()
    root.save(update_fields=["repaid_on"])
    record(root, "bank_repaid", by=by, reason=reason, payload={"amount": lacks})
    clear(root, by=by)


def clear(root: Receivable, *, by: User | None) -> bool:
    """End the default once the bank and every supplier of the chain have their money; whether it ended."""
    rows = chain_of(root)
    owed = Obligation.objects.filter(pk__in=[row.obligation_id for row in rows]).exclude(state__in=ENDED)
    if not rows or bank_lacks(root) or owed.exists():
        return False
    for row in rows:
        move(row, "clear", by=by)
        announce("payments.receivable_cleared", receivable=row.pk)
    return True


@transaction.atomic
def clear_defaults_of(obligation_id: int) -> None:
    """After a debt was paid: end the defaults that it stood behind, if it was the last of them."""
    parts = Receivable.objects.filter(obligation=obligation_id, state=R.DEFAULTED)
    roots = Receivable.objects.filter(pk__in={part.root_id or part.pk for part in parts}).order_by("pk")
    for root in roots.select_for_update(of=("self",)):
        clear(root, by=None)
