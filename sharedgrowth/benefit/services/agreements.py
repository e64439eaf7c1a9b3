"""DO: the confidentiality agreement and the agreement of a task: drawn up, sent, signed by all. Source: domain 6.3."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.policy import require
from portal.sealing.documents import canonical, fingerprint
from sharedgrowth.benefit.models import Agreement, Baseline, ContractRight, Nda, NdaText, Signature, Task, terms_on
from sharedgrowth.benefit.policies import agreements as policies
from sharedgrowth.benefit.queries import tasks as queries
from sharedgrowth.benefit.rules import formula
from sharedgrowth.benefit.rules.tasks import months_after
from sharedgrowth.benefit.services.measurement import sign_baseline_with, undisputed
from sharedgrowth.benefit.services.tasks import locked
from sharedgrowth.benefit.states import BaselineState, Bearer, ShareForm, TaskState

NDA_CONTEXT, AGREEMENT_CONTEXT = "twp-benefit-nda-v1", "twp-benefit-agreement-v1"
NDA_STATES = frozenset(
    {
        *[TaskState.PROPOSED, TaskState.SCREENED, TaskState.FEASIBLE, TaskState.SELECTED, TaskState.AGREED],
        *[TaskState.REGISTERED, TaskState.IN_PROGRESS, TaskState.SUSPENDED],
    }
)
MOST_NDA_MONTHS = 120
DRAWN = (
    "rate", "years", "forms", "settle", "target", "protocol", "ip_supplier", "ip_words", "dispute_clause",
    "prototype_bearer", "prototype_won", "starts_on", "ends_on", "right_months", "right_classes", "right_items",
)  # fmt: skip


def _buyer() -> Company:
    return Company.objects.get(is_buyer=True)


def parties_of(task: Task) -> list[Company]:
    """Who has to sign: the buyer and every supplier."""
    return [_buyer(), *[each.company for each in queries.suppliers_of(task)]]


# Confidentiality -----------------------------------------------------------------------------------------------------
@transaction.atomic
def offer_nda(task: Task, *, purpose: str, until: date, by: User) -> Nda:
    """Put the wording in force before both sides, with what the data is for and how long it stays secret."""
    require(policies.may_offer_nda(by, task))
    if not purpose.strip():
        raise RuleBroken(_("Say what the technical data is used for."), field="purpose")
    task, on = locked(task), today()
    if task.state not in NDA_STATES:
        raise WrongState(_("A confidentiality agreement is signed while a task is looked at or worked on."))
    if Nda.objects.filter(task=task).exists():
        raise WrongState(_("This task already has a confidentiality agreement."))
    if not queries.lead_of(task):
        raise RuleBroken(_("No supplier takes part yet: name it first."))
    if not on < until <= months_after(on, MOST_NDA_MONTHS):
        raise RuleBroken(_("A day after today, within ten years."), field="until")
    wording = NdaText.objects.filter(valid_from__lte=on).latest("version")
    told = {
        "v": 1,
        "task": task.number,
        "parties": [company.number for company in parties_of(task)],
        "wording": wording.version,
        "text_ko": wording.text_ko,
        "text_en": wording.text_en,
        "purpose": purpose.strip(),
        "until": until.isoformat(),
    }
    nda = Nda.objects.create(
        task=task,
        wording=wording,
        purpose=purpose.strip(),
        until=until,
        document=canonical(told).decode(),
        sha256=fingerprint(NDA_CONTEXT, told),
        offered_by=by,
    )
    record(task, "nda_offered", by=by, payload={"sha256": nda.sha256, "until": until})
    announce("benefit.nda_offered", task=task.pk)
    return nda


def _signs_for(user: User, task: Task) -> Company:
    company = user.company
    if not (company.is_buyer or task.suppliers.filter(company=company).exists()):
        raise AssertionError("a policy lets only the sides sign")
    return company


@transaction.atomic
def sign_nda(nda: Nda, *, sha256: str, by: User) -> Nda:
    """One side signs exactly the text it has read; in force when all have. A supplier that joins later signs it too."""
    require(policies.may_sign_nda(by, nda))
    task = locked(nda.task)
    nda = Nda.objects.select_for_update(of=("self",)).select_related("task").get(pk=nda.pk)
    if nda.sha256 != sha256:
        raise WrongState(_("The text has changed since you read it. Read it again."))
    company = _signs_for(by, task)
    if nda.signatures.filter(company=company).exists():
        raise WrongState(_("Your company has already signed."))
    Signature.objects.create(nda=nda, company=company, by=by, sha256=sha256)
    record(task, "nda_signed", by=by, payload={"company": company.number, "sha256": sha256})
    signed = set(nda.signatures.values_list("company", flat=True))
    if nda.signed_at is None and signed >= {each.pk for each in parties_of(task)}:
        nda.signed_at = db_now()
        nda.save(update_fields=["signed_at"])
        announce("benefit.nda_in_force", task=task.pk)
    return nda


# Agreement -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def draw_agreement(task: Task, given: dict[str, Any], *, by: User) -> Agreement:
    """The officer writes the agreement, or changes what nobody has signed yet."""
    require(policies.may_draw_agreement(by, task))
    task = locked(task)
    if task.state != TaskState.SELECTED:
        raise WrongState(_("An agreement is drawn up for a selected task."))
    agreement = Agreement.objects.select_for_update(of=("self",)).filter(task=task).first()
    if agreement is not None and agreement.sent_at is not None:
        raise WrongState(_("The agreement is being signed: take it back first."))
    terms = terms_on(today())
    agreement = agreement or Agreement(task=task)
    for name in DRAWN:
        if name in given:
            setattr(agreement, name, given[name])
    agreement.drawn_by, agreement.formula = by, formula.VERSION
    agreement.finance_from_won, agreement.committee = terms.finance_from_won, terms.committee
    if agreement.years > terms.years:
        raise RuleBroken(_("Benefit is shared for at most %(years)s years.") % {"years": terms.years}, field="years")
    _check_forms(agreement)
    checked(agreement, but=("task", "baseline"))
    agreement.save()
    record(task, "agreement_drawn", by=by, payload={"version": agreement.version, "rate": agreement.rate})
    return agreement


def _check_forms(agreement: Agreement) -> None:
    parts = {form: Decimal(part) for form, part in agreement.forms.items()}
    if set(parts) - set(ShareForm.values) or any(part < 0 for part in parts.values()) or sum(parts.values()) != 1:
        raise RuleBroken(_("The forms of compensation add up to 100 percent."), field="forms")
    if agreement.right_months and not agreement.right_classes:
        raise RuleBroken(_("Name the classes of the items: tenders of these are stopped."), field="right_classes")
    if agreement.prototype_bearer == Bearer.SUPPLIER and agreement.prototype_won:
        raise RuleBroken(_("The supplier bears the cost: leave the amount at zero."), field="prototype_won")


def document_of(agreement: Agreement, baseline: Baseline | None) -> dict[str, Any]:
    """What is signed, as one canonical document; nothing that counts stands elsewhere."""
    task = agreement.task
    told: dict[str, Any] = {name: getattr(agreement, name) for name in DRAWN}
    for name, value in told.items():
        if isinstance(value, Decimal):
            told[name] = f"{value:f}"
        elif isinstance(value, date):
            told[name] = value.isoformat()
    return told | {
        "v": 1,
        "task": task.number,
        "title": task.title,
        "proposal_sha256": task.sha256,
        "version": agreement.version,
        "formula": agreement.formula,
        "finance_from_won": f"{agreement.finance_from_won:f}",
        "committee": agreement.committee,
        "buyer": _buyer().number,
        "suppliers": [
            {"company": each.company.number, "tier": each.tier, "share": f"{each.share:f}", "lead": each.lead}
            for each in queries.suppliers_of(task)
        ],
        "milestones": [
            {"no": each.no, "title": each.title, "due_on": each.due_on.isoformat()} for each in task.milestones.all()
        ],
        "baseline": None
        if baseline is None
        else {
            "version": baseline.version,
            "period_from": baseline.period_from.isoformat(),
            "period_to": baseline.period_to.isoformat(),
            "driver": baseline.driver,
            "driver_unit": baseline.driver_unit,
            "driver_qty": f"{baseline.driver_qty:f}",
            "volume_unit": baseline.volume_unit,
            "volume": f"{baseline.volume:f}",
            "price_won": f"{baseline.price_won:f}",
            "new_price_won": f"{baseline.new_price_won:f}",
            "index_name": baseline.index_name,
            "index_base": f"{baseline.index_base:f}",
        },
    }


@transaction.atomic
def send_agreement(agreement: Agreement, *, by: User) -> Agreement:
    """Complete: it is kept word by word with its fingerprint, and both sides may sign it."""
    require(policies.may_draw_agreement(by, agreement.task))
    task = locked(agreement.task)
    agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    agreement.task = task
    undisputed(task)
    if task.state != TaskState.SELECTED or agreement.sent_at is not None:
        raise WrongState(_("The agreement was already sent."))
    baseline = task.baselines.filter(state=BaselineState.DRAWN).first()
    if baseline is None:
        raise RuleBroken(_("Draw up the baseline first: both sides sign it with the agreement."))
    shares = [each.share for each in queries.suppliers_of(task)]
    if not shares:
        raise RuleBroken(_("No supplier takes part yet: name it first."))
    if sum(shares) != 1:
        raise RuleBroken(_("The shares of the suppliers add up to 100 percent: set them first."))
    if not task.milestones.exists():
        raise RuleBroken(_("Add the milestones first: they are part of what is signed."))
    agreement.baseline, told = baseline, document_of(agreement, baseline)
    agreement.document = canonical(told).decode()
    agreement.sha256, agreement.sent_at = fingerprint(AGREEMENT_CONTEXT, told), db_now()
    agreement.save(update_fields=["baseline", "document", "sha256", "sent_at"])
    record(task, "agreement_sent", by=by, payload={"version": agreement.version, "sha256": agreement.sha256})
    announce("benefit.agreement_sent", task=task.pk)
    return agreement


@transaction.atomic
def take_back_agreement(agreement: Agreement, *, reason: str, by: User) -> Agreement:
    """The officer changes it, or a supplier says what has to change: nobody's signature counts for a new text."""
    supplier = by.is_supplier
    allowed = policies.may_refuse_agreement(by, agreement) if supplier else None
    require(allowed or policies.may_draw_agreement(by, agreement.task))
    if not reason.strip():
        raise RuleBroken(_("Say what has to change."), field="reason")
    task = locked(agreement.task)
    agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    if agreement.signed_at is not None:
        raise WrongState(_("All have signed: the agreement stays as it is."))
    if agreement.sent_at is None:
        raise WrongState(_("It is with the officer already."))
    agreement.sent_at, agreement.document, agreement.sha256 = None, "", ""
    agreement.version += 1
    agreement.save(update_fields=["sent_at", "document", "sha256", "version"])
    what = "agreement_refused" if supplier else "agreement_taken_back"
    record(task, what, by=by, reason=reason.strip(), payload={"version": agreement.version - 1})
    announce(f"benefit.{what}", task=task.pk)
    return agreement


@transaction.atomic
def sign_agreement(agreement: Agreement, *, sha256: str, by: User) -> Agreement:
    """A side signs exactly the text it has read. The last signature binds rate, formula, baseline and protocol."""
    require(policies.may_sign_agreement(by, agreement))
    task = locked(agreement.task)
    agreement = Agreement.objects.select_for_update(of=("self",)).get(pk=agreement.pk)
    agreement.task = task
    undisputed(task)
    if task.state != TaskState.SELECTED or agreement.sent_at is None:
        raise WrongState(_("There is nothing to sign now."))
    if agreement.sha256 != sha256:
        raise WrongState(_("The text has changed since you read it. Read it again."))
    company = _signs_for(by, task)
    if agreement.signatures.filter(company=company, sha256=sha256).exists():
        raise WrongState(_("Your company has already signed."))
    Signature.objects.create(agreement=agreement, company=company, by=by, sha256=sha256)
    record(task, "agreement_signed", by=by, payload={"company": company.number, "sha256": sha256})
    signed = {each.company_id: each.by for each in agreement.signatures.filter(sha256=sha256).select_related("by")}
    parties = parties_of(task)
    if set(signed) >= {each.pk for each in parties}:
        _bind(agreement, buyer=signed[parties[0].pk], supplier=signed[parties[1].pk])
    else:
        announce("benefit.agreement_half_signed", task=task.pk)
    return agreement


def _bind(agreement: Agreement, *, buyer: User, supplier: User) -> None:
    task = agreement.task
    if agreement.baseline is None or agreement.baseline.state != BaselineState.DRAWN:
        raise WrongState(_("The baseline has changed since the agreement was sent: take it back first."))
    sign_baseline_with(task, supplier=supplier, buyer=buyer)
    agreement.signed_at = db_now()
    agreement.save(update_fields=["signed_at"])
    move(task, "agree", by=None, payload={"sha256": agreement.sha256, "rate": agreement.rate, "years": agreement.years})
    if agreement.right_months:
        on = max(today(), agreement.starts_on)
        lead = queries.lead_of(task)
        if lead is not None:
            ContractRight.objects.create(
                agreement=agreement, company=lead, from_on=on, until_on=months_after(on, agreement.right_months)
            )
    announce("benefit.task_agreed", task=task.pk)
