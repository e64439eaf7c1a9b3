"""WHO: draws up and signs baselines, measures, verifies, decides on price cuts. Source: domain 16.2, 16.3 (SOD-10)."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.contracts.queries import is_tied
from sharedgrowth.benefit.models import Baseline, Measurement, ShareYear, Task, Verification
from sharedgrowth.benefit.policies.tasks import apart
from sharedgrowth.benefit.queries import sharing as queries
from sharedgrowth.benefit.queries.independence import barred_from_verifying

BUYERS = ("SG", "PO", "RQ")
SUPPLIERS = ("SA", "SU")
VERIFIERS = ("SG", "PO", "RQ")


def _person(user: User) -> Verdict:
    return no(_("A program may not decide: a person must.")) if user.is_service else YES


def is_supplier_of(user: User, task: Task) -> bool:
    """Whether the person acts for one of the suppliers of the task, with a role that deals with programmes."""
    return user.is_supplier and user.has_role(*SUPPLIERS) and task.suppliers.filter(company=user.company_id).exists()


def is_buyer_of(user: User) -> bool:
    """Whether the person deals with tasks on the buyer's side."""
    return user.is_internal and user.has_role(*BUYERS)


def may_read_settlements(user: User) -> Verdict:
    """The buyer's people who deal with tasks; people of suppliers who deal with programmes or money."""
    able = user.has_role(*queries.STAFF) if user.is_internal else user.is_supplier and user.has_role(*queries.SUPPLIERS)
    if able:
        return YES
    return no(_("Settlements are read by the suppliers of a task and the buyer's people who deal with it."))


def may_export_figures(user: User) -> Verdict:
    """The buyer's people who deal with tasks."""
    return _staff(user, *queries.STAFF, refusal=_("Figures of all tasks are exported by the buyer's people alone."))


def may_read_note(year: ShareYear) -> Verdict:
    """Once there is something to note."""
    return YES if year.verification_id else no(_("A note is made once the year is verified."))


def may_read_minutes(verification: Verification) -> Verdict:
    """Once the committee, and finance where it looks, have decided."""
    return YES if verification.decided_on else no(_("Minutes are made once it is decided."))


def may_take_part(user: User, task: Task) -> Verdict:
    """Either side of the task."""
    if not (human := _person(user)):
        return human
    if is_supplier_of(user, task) or is_buyer_of(user):
        return YES
    return no(_("Only the suppliers of the task and the buyer's officers and departments may do this."))


def may_draw_baseline(user: User, task: Task) -> Verdict:
    """Either side of the task; for the buyer nobody whose idea it is, or who belongs to a supplier of it."""
    able = may_take_part(user, task)
    return apart(user, task) if able and user.is_internal else able


def may_sign_baseline(user: User, baseline: Baseline) -> Verdict:
    """The other side signs: its administrator, or the buyer's shared-growth officer."""
    if not (human := _person(user)):
        return human
    supplier_signs = baseline.supplier_by_id is None
    if supplier_signs and is_supplier_of(user, baseline.task) and user.has_role("SA"):
        return YES
    if not supplier_signs and user.is_internal and user.has_role("SG"):
        return apart(user, baseline.task)
    return no(_("The other side signs: an administrator of the supplier, or the shared-growth officer."))


def may_drop_baseline(user: User, baseline: Baseline) -> Verdict:
    """Either side, before both have signed."""
    return may_take_part(user, baseline.task)


def may_begin_measuring(user: User) -> Verdict:
    """The shared-growth officer."""
    return _staff(user, "SG", refusal=_("Only a shared-growth officer may do this."))


def may_confirm(user: User, measurement: Measurement) -> Verdict:
    """The other side than the one that entered it."""
    if not (able := may_take_part(user, measurement.task)):
        return able
    entered_by_supplier = not measurement.entered_by.memberships.filter(company__is_buyer=True).exists()
    if entered_by_supplier == user.is_supplier:
        return no(_("Your side entered it: the other side confirms."))
    return YES


def may_take_back(user: User, measurement: Measurement) -> Verdict:
    """Who entered it, or a colleague of the same side."""
    if not (able := may_take_part(user, measurement.task)):
        return able
    if user.pk == measurement.entered_by_id or measurement.entered_by.memberships.filter(company=user.company_id):
        return YES
    return no(_("The side that entered it takes it back."))


def may_convene(user: User, task: Task) -> Verdict:
    """A shared-growth officer who is not the proposer."""
    if not (able := may_begin_measuring(user)):
        return able
    if user.pk in barred_from_verifying(task):
        return no(_("Who proposed a task or judged its feasibility does not verify it: ask a colleague."))
    return YES


def may_verify(user: User, task: Task) -> Verdict:
    """Purchasing, the field, the BS team or finance; apart from the proposal, the feasibility and the suppliers."""
    if not (able := _staff(user, *VERIFIERS, "FI", refusal=_("This person has no role in verification."))):
        return able
    if user.pk in barred_from_verifying(task):
        return no(_("Who proposed a task or judged its feasibility does not verify it: ask a colleague."))
    if is_tied(user, task.suppliers.values_list("company", flat=True)):
        return no(_("You belong, or belonged, to this company: ask a colleague."))
    return YES


def may_vote(user: User, verification: Verification) -> Verdict:
    """A member that has not voted."""
    if not (able := may_verify(user, verification.measurement.task)):
        return able
    if not verification.verifiers.filter(person=user).exists():
        return no(_("Only members of this committee vote."))
    return YES


def may_verify_as_finance(user: User, verification: Verification) -> Verdict:
    """Finance, apart from everybody who sat on the committee."""
    if not (able := _staff(user, "FI", refusal=_("Only finance may do this."))):
        return able
    if not (able := may_verify(user, verification.measurement.task)):
        return able
    if verification.convened_by_id == user.pk or verification.verifiers.filter(person=user).exists():
        return no(_("You sat on the committee: another person of finance looks at it."))
    return YES


def may_value(user: User) -> Verdict:
    """The shared-growth officer values other forms for the reports."""
    return may_begin_measuring(user)


def may_decide_cut(user: User) -> Verdict:
    """Shared growth or compliance."""
    return _staff(user, "SG", "CP", refusal=_("Only a shared-growth officer or compliance may do this."))


def _staff(user: User, *codes: str, refusal: str) -> Verdict:
    if not (human := _person(user)):
        return human
    return YES if user.is_internal and user.has_role(*codes) else no(refusal)
