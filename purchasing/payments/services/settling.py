"""DO: receivables fall due, escrow is funded and pays out. Runs call these; their payments write the books (E6, E7).

Escrow money belongs to those who hold the receivables: there is no path by which it is set off against anything or
goes to another tier. Source: domain PAY-06..08, 4.6.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.db import models, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, move_many, record
from portal.clock import db_now
from portal.display import money_full
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from purchasing.payments import queries
from purchasing.payments.models import EscrowEntry, Obligation, Receivable
from purchasing.payments.services.covering import pay_covered
from purchasing.payments.services.escrow_interest import earn
from purchasing.payments.states import LIVE, EscrowKind, ReceivableState

R = ReceivableState


@transaction.atomic
def mature_due(day: date, *, about: models.Model | None = None, by: User | None = None) -> list[int]:
    """Every receivable whose day has come no longer moves; silence until now counts as acceptance. Returns their ids.

    ``about``: the run for which it happens, which the audit trail then names once for all of them.
    """
    due = queries.maturing(day)
    lock_debts_of(due)
    rows = list(_locked(due))
    waiting = [row for row in rows if row.state == R.ISSUED]
    if about is not None:
        move_many(Receivable, [row.pk for row in waiting], "accept", by=by, about=about, accepted_at=db_now())
        move_many(Receivable, [row.pk for row in rows], "mature", by=by, about=about)
    else:
        for row in waiting:
            move(row, "accept", by=by, reason="maturity", accepted_at=db_now())
        for row in rows:
            move(row, "mature", by=by)
    for row in rows:
        earn(row, on=row.matures_on)
        announce("payments.receivable_matured", receivable=row.pk)
    _settle([row.pk for row in rows], on=day, about=about, by=by)
    return [row.pk for row in rows]


@transaction.atomic
def fund_receivables(
    funded: Sequence[tuple[int, Decimal, str]], *, on: date, about: models.Model | None = None, by: User | None = None
) -> int:
    """The buyer's money for first-tier receivables is in escrow: (receivable, amount, key) each; how many were new.

    The same key again does nothing. Any other amount than the face is refused: it would leave somebody unpaid.
    """
    known = set(EscrowEntry.objects.filter(key__in=[key for *_rest, key in funded]).values_list("key", flat=True))
    new = [each for each in funded if each[2] not in known]
    rows = {row.pk: row for row in _locked(Receivable.objects.filter(pk__in=[pk for pk, *_rest in new]))}
    entries = []
    for pk, amount, key in new:
        row = rows[pk]
        if row.parent_id is not None or row.funded_on is not None:
            raise WrongState(_("%(number)s is not to be funded (again).") % {"number": row.number})
        if amount != row.face:
            raise RuleBroken(
                _("%(number)s has to be funded with %(face)s, not %(amount)s.")
                % {"number": row.number, "face": money_full(row.face), "amount": money_full(amount)}
            )
        kind = EscrowKind.FUNDED
        entries.append(EscrowEntry(root=row, receivable=row, kind=kind, amount=amount, booked_on=on, key=key))
    EscrowEntry.objects.bulk_create(entries)
    Receivable.objects.filter(pk__in=rows).update(funded_on=on)
    for row in rows.values():
        record(row, "funded", by=by, payload={"amount": row.face, "on": on})
        announce("payments.receivable_funded", receivable=row.pk)
    tree = Receivable.objects.filter(models.Q(pk__in=rows) | models.Q(root__in=rows), state=R.MATURED)
    _settle(list(tree.values_list("pk", flat=True)), on=on, about=about, by=by)
    return len(new)


@transaction.atomic
def pay_out(
    paid: Sequence[tuple[int, int | None, Decimal, str]],
    *,
    on: date,
    about: models.Model | None = None,
    by: User | None = None,
) -> int:
    """Escrow has paid: (receivable, payee or None for the bank, amount, key) each; how many were new.

    The same key again does nothing; more than is due is refused. What is paid in full is settled, and the debt it
    stood for is paid.
    """
    known = set(EscrowEntry.objects.filter(key__in=[each[3] for each in paid]).values_list("key", flat=True))
    new = [each for each in paid if each[3] not in known]
    rows = {row.pk: row for row in _locked(Receivable.objects.filter(pk__in={each[0] for each in new}))}
    owed = {
        (part.receivable_id, part.payee_id): part.amount
        for parts in queries.payouts_of(rows).values()
        for part in parts
    }
    entries = []
    for pk, payee, amount, key in new:
        row, left = rows[pk], owed.get((pk, payee), Decimal(0))
        if row.state != R.MATURED or amount > left:
            raise WrongState(
                _("Of %(number)s %(left)s is to be paid to this payee, not %(amount)s.")
                % {"number": row.number, "left": money_full(left), "amount": money_full(amount)}
            )
        owed[(pk, payee)] = left - amount
        kind = EscrowKind.BANK if payee is None else EscrowKind.HOLDER
        root_id = row.root_id or row.pk
        entries.append(EscrowEntry(root_id=root_id, receivable=row, kind=kind, amount=amount, booked_on=on, key=key))
    EscrowEntry.objects.bulk_create(entries)
    _settle(list(rows), on=on, about=about, by=by)
    return len(new)


def _settle(pks: Collection[int], *, on: date, about: models.Model | None, by: User | None) -> None:
    """Those of ``pks`` that are funded and have nothing left to pay out are settled."""
    parts = queries.payouts_of(pks)
    rows = Receivable.objects.filter(pk__in=pks, state=R.MATURED, held=0).select_related("root").order_by("pk")
    done = [row for row in rows if not parts.get(row.pk) and (row.root or row).funded_on is not None]
    if not done:
        return
    if about is not None:
        move_many(Receivable, [row.pk for row in done], "settle", by=by, about=about, settled_on=on)
    else:
        for row in done:
            move(row, "settle", by=by, settled_on=on)
    for row in done:
        announce("payments.receivable_settled", receivable=row.pk)
    pay_covered(sorted({row.obligation_id for row in done}), on=on, by=by)


def settle_if_done(receivable: Receivable, *, on: date, by: User | None) -> None:
    """After a claim's line no longer keeps anything: nothing may be left to pay."""
    _settle([receivable.pk], on=on, about=None, by=by)


def default_receivable(root: Receivable, *, reason: str, by: User) -> list[Receivable]:
    """The buyer has not paid: the whole chain is in default. The caller holds the root's lock and writes the books."""
    tree = Receivable.objects.filter(models.Q(pk=root.pk) | models.Q(root=root.pk))
    rows = list(_locked(tree.filter(state__in=(R.ISSUED, *LIVE, R.MATURED)).order_by("tier", "id")))
    for row in rows:
        if row.state == R.ISSUED:
            move(row, "accept", by=None, reason="default", accepted_at=db_now())
        move(row, "default", by=by, reason=reason)
        announce("payments.receivable_defaulted", receivable=row.pk)
    return rows


def lock_debts_of(receivables: models.QuerySet[Receivable]) -> None:
    """The debts that they stand for, in the order of their ids: before the receivables, as everywhere."""
    debts = Obligation.objects.filter(pk__in=receivables.order_by().values("obligation")).order_by("pk")
    list(debts.select_for_update(of=("self",)).values_list("pk", flat=True))


def _locked(rows: models.QuerySet[Receivable]) -> Iterable[Receivable]:
    """In the order of their ids, roots first: a root's id is always below those of its parts."""
    return rows.order_by("id").select_for_update(of=("self",)).select_related("parent")
