"""DO: claims of costs, from the company's draft to the drawdown from the fund. Source: domain 7.4, 7.5, 15."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.files.base import File as Upload
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.support.models import Claim, ClaimItem, Project
from sharedgrowth.support.policies import claims as policies
from sharedgrowth.support.queries import claims as queries
from sharedgrowth.support.rules.projects import invoice_key, quotes_needed, vat_at_most
from sharedgrowth.support.services.money import ask_money, commitment_of, drop_money
from sharedgrowth.support.services.rows import locked, running
from sharedgrowth.support.states import ProjectState
from sharedgrowth.support.states.plans import ClaimState

P = ProjectState
AGREED = (P.DIAGNOSIS, P.IN_PROGRESS, P.COMPLETED, P.MEASURED, P.VERIFIED)
STEPS = {1: AGREED, 2: AGREED, 3: (P.VERIFIED,)}  # agreement, interim evidence, verified result: FND-06
EDITABLE = (ClaimState.DRAFT, ClaimState.RETURNED)
MOST_ITEMS = 60


def _row(claim: Claim) -> Claim:
    """The claim under its lock, below the lock of its project."""
    project = locked(claim.project)
    found = Claim.objects.select_for_update(of=("self",)).get(pk=claim.pk)
    found.project = project
    return found


@transaction.atomic
def start_claim(project: Project, *, by: User) -> Claim:
    """A draft for the next tranche."""
    require(policies.may_claim(by, project))
    project = locked(project)
    running(project, *AGREED)
    if not project.anchor_won or commitment_of(project) is None:
        raise RuleBroken(_("No money is committed to this project."))
    tranche = queries.next_tranche(project)
    if tranche is None:
        raise RuleBroken(_("All three tranches are claimed already."))
    _check_step(project, tranche)
    try:
        with transaction.atomic():
            claim = Claim.objects.create(
                number=next_number("CLM"), project=project, tranche=tranche, started_by=by, amount_won=Decimal(0)
            )
    except IntegrityError as twice:
        raise WrongState(_("Someone else has just started this claim. Reload the page and look again.")) from twice
    record(claim, "started", by=by, payload={"project": project.number, "tranche": tranche})
    return claim


def _check_step(project: Project, tranche: int) -> None:
    if project.state == P.ON_HOLD:
        raise WrongState(_("The project is on hold: nothing is claimed meanwhile."))
    if project.state not in STEPS[tranche]:
        if tranche == len(STEPS):
            raise RuleBroken(_("The last tranche is claimed when the result is verified."))
        raise RuleBroken(_("Money is claimed once the agreement is signed by both sides."))
    if tranche == 2 and not project.phases.filter(done_on__isnull=False).exists():
        raise RuleBroken(_("The second tranche is claimed when the first phase is done."))


@transaction.atomic
def add_item(
    claim: Claim,
    *,
    what: str,
    vendor: str,
    vendor_brn: str,
    invoice_number: str,
    invoice_on: date,
    amount_won: Decimal,
    vat_won: Decimal = Decimal(0),
    vat_reason: str = "",
    unrelated: bool,
    invoice: Upload | None,
    quotes: Sequence[Upload] = (),
    by: User,
) -> ClaimItem:
    """An invoice, with its quotes. One that is claimed already is refused, and one of a related supplier.

    ``vat_won`` is the VAT that the company cannot deduct (won), with its reason: it counts as a cost.
    """
    require(policies.may_edit_claim(by, claim))
    claim = _row(claim)
    if claim.state not in EDITABLE:
        raise WrongState(_("This claim has been submitted: it is changed only when it is sent back."))
    project = claim.project
    if claim.items.count() >= MOST_ITEMS:
        raise RuleBroken(_("A claim has at most %(most)s invoices.") % {"most": MOST_ITEMS})
    if invoice_on > today():
        raise RuleBroken(_("This day has not come yet."), field="invoice_on")
    if project.begins_on and invoice_on < project.begins_on:
        raise RuleBroken(
            _("Costs before the first day of the project, %(day)s, are not supported.")
            % {"day": project.begins_on.isoformat()},
            field="invoice_on",
        )
    if invoice is None:
        raise RuleBroken(_("Choose the file of the invoice."), field="invoice")
    if not unrelated or queries.relation_of(project.company, vendor_brn):
        raise RuleBroken(
            _("A supplier that belongs to the same people as your company is not supported."),
            field="vendor_brn" if unrelated else "unrelated",
        )
    if queries.advises(project, vendor, vendor_brn):
        raise RuleBroken(_("Who advises the project does not sell to it: choose another supplier."), field="vendor_brn")
    _check_vat(amount_won, vat_won, vat_reason)
    least = queries.quotes_from_won(project)
    needed = quotes_needed(amount_won, two_from_won=least)
    if len(quotes) < needed:
        above = _("Above %(won)s won two quotes are needed: add them.") % {"won": f"{least:,.0f}"}
        raise RuleBroken(above if needed > 1 else _("A quote is needed: add it."), field="quotes")
    item = ClaimItem(
        claim=claim,
        what=what.strip(),
        vendor=vendor.strip(),
        vendor_brn=vendor_brn,
        invoice_number=invoice_key(invoice_number),
        invoice_on=invoice_on,
        amount_won=amount_won,
        vat_won=vat_won,
        vat_reason=vat_reason.strip(),
        unrelated=unrelated,
        added_by=by,
    )
    twice_words = _("This invoice is already claimed: an invoice is supported once.")
    there = ClaimItem.objects.filter(vendor_brn=vendor_brn, invoice_number=item.invoice_number, live=True)
    if there.exists():
        raise RuleBroken(twice_words, field="invoice_number")
    checked(item, but=("invoice",))
    item.invoice = store_upload(invoice, company=project.company, by=by)
    try:
        with transaction.atomic():
            item.save(force_insert=True)
    except IntegrityError as twice:
        raise RuleBroken(twice_words, field="invoice_number") from twice
    item.quotes.set([store_upload(quote, company=project.company, by=by) for quote in quotes])
    _count(claim)
    payload = {"invoice": item.invoice_number, "vendor": vendor_brn, "won": amount_won}
    if vat_won:
        payload |= {"vat_won": vat_won, "vat_reason": item.vat_reason}
    record(claim, "item_added", by=by, payload=payload)
    return item


def _check_vat(amount_won: Decimal, vat_won: Decimal, reason: str) -> None:
    most = vat_at_most(amount_won)
    if vat_won > most:
        raise RuleBroken(
            _("The VAT of this amount is at most %(most)s won.") % {"most": f"{most:,.0f}"}, field="vat_won"
        )
    if vat_won and not reason.strip():
        raise RuleBroken(_("Say why this VAT cannot be deducted."), field="vat_reason")


@transaction.atomic
def remove_item(item: ClaimItem, *, by: User) -> None:
    """Out of the draft: the invoice can be claimed elsewhere."""
    require(policies.may_edit_claim(by, item.claim))
    claim = _row(item.claim)
    if claim.state not in EDITABLE:
        raise WrongState(_("This claim has been submitted: it is changed only when it is sent back."))
    record(claim, "item_removed", by=by, payload={"invoice": item.invoice_number})
    ClaimItem.objects.get(pk=item.pk).delete()
    _count(claim)


def _count(claim: Claim) -> None:
    claim.amount_won = queries.due_won(claim.project, claim.tranche, claim=claim)
    claim.save(update_fields=["amount_won"])


@transaction.atomic
def submit_claim(claim: Claim, *, note: str = "", by: User) -> Claim:
    """The company asks for the tranche. Later ones rest on invoices; a file that the scan blocked stops it here."""
    require(policies.may_edit_claim(by, claim))
    claim = _row(claim)
    _check_step(claim.project, claim.tranche)
    if claim.tranche > 1 and not queries.invoiced_won(claim.project):
        raise RuleBroken(_("Add at least one invoice."))
    if names := queries.blocked_files(claim):
        raise RuleBroken(
            _("The virus scan blocked %(names)s: remove the item and add it with a clean file.")
            % {"names": ", ".join(names)}
        )
    _count(claim)
    if claim.amount_won <= 0:
        raise RuleBroken(_("The invoices so far have earned no more than what was claimed: add invoices."))
    payload = {"won": claim.amount_won, "tranche": claim.tranche}
    move(claim, "submit", by=by, payload=payload, note=note.strip(), submitted_by=by, submitted_at=db_now())
    announce("support.claim_submitted", claim=claim.pk)
    return claim


@transaction.atomic
def accept_claim(claim: Claim, *, remark: str = "", by: User) -> Claim:
    """The officer asks the fund for the money, with the invoices as evidence."""
    require(policies.may_judge_claim(by, claim))
    claim = _row(claim)
    if names := queries.blocked_files(claim):
        raise RuleBroken(_("The virus scan blocked %(names)s: send the claim back.") % {"names": ", ".join(names)})
    drawdown = ask_money(claim, by=by)
    told: dict[str, Any] = {"remark": remark.strip(), "judged_by": by, "judged_at": db_now(), "drawdown": drawdown}
    move(claim, "accept", by=by, payload={"drawdown": drawdown.number, "won": claim.amount_won}, **told)
    announce("support.claim_accepted", claim=claim.pk)
    return claim


@transaction.atomic
def return_claim(claim: Claim, *, remark: str, by: User) -> Claim:
    """Something is missing: the company completes it."""
    require(policies.may_judge_claim(by, claim))
    if not remark.strip():
        raise RuleBroken(_("Say what is missing: the company reads it."), field="remark")
    claim = _row(claim)
    if claim.state != ClaimState.SUBMITTED:
        raise WrongState(_("Only a submitted claim is sent back."))
    told: dict[str, Any] = {"remark": remark.strip(), "judged_by": by, "judged_at": db_now()}
    move(claim, "return", by=by, reason=remark.strip(), **told)
    announce("support.claim_judged", claim=claim.pk)
    return claim


@transaction.atomic
def refuse_claim(claim: Claim, *, remark: str, by: User) -> Claim:
    """It is not supported; its invoices are free again."""
    require(policies.may_judge_claim(by, claim))
    if not remark.strip():
        raise RuleBroken(_("Say why: the company reads it."), field="remark")
    claim = _row(claim)
    if claim.state != ClaimState.SUBMITTED:
        raise WrongState(_("Only a submitted claim is refused here."))
    _refuse(claim, remark=remark.strip(), by=by)
    return claim


def _refuse(claim: Claim, *, remark: str, by: User | None) -> None:
    told: dict[str, Any] = {"remark": remark, "judged_by": by, "judged_at": db_now()}
    move(claim, "refuse", by=by, reason=remark, **told)
    claim.items.update(live=False)
    drop_money(claim, reason=remark, by=by)
    announce("support.claim_judged", claim=claim.pk)


@transaction.atomic
def withdraw_claim(claim: Claim, *, by: User) -> Claim:
    """The company takes it back."""
    require(policies.may_edit_claim(by, claim))
    claim = _row(claim)
    move(claim, "withdraw", by=by)
    claim.items.update(live=False)
    drop_money(claim, reason=_("The claim was withdrawn."), by=by)
    return claim


# What the fund said ---------------------------------------------------------------------------------------------------
@transaction.atomic
def note_paid(claim: Claim) -> Claim:
    """The fund has paid. Heard twice it does nothing."""
    claim = _row(claim)
    if claim.state == ClaimState.ACCEPTED:
        move(claim, "pay", by=None, payload={"drawdown": claim.drawdown.number if claim.drawdown else ""})
        announce("support.claim_paid", claim=claim.pk)
    return claim


@transaction.atomic
def note_refused(claim: Claim, *, remark: str) -> Claim:
    """The fund has refused."""
    claim = _row(claim)
    if claim.state == ClaimState.ACCEPTED:
        _refuse(claim, remark=remark or _("Refused by the fund."), by=None)
    return claim


@transaction.atomic
def note_returned(claim: Claim, *, remark: str) -> Claim:
    """The fund misses something: the company completes it."""
    claim = _row(claim)
    if claim.state == ClaimState.ACCEPTED:
        move(claim, "return", by=None, reason=remark, remark=remark, judged_at=db_now())
        announce("support.claim_judged", claim=claim.pk)
    return claim
