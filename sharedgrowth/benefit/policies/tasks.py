"""WHO: proposes, screens, judges, selects, works on a task. Source: domain 16.2 (BS task), SOD-10."""

from django.utils.translation import gettext as _

from catalog.models import SourcingRequest
from portal.people.models import User
from portal.people.states import CompanyState
from portal.policy import YES, Verdict, no
from purchasing.contracts.queries import is_tied
from sharedgrowth.benefit.models import CommitteeSeat, Task
from sharedgrowth.benefit.queries.sourcing import adopted_requests_of
from sharedgrowth.benefit.queries.tasks import BENCH_ROLES, companies_of, judges_of
from sharedgrowth.benefit.states import BEFORE_AGREEMENT, Bench

PROPOSERS = ("SA", "SU")
NO_EMPLOYEE = frozenset({"AD", "AU", "CN"})  # they run the portal, audit it, or come from outside


def person(user: User) -> Verdict:
    """A person, not a program: programs do not decide (SEC-05)."""
    return no(_("A program may not decide: a person must.")) if user.is_service else YES


def staff(user: User, *codes: str, refusal: str) -> Verdict:
    """A person of the buyer with one of the roles."""
    if not (human := person(user)):
        return human
    return YES if user.is_internal and user.has_role(*codes) else no(refusal)


def officer(user: User) -> Verdict:
    """A shared-growth officer."""
    return staff(user, "SG", refusal=_("Only a shared-growth officer may do this."))


def apart(user: User, task: Task) -> Verdict:
    """Nobody decides about their own idea, nor about a company they belong, or belonged, to."""
    if user.pk in {task.proposed_by_id, task.created_by_id, task.employee_id}:
        return no(_("It is your own idea: a colleague decides."))
    if is_tied(user, companies_of(task)):
        return no(_("You belong, or belonged, to a company of this task: ask a colleague."))
    return YES


def may_have_idea(user: User) -> Verdict:
    """A supplier's people (or its program), with a contract or without; an employee of the buyer."""
    if user.is_supplier:
        if user.company.state != CompanyState.ACTIVE:
            return no(_("Your company is not active: an idea is proposed by an active company."))
        return YES if user.has_role(*PROPOSERS) else no(_("The company's administrator or a user proposes ideas."))
    if user.is_internal and user.role_codes - NO_EMPLOYEE:
        return person(user)
    return no(_("Suppliers and employees of the buyer propose ideas."))


def may_begin_from(user: User, request: SourcingRequest) -> Verdict:
    """With an adopted alternative: its supplier, and staff who work on sourcing requests. Source: domain 1.9."""
    if not (able := may_have_idea(user)):
        return able
    if adopted_requests_of(user).filter(pk=request.pk).exists():
        return YES
    return no(_("A task begins with an adopted alternative: by its supplier, or by staff who see the request."))


def may_edit_idea(user: User, task: Task) -> Verdict:
    """Who drafted it, or a colleague of the same company."""
    if not (able := may_have_idea(user)):
        return able
    if task.created_by_id == user.pk:
        return YES
    if user.is_supplier and task.suppliers.filter(company=user.company_id, lead=True).exists():
        return YES
    return no(_("Who drafted an idea edits it."))


may_propose = may_edit_idea


def may_take_up(user: User, task: Task) -> Verdict:
    """An officer who is apart from the idea answers for the task."""
    return apart(user, task) if (able := officer(user)) else able


may_screen = may_take_up
may_seat = may_take_up


def may_add_supplier(user: User, task: Task) -> Verdict:
    """The officer, or the administrator of the company that leads."""
    if user.is_supplier and user.has_role("SA") and task.suppliers.filter(company=user.company_id, lead=True).exists():
        return person(user)
    return officer(user)


def bench_of(user: User) -> Bench | None:
    """For which bench a person gives an opinion on the feasibility."""
    if not user.is_internal:
        return None
    return Bench.FIELD if user.has_role("RQ") else Bench.PURCHASING if user.has_role("PO") else None


def may_give_opinion(user: User, task: Task) -> Verdict:
    """The using department and purchasing, apart from the idea."""
    if not (human := person(user)):
        return human
    if bench_of(user) is None:
        return no(_("The using department and purchasing judge whether a task is feasible."))
    return apart(user, task)


def may_sit(user: User, task: Task, bench: str) -> Verdict:
    """Whether a person can be a member: the role of the bench, neither proposer nor judge, tied to no supplier."""
    if not user.is_internal or not user.has_role(*BENCH_ROLES[Bench(bench)]):
        return no(_("%(name)s has no role in this bench.") % {"name": user.name})
    if user.pk in judges_of(task):
        return no(_("%(name)s proposed the task or judged its feasibility.") % {"name": user.name})
    if is_tied(user, companies_of(task)):
        return no(_("%(name)s belongs, or belonged, to a company of this task.") % {"name": user.name})
    return YES


def may_vote(user: User, task: Task) -> Verdict:
    """A member without a conflict, also at the hour of the vote."""
    if not (human := person(user)):
        return human
    seat = CommitteeSeat.objects.filter(task=task, member=user, recused_at=None).first()
    if seat is None:
        return no(_("Only members of this committee vote."))
    return may_sit(user, task, seat.bench)


def may_recuse(user: User, task: Task) -> Verdict:
    """A member of the committee, also one who has a conflict."""
    if not (human := person(user)):
        return human
    if not CommitteeSeat.objects.filter(task=task, member=user, recused_at=None).exists():
        return no(_("Only members of this committee vote."))
    return YES


def may_withdraw(user: User, task: Task) -> Verdict:
    """The administrator of the company that leads; of an employee's idea without a company who drafted it."""
    if not (human := person(user)):
        return human
    if user.is_supplier and user.has_role("SA") and task.suppliers.filter(company=user.company_id, lead=True).exists():
        if task.state not in BEFORE_AGREEMENT and task.suppliers.filter(lead=False).exists():
            return no(_("All have signed the agreement: one alone does not end it. Speak with the officer."))
        return YES
    if user.is_internal and task.created_by_id == user.pk and not task.suppliers.exists():
        return YES
    return no(_("The company that leads the task withdraws it."))


def may_fail(user: User, task: Task) -> Verdict:
    """The officer states it; no penalty follows."""
    return officer(user)


def may_report(user: User, task: Task) -> Verdict:
    """A supplier of the task reports milestones, or the officer for it."""
    if not (human := person(user)):
        return human
    if user.is_supplier and user.has_role("SA", "SU") and task.suppliers.filter(company=user.company_id).exists():
        return YES
    return officer(user)


may_start = may_fail
may_complete = may_fail
may_resume = may_fail
