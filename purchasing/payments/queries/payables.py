"""FIND: payables: who sees which, what is due for a run."""

from datetime import date

from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from portal.people.models import User
from purchasing.payments.models import Instruction, Payable
from purchasing.payments.states import LIVE_INSTRUCTIONS
from purchasing.payments.states.payables import PayableState

STAFF = ("FI", "CP", "AU")  # what a firm gets from the programmes is nothing for those who buy from it
OWN_MONEY = ("SA", "SF")


def payables_visible_to(user: User) -> QuerySet[Payable]:
    """Finance, audit and compliance of the buyer: all; of a company who deals with its money: where it is a side."""
    found = Payable.objects.select_related("payer", "payee", "made_by", "received_by")
    if getattr(user, "is_internal", False):
        return found if user.has_role(*STAFF) else found.none()
    if not getattr(user, "is_supplier", False) or not user.has_role(*OWN_MONEY):
        return found.none()
    return found.filter(Q(payer=user.company_id) | Q(payee=user.company_id))


def payables_due(value_on: date, currency: str) -> QuerySet[Payable]:
    """What the buyer owes up to that bank day and no run pays yet."""
    live = Instruction.objects.filter(payable=OuterRef("pk"), state__in=LIVE_INSTRUCTIONS)
    due = Payable.objects.filter(
        ~Exists(live), state=PayableState.OWED, payer__is_buyer=True, currency=currency, due_on__lte=value_on
    )
    return due.select_related("payee").order_by("due_on", "pk")


def payables_about(thing: Model) -> QuerySet[Payable]:
    """What is, or was, owed for a thing, the first first."""
    named = {"thing_type": thing._meta.label_lower, "thing_id": str(thing.pk)}
    return Payable.objects.filter(**named).select_related("payer", "payee").order_by("pk")


def payments_of(payable: Payable) -> QuerySet[Instruction]:
    """The payments of runs that were planned for it, the latest first."""
    return payable.instructions.select_related("run").order_by(F("pk").desc())
