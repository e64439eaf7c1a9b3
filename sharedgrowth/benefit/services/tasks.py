"""DO: an idea from its draft to its selection. Source: domain 6.3."""

from collections.abc import Iterable
from datetime import UTC
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from catalog.models import SourcingRequest
from portal.audit.models import AuditLink
from portal.audit.services import move, record
from portal.calendar import business_days_after
from portal.checked import checked
from portal.clock import SEOUL, db_now, today
from portal.errors import RuleBroken, WrongState
from portal.files.models import File
from portal.files.services import store_upload
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.policy import YES, require
from portal.sealing import receipts
from portal.sealing.documents import canonical, fingerprint
from sharedgrowth.benefit.models import BenefitTerms, CommitteeSeat, Opinion, Task, TaskSupplier, terms_on
from sharedgrowth.benefit.policies import tasks as policies
from sharedgrowth.benefit.queries import tasks as queries
from sharedgrowth.benefit.rules.tasks import is_carried, months_after
from sharedgrowth.benefit.states import BEFORE_AGREEMENT, Bench, Proposer, TaskState

CONTEXT = "twp-benefit-v1"  # of the fingerprint of a proposal
WORDS = (
    "type", "title", "problem", "mechanism", "item", "class_code", "department", "site", "prototype", "expected_won",
    "cost_won", "risk", "difference",
)  # fmt: skip
MOST_FILES = 10
MOST_SUPPLIERS = 10
SOFT = ("safety", "environ")  # without an agreed table of values they stay out of the cash figures (BS-04)


def locked(task: Task) -> Task:
    """The task as it is now, with its row locked."""
    return Task.objects.select_for_update(of=("self",)).get(pk=task.pk)


# Idea ----------------------------------------------------------------------------------------------------------------
@transaction.atomic
def save_idea(
    task: Task | None,
    given: dict[str, Any],
    *,
    version: int | None = None,
    partner: Company | None = None,
    employee: User | None = None,
    uploads: Iterable[UploadedFile] = (),
    key: str = "",
    source: SourcingRequest | None = None,
    by: User,
) -> Task:
    """Keep a draft, new or changed. ``version``: which one was read; another browser's newer one is not overwritten."""
    require(policies.may_have_idea(by) if task is None else policies.may_edit_idea(by, task))
    if task is None:
        if key and (before := Task.objects.filter(created_by=by, key=key).first()):
            return before
        require(YES if source is None else policies.may_begin_from(by, source))
        task = Task(number=next_number("BS"), created_by=by, key=key, source=source)
    else:
        task = locked(task)
        if task.state != TaskState.IDEA:
            raise WrongState(_("It was already proposed: its text stays as it is."))
        if version is not None and version != task.version:
            raise WrongState(
                _("Somebody has saved this draft in another window since you opened it. Reload it; nothing was lost.")
            )
        task.version += 1
    for name in WORDS:
        if name in given:
            setattr(task, name, given[name])
    task.soft = task.type in SOFT
    task.employee = employee if by.is_supplier else by
    task.proposer = _proposer(by, partner, employee)
    checked(task)
    try:
        with transaction.atomic():
            task.save()
    except IntegrityError as refusal:
        before = Task.objects.filter(created_by=by, key=key).first() if key else None
        if before is None:
            raise
        raise WrongState(_("This draft has already been saved.")) from refusal
    _set_lead(task, by.company if by.is_supplier else partner)
    _add_files(task, uploads, by=by)
    return task


def _proposer(by: User, partner: Company | None, employee: User | None) -> Proposer:
    if by.is_supplier:
        return Proposer.JOINT if employee is not None else Proposer.SUPPLIER
    return Proposer.JOINT if partner is not None else Proposer.EMPLOYEE


def _set_lead(task: Task, company: Company | None) -> None:
    if company is not None and company.is_buyer:
        raise RuleBroken(_("Name a supplier: the buyer is part of every task."), field="partner")
    task.suppliers.exclude(company=company).filter(lead=True).delete()
    if company is not None:
        TaskSupplier.objects.get_or_create(task=task, company=company, defaults={"lead": True})


def _add_files(task: Task, uploads: Iterable[UploadedFile], *, by: User) -> list[File]:
    made = [store_upload(upload, company=by.company, by=by) for upload in uploads]
    if task.files.count() + len(made) > MOST_FILES:
        raise RuleBroken(_("At most %(most)s files.") % {"most": MOST_FILES}, field="files")
    task.files.add(*made)
    return made


@transaction.atomic
def discard_idea(task: Task, *, by: User) -> None:
    """A draft that nobody proposes goes; nobody else has seen it."""
    require(policies.may_edit_idea(by, task))
    task = locked(task)
    if task.state != TaskState.IDEA:
        raise WrongState(_("It was already proposed: withdraw it instead."))
    record(task, "discarded", by=by)
    task.delete()


# Proposal ------------------------------------------------------------------------------------------------------------
def proposal_text(task: Task) -> dict[str, Any]:
    """The proposal as one canonical document: its fingerprint proves what was proposed, word by word."""
    told: dict[str, Any] = {name: getattr(task, name) for name in WORDS}
    lead = None if task.proposer == Proposer.EMPLOYEE else queries.lead_of(task)  # who joins later proposed nothing
    for name in ("expected_won", "cost_won"):
        told[name] = None if told[name] is None else f"{told[name]:f}"
    return told | {
        "v": 1,
        "number": task.number,
        "uid": str(task.uid),
        "proposer": str(task.proposer),
        "suppliers": [lead.number] if lead else [],
        "files": sorted(task.files.values_list("sha256", flat=True)),
    }


@transaction.atomic
def propose_task(task: Task, *, by: User) -> Task:
    """Send the idea: the portal stamps it, signs a receipt, and the officer's clock runs. From here on it is frozen."""
    require(policies.may_propose(by, task))
    task = locked(task)
    if not task.class_code and not task.item:
        raise RuleBroken(_("Name the item or its class: similar tasks are found by it."), field="item")
    terms = terms_on(today())
    on = today()
    similar = queries.similar_tasks(task, months=terms.duplicate_months, on=on, user=by)
    if similar and not task.difference.strip():
        raise RuleBroken(
            _("Similar tasks were proposed before. Say what is new compared with them."), field="difference"
        )
    told = proposal_text(task)
    digest = fingerprint(CONTEXT, told)
    at = db_now()
    task.proposed_by, task.proposed_at, task.sha256 = by, at, digest
    due = business_days_after(on, terms.screen_days)
    task.idea_until = months_after(on, terms.block_months)
    task.screen_due = due
    task.receipt = _receipt(task, by)
    move(
        task,
        "propose",
        by=by,
        payload={"sha256": digest, "similar": len(similar)},
        proposed_by=by,
        proposed_at=at,
        sha256=digest,
        receipt=task.receipt,
        idea_until=task.idea_until,
        screen_due=due,
    )
    announce("benefit.task_proposed", task=task.pk)
    return task


def _receipt(task: Task, by: User) -> str:
    """Who proposed what, and when: signed by the portal, with the place of the audit chain. It holds no content."""
    at, head = task.proposed_at, AuditLink.objects.order_by("-seq").first()
    if at is None:
        raise AssertionError("a receipt tells when it was proposed")
    document = {
        "v": 1,
        "kind": "benefit_proposal",
        "receipt": task.number,
        "task_uid": str(task.uid),
        "company": by.company.number,
        "proposer": str(task.proposer),
        "proposal_sha256": task.sha256,
        "received_at": f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
        "received_at_kst": f"{at.astimezone(SEOUL):%Y-%m-%dT%H:%M:%S.%f+09:00}",
        "audit": {"seq": head.seq if head else 0, "head": head.hash if head else "0" * 64},
    }
    text, signature = receipts.sign(document)
    signed = {"document": text, "signature": signature, "key_id": receipts.current_key_id()}
    return canonical(signed).decode()


# Screening, feasibility ----------------------------------------------------------------------------------------------
@transaction.atomic
def screen_task(task: Task, *, reason: str, department: str = "", by: User) -> Task:
    """The officer finds it worth looking at: using department and purchasing have their days."""
    require(policies.may_screen(by, task))
    if not reason.strip():
        raise RuleBroken(_("Say why: the proposer reads it."), field="reason")
    task = locked(task)
    due = business_days_after(today(), _terms().feasibility_days)
    told = {"feasible_due": due, "screened_by": by, "officer": task.officer or by}
    move(task, "screen", by=by, reason=reason.strip(), payload={"feasible_due": due}, **told)
    announce("benefit.task_screened", task=task.pk)
    return task


def _terms() -> BenefitTerms:
    return terms_on(today())


@transaction.atomic
def reject_task(task: Task, *, reason: str, by: User) -> Task:
    """The officer does not take it up, with reasons. The idea stays the proposer's."""
    require(policies.may_screen(by, task))
    if not reason.strip():
        raise RuleBroken(_("Say why: the proposer reads it."), field="reason")
    task = locked(task)
    if task.state == TaskState.FEASIBLE and queries.seats_in_force(task).exists():
        raise WrongState(_("The committee decides now."))
    _reject(task, reason.strip(), by)
    return task


def _reject(task: Task, reason: str, by: User | None) -> None:
    Task.objects.filter(pk=task.pk).update(reason=reason, officer=task.officer or by)
    move(task, "reject", by=by, reason=reason)
    announce("benefit.task_rejected", task=task.pk)


@transaction.atomic
def assign_officer(task: Task, *, officer: User, by: User) -> Task:
    """Who of the officers answers for the task."""
    require(policies.officer(by))
    if not (able := policies.may_take_up(officer, task)):
        raise RuleBroken(able.reason, field="officer")
    task = locked(task)
    Task.objects.filter(pk=task.pk).update(officer=officer)
    record(task, "officer_named", by=by, payload={"officer": officer.pk})
    announce("benefit.officer_named", task=task.pk)
    task.officer = officer
    return task


@transaction.atomic
def give_opinion(task: Task, *, feasible: bool, text: str, by: User) -> Task:
    """Using department or purchasing. When both have spoken the task is feasible, or not taken up."""
    require(policies.may_give_opinion(by, task))
    if not text.strip():
        raise RuleBroken(_("Say why: the committee and the proposer read it."), field="text")
    task = locked(task)
    if task.state != TaskState.SCREENED:
        raise WrongState(_("The feasibility of this task is not being judged now."))
    bench = policies.bench_of(by)
    opinion = Opinion(task=task, bench=bench or "", feasible=feasible, text=text.strip(), by=by)
    checked(opinion)
    opinion.save(force_insert=True)
    record(task, "judged", by=by, reason=text.strip(), payload={"bench": str(bench), "feasible": feasible})
    given = list(task.opinions.order_by("pk"))
    if len(given) == 2:
        if all(each.feasible for each in given):
            move(task, "find_feasible", by=by)
            announce("benefit.task_feasible", task=task.pk)
        else:
            _reject(task, "\n\n".join(each.text for each in given if not each.feasible)[:2000], by)
    return task


# Committee -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def seat_member(task: Task, *, member: User, bench: str, by: User) -> CommitteeSeat:
    """The officer seats somebody of purchasing, of the field, or of the team; conflicts are checked now and later."""
    require(policies.may_seat(by, task))
    task = locked(task)
    if task.state != TaskState.FEASIBLE:
        raise WrongState(_("A committee is seated when the task was found feasible."))
    if task.seats.exclude(voted_at=None).exists():
        raise WrongState(_("The committee is voting: its members stay."))
    if bench not in Bench.values:
        raise RuleBroken(_("Choose a bench."), field="bench")
    verdict = policies.may_sit(member, task, bench)
    if not verdict:
        raise RuleBroken(verdict.reason, field="member")
    seat = CommitteeSeat(task=task, member=member, bench=bench, seated_by=by)
    checked(seat)
    seat.save(force_insert=True)
    record(task, "seated", by=by, payload={"member": member.pk, "bench": bench})
    announce("benefit.member_seated", task=task.pk, member=member.pk)
    return seat


def lacking(task: Task) -> str:
    """What the committee still lacks, or ""."""
    seats = list(queries.seats_in_force(task))
    least = _terms().committee
    if len(seats) < least:
        return _("A committee has at least %(least)s members.") % {"least": least}
    missing = [bench.label for bench in Bench if bench not in {seat.bench for seat in seats}]
    return _("Nobody sits for: %(benches)s.") % {"benches": ", ".join(map(str, missing))} if missing else ""


@transaction.atomic
def cast_vote(task: Task, *, in_favour: bool, words: str, by: User) -> Task:
    """A member votes and declares to be free of conflicts. The last vote decides."""
    require(policies.may_vote(by, task))
    if not in_favour and not words.strip():
        raise RuleBroken(_("Say why not: the proposer reads it."), field="words")
    task = locked(task)
    if task.state != TaskState.FEASIBLE:
        raise WrongState(_("This task is not before the committee now."))
    if fault := lacking(task):
        raise WrongState(fault)
    changed = task.seats.filter(member=by, voted_at=None, recused_at=None).update(
        in_favour=in_favour, words=words.strip(), voted_at=db_now()
    )
    if not changed:
        raise WrongState(_("You have already voted."))
    record(task, "voted", by=by, payload={"in_favour": in_favour})
    _decide(task)
    return task


@transaction.atomic
def recuse_member(task: Task, *, reason: str, by: User) -> Task:
    """A member declares a conflict and leaves; somebody else is seated, or the others decide."""
    require(policies.may_recuse(by, task))
    if not reason.strip():
        raise RuleBroken(_("Say what the conflict is."), field="reason")
    task = locked(task)
    if task.state != TaskState.FEASIBLE:
        raise WrongState(_("This task is not before the committee now."))
    if not task.seats.filter(member=by, voted_at=None, recused_at=None).update(recused_at=db_now()):
        raise WrongState(_("You have already voted."))
    record(task, "recused", by=by, reason=reason.strip())
    announce("benefit.member_recused", task=task.pk, member=by.pk)
    if not lacking(task):
        _decide(task)
    return task


def _decide(task: Task) -> None:
    seats = list(queries.seats_in_force(task))
    if any(seat.in_favour is None for seat in seats):
        return
    if is_carried(bool(seat.in_favour) for seat in seats):
        move(task, "select", by=None, payload={"votes": len(seats), "in_favour": sum(bool(s.in_favour) for s in seats)})
        announce("benefit.task_selected", task=task.pk)
    else:
        _reject(task, "\n\n".join(seat.words for seat in seats if not seat.in_favour)[:2000], None)


# Suppliers -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def set_suppliers(task: Task, *, rows: Iterable[tuple[Company, int, Decimal]], by: User) -> Task:
    """Who carries the task, of which tier, with which share; the first one leads. Before the agreement is sent."""
    require(policies.may_add_supplier(by, task))
    task = locked(task)
    if task.state not in BEFORE_AGREEMENT or task.state == TaskState.IDEA:
        raise WrongState(_("The suppliers of an agreed task stay as they are."))
    agreement = getattr(task, "agreement", None)
    if agreement is not None and agreement.sent_at is not None:
        raise WrongState(_("The agreement is being signed: take it back first."))
    given = list(rows)
    if not given:
        raise RuleBroken(_("Name at least one supplier."), field="company_0")
    if len({company.pk for company, _tier, _share in given}) != len(given):
        raise RuleBroken(_("Each company stands here once."), field="company_0")
    if sum(share for _company, _tier, share in given) != 1:
        raise RuleBroken(_("The shares add up to 100 percent."), field="share_0")
    before = queries.lead_of(task)
    if by.is_supplier and given[0][0] != by.company:
        raise RuleBroken(_("Your company leads: it stands first."), field="company_0")
    if any(company.is_buyer for company, _tier, _share in given):
        raise RuleBroken(_("Name a supplier: the buyer is part of every task."), field="company_0")
    if before is not None and given[0][0] != before:
        raise RuleBroken(_("The company that proposed the task leads it."), field="company_0")
    task.suppliers.all().delete()
    TaskSupplier.objects.bulk_create(
        TaskSupplier(task=task, company=company, tier=tier, share=share, lead=not place)
        for place, (company, tier, share) in enumerate(given)
    )
    told = {"suppliers": [f"{company.number} {tier} {share}" for company, tier, share in given]}
    record(task, "suppliers_set", by=by, payload=told)
    announce("benefit.suppliers_set", task=task.pk)
    return task
