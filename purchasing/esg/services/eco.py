"""DO: count eco-friendly purchases in a ledger, by rates and declarations of two people each. Source: domain 11.7."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce, each_by_itself
from portal.people.models import User
from portal.policy import require
from purchasing.contracts.models import ContractLine, CreditNote, DeliveryLine
from purchasing.contracts.states import CreditState
from purchasing.esg.models import EcoDeclaration, EcoPurchase, EcoTarget, FxRate
from purchasing.esg.policies import eco as policies
from purchasing.esg.queries import eco as queries
from purchasing.esg.rules import eco as rules


# Rates ----------------------------------------------------------------------------------------------------------------
@transaction.atomic
def enter_rate(*, month: date, won: Decimal, source: str, by: User) -> FxRate:
    """The average of a month that is over."""
    require(policies.may_enter_eco(by))
    month = queries.month_of(month)
    if month >= queries.month_of(today()):
        raise RuleBroken(_("The average of a month is known when it is over."), field="month")
    rate = FxRate(month=month, won=won, source=source.strip(), entered_by=by)
    checked(rate)
    rate.save(force_insert=True)
    record(rate, "entered", by=by, payload={"month": month, "won": won, "source": rate.source})
    announce("esg.eco_entered", what="rate", by=by.pk)
    return rate


@transaction.atomic
def decide_rate(rate: FxRate, *, confirm: bool, by: User) -> FxRate:
    """A second person has compared it with its source; what waited for it is counted."""
    require(policies.may_decide_eco(by, rate))
    move(rate, "confirm" if confirm else "reject", by=by, decided_by=by, payload={"won": rate.won})
    if confirm:
        announce("esg.eco_rate_confirmed", rate=rate.pk)
    return rate


# Declarations ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def declare_line(
    line: ContractLine,
    *,
    kind: str,
    evidence_kind: str,
    number: str,
    reason: str,
    valid_from: date,
    valid_to: date | None = None,
    recycled_percent: Decimal | None = None,
    least_percent: Decimal | None = None,
    carbon_cut: Decimal | None = None,
    file: Any = None,
    by: User,
) -> EcoDeclaration:
    """Purchasing says why a line counts, or counts as another R than its claim says; a colleague confirms it."""
    require(policies.may_enter_eco(by))
    if not rules.is_evidence_for(kind, evidence_kind):
        raise RuleBroken(_("This document does not show this R."), field="evidence_kind")
    lacking = rules.figure_missing(evidence_kind, recycled=recycled_percent, least=least_percent, carbon_cut=carbon_cut)
    if lacking:
        told = {
            "least_percent": _("Enter the least recycled content that its class asks for."),
            "recycled_percent": _("The recycled content has to reach the least percent of its class."),
            "carbon_cut": _("An EPD counts with at least 3.3 percent less carbon."),
        }
        raise RuleBroken(told[lacking], field=lacking)
    made = EcoDeclaration(
        line=line,
        kind=kind,
        evidence_kind=evidence_kind,
        number=number.strip(),
        reason=reason.strip(),
        valid_from=valid_from,
        valid_to=valid_to,
        recycled_percent=recycled_percent,
        least_percent=least_percent,
        carbon_cut=carbon_cut,
        file=file,
        entered_by=by,
    )
    checked(made)
    made.save(force_insert=True)
    payload = {"contract": line.contract.number, "line": line.no, "kind": kind, "number": made.number}
    record(made, "entered", by=by, reason=made.reason, payload=payload)
    announce("esg.eco_entered", what="declaration", by=by.pk)
    return made


@transaction.atomic
def decide_declaration(declaration: EcoDeclaration, *, confirm: bool, remark: str = "", by: User) -> EcoDeclaration:
    """A second person has looked at the evidence. What was counted with another R is taken back and counted anew."""
    require(policies.may_decide_eco(by, declaration))
    if not confirm and not remark.strip():
        raise RuleBroken(_("Say what is wrong with it."), field="remark")
    name = "confirm" if confirm else "reject"
    move(declaration, name, by=by, reason=remark.strip(), decided_by=by, remark=remark.strip())
    if confirm:
        for entry in EcoPurchase.objects.filter(
            delivery_line__line=declaration.line, reverses=None, credit_note=None, reversal=None
        ).select_related("delivery_line"):
            reverse_entry(entry, reason=f"{declaration.get_kind_display()} {declaration.number}", by=by)
            count_line(entry.delivery_line, anew=True)
        announce("esg.eco_declared", declaration=declaration.pk)
    return declaration


# The ledger -----------------------------------------------------------------------------------------------------------
def _locked(line: DeliveryLine) -> DeliveryLine:
    found = DeliveryLine.objects.select_for_update(of=("self",)).select_related(
        "delivery__contract__payee", "line__contract"
    )
    return found.get(pk=line.pk)


def _write(line: DeliveryLine, *, amount: Decimal, rate: Decimal, **told: Any) -> EcoPurchase:
    currency = line.delivery.contract.currency
    usd = rules.us_dollars(amount, rate) if currency == "KRW" else amount
    seq = EcoPurchase.objects.filter(delivery_line=line).count() + 1
    return EcoPurchase.objects.create(
        company=line.delivery.contract.payee,
        delivery_line=line,
        seq=seq,
        currency=currency,
        amount=amount,
        rate=rate,
        usd=usd,
        **told,
    )


@transaction.atomic
def count_line(line: DeliveryLine, *, anew: bool = False) -> EcoPurchase | None:
    """Count an accepted line once, at the rate of the month of its acceptance; None: no basis, or no rate yet.

    What was taken back is counted only ``anew``, in this month and at its first rate: a month that was reported stays
    as it was, and hearing of the acceptance twice brings nothing back.
    """
    line = _locked(line)
    if line.delivery.state not in queries.ACCEPTED or not line.amount or line.delivery.inspected_on is None:
        return None
    if queries.last_entry(line) is not None or (not anew and EcoPurchase.objects.filter(delivery_line=line).exists()):
        return None
    month = queries.month_of(line.delivery.inspected_on)
    basis, rate = queries.basis_of(line.line), queries.rate_of(month)
    if basis is None or rate is None:
        return None
    first = EcoPurchase.objects.filter(delivery_line=line).order_by("seq").first()
    if first is not None:
        month = queries.month_of(today())
    entry = _write(
        line,
        amount=line.amount,
        rate=rate.won if first is None else first.rate,
        month=month,
        kind=basis.kind,
        label=basis.label,
        claim_id=basis.claim,
        declaration_id=basis.declaration,
    )
    for note in queries.credits_of(line):
        _take_off(line, entry, note)
    return entry


def _take_off(line: DeliveryLine, entry: EcoPurchase, note: CreditNote) -> None:
    """A credit note is booked in the month in which it was confirmed, at the rate of the purchase.

    ECO-02 says "restated never": a month that was reported stays as it was, so the return has its own month. It takes
    back the very dollars that were counted (its amount at the rate of the receipt's month): what is wholly returned
    comes to nothing, whatever the rate did meanwhile.
    """
    if EcoPurchase.objects.filter(delivery_line=line, credit_note=note, reverses=None, reversal=None).exists():
        return
    unit = Decimal(1) if entry.currency == "KRW" else Decimal("0.01")
    share = min(rules.credit_share(entry.amount, note.net, note.invoice.net, unit), queries.balance_of(line))
    if share > 0:
        _write(
            line,
            amount=-share,
            rate=entry.rate,
            month=max(entry.month, queries.month_of(localdate(note.decided_at) if note.decided_at else today())),
            kind=entry.kind,
            label=entry.label,
            claim_id=entry.claim_id,
            declaration_id=entry.declaration_id,
            credit_note=note,
        )


@transaction.atomic
def take_off_credit(note: CreditNote) -> int:
    """A confirmed credit note takes its share off every counted line of its invoice; sent twice, taken once."""
    if note.state != CreditState.NOTED:
        return 0
    taken = 0
    for line in DeliveryLine.objects.filter(delivery__invoice=note.invoice).order_by("pk"):
        line = _locked(line)
        entry = queries.last_entry(line)
        if entry is not None:
            before = EcoPurchase.objects.filter(delivery_line=line).count()
            _take_off(line, entry, note)
            taken += EcoPurchase.objects.filter(delivery_line=line).count() - before
    return taken


@transaction.atomic
def reverse_entry(entry: EcoPurchase, *, reason: str, by: User) -> EcoPurchase:
    """Take an entry back in this month, with the credit notes that stood on it; the ledger is never changed."""
    require(policies.may_enter_eco(by))
    if not reason.strip():
        raise RuleBroken(_("Say why it is taken back."), field="reason")
    line = _locked(entry.delivery_line)
    if EcoPurchase.objects.filter(reverses=entry).exists() or entry.reverses_id or entry.credit_note_id:
        raise WrongState(_("This entry is already taken back."))
    standing = EcoPurchase.objects.filter(delivery_line=line, reverses=None, reversal=None).order_by("seq")
    made = None
    for each in standing:
        made = _write(
            line,
            amount=-each.amount,
            rate=each.rate,
            month=queries.month_of(today()),
            kind=each.kind,
            label=each.label,
            claim_id=each.claim_id,
            declaration_id=each.declaration_id,
            credit_note_id=each.credit_note_id,
            reverses=each,
            reason=reason.strip()[:300],
            entered_by=by,
        )
    if made is None:
        raise WrongState(_("This entry is already taken back."))
    record(entry, "reversed", by=by, reason=reason.strip())
    return made


def count_all() -> int:
    """Everything accepted that has a basis and a rate; run twice it counts nothing twice."""
    lines = queries.lines_to_count().iterator(chunk_size=500)
    return each_by_itself(lines, lambda line: count_line(line) is not None)


# Targets --------------------------------------------------------------------------------------------------------------
@transaction.atomic
def enter_target(*, year: int, usd: Decimal, by: User) -> EcoTarget:
    """The target of a further year; it counts once a second person has approved it."""
    require(policies.may_enter_eco(by))
    if year < today().year:
        raise RuleBroken(_("A target is set for this year or a later one."), field="year")
    target = EcoTarget(year=year, usd=usd, entered_by=by)
    checked(target)
    target.save(force_insert=True)
    record(target, "entered", by=by, payload={"year": year, "usd": usd})
    announce("esg.eco_entered", what="target", by=by.pk)
    return target


@transaction.atomic
def approve_target(target: EcoTarget, *, by: User) -> EcoTarget:
    """A second person agrees."""
    target = EcoTarget.objects.select_for_update(of=("self",)).get(pk=target.pk)
    require(policies.may_decide_eco(by, target))
    if target.is_approved:
        raise WrongState(_("This target is already approved."))
    target.approved_by = by
    target.save(update_fields=["approved_by"])
    record(target, "approved", by=by)
    return target
