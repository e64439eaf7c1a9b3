"""WHO: signs, gives and opens technical data, opens and decides disputes, releases tenders. Source: domain 6, 16."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from sharedgrowth.benefit.models import Agreement, Dispute, Nda, PrototypeCost, Task, TechnicalItem
from sharedgrowth.benefit.policies.tasks import apart, officer, person, staff

COST_READERS = ("SG", "FI", "CP", "AU")  # what a prototype cost the supplier is nothing for who buys (SOD-14)
WORKERS = ("SG", "RQ")  # who of the buyer works with a supplier's technical data; never who buys or estimates


def is_supplier_of(user: User, task: Task, *codes: str) -> bool:
    """Whether the person acts for one of the suppliers of the task, with one of the roles."""
    return user.is_supplier and user.has_role(*codes) and task.suppliers.filter(company=user.company_id).exists()


def leads(user: User, task: Task, *codes: str) -> bool:
    """Whether the person acts for the company that leads."""
    found = task.suppliers.filter(company=user.company_id, lead=True)
    return user.is_supplier and user.has_role(*codes) and found.exists()


def may_offer_nda(user: User, task: Task) -> Verdict:
    """The officer; or the administrator of a supplier of the task, who wants its data protected."""
    return person(user) if is_supplier_of(user, task, "SA") else officer(user)


def may_sign_nda(user: User, nda: Nda) -> Verdict:
    """The administrator of each supplier, and for the buyer an officer or an approver."""
    if is_supplier_of(user, nda.task, "SA"):
        return person(user)
    refusal = _("The company's administrator signs; for the buyer a shared-growth officer or an approver.")
    return staff(user, "SG", "AP", refusal=refusal)


def may_give_item(user: User, task: Task) -> Verdict:
    """Either side, of what is its own."""
    if is_supplier_of(user, task, "SA", "SU"):
        return person(user)
    return staff(user, *WORKERS, refusal=_("Only who works on the task exchanges technical data."))


def is_bound(user: User, task: Task) -> Verdict:
    """The confidentiality agreement is in force, and the person's own company has signed it (BS-06)."""
    nda = Nda.objects.filter(task=task).first()
    if nda is None or nda.signed_at is None:
        return no(_("Technical data moves only after both sides have signed the confidentiality agreement."))
    if not nda.signatures.filter(company=user.company_id).exists():
        return no(_("Your company has not signed the confidentiality agreement of this task: it signs first."))
    return YES


def is_shared_with(item: TechnicalItem, company: int | None) -> bool:
    """For a supplier: its own data and the buyer's. Another supplier's data went to the buyer, not to it."""
    return item.company_id == company or item.company.is_buyer


def may_open_item(user: User, item: TechnicalItem) -> Verdict:
    """Who works on the task, once both sides have signed the confidentiality agreement, until the data go back."""
    if not (able := may_give_item(user, item.task)):
        return able
    if not (bound := is_bound(user, item.task)):
        return bound
    if user.is_supplier and not is_shared_with(item, user.company_id):
        return no(_("Technical data of another supplier was given to the buyer alone."))
    if item.returned_on is not None and item.company_id != user.company_id:
        return no(_("This item was returned or destroyed."))
    return YES


def may_return_item(user: User, item: TechnicalItem) -> Verdict:
    """The side that received it: what a supplier gave, the buyer received."""
    if not (able := may_give_item(user, item.task)):
        return able
    if user.is_supplier and not is_shared_with(item, user.company_id):
        return no(_("Technical data of another supplier was given to the buyer alone."))
    if item.company_id == user.company_id:
        return no(_("The side that received technical data says when it was returned or destroyed."))
    return YES


def may_draw_agreement(user: User, task: Task) -> Verdict:
    """The officer."""
    return apart(user, task) if (able := officer(user)) else able


def may_read_agreement(user: User, agreement: Agreement) -> Verdict:
    """Who sees the task; a supplier once it was sent."""
    if user.is_supplier and agreement.sent_at is None:
        return no(_("The agreement is still being drawn up."))
    return YES


def may_sign_agreement(user: User, agreement: Agreement) -> Verdict:
    """The administrator of each supplier; for the buyer an approver or an officer who did not draw it up (CNV-09)."""
    task = agreement.task
    if is_supplier_of(user, task, "SA"):
        return person(user)
    refusal = _("The company's administrator signs; for the buyer a shared-growth officer or an approver.")
    if not (able := staff(user, "SG", "AP", refusal=refusal)):
        return able
    if agreement.drawn_by_id == user.pk:
        return no(_("Who drew up the agreement does not sign it for the buyer: ask a colleague."))
    return apart(user, task)


def may_refuse_agreement(user: User, agreement: Agreement) -> Verdict:
    """Who would sign it for a supplier."""
    if is_supplier_of(user, agreement.task, "SA"):
        return person(user)
    return no(_("The company's administrator says what has to change."))


def may_register(user: User) -> Verdict:
    """The officer."""
    return officer(user)


def may_open_dispute(user: User, task: Task) -> Verdict:
    """Either side: the administrator of a supplier, or the officer."""
    return person(user) if is_supplier_of(user, task, "SA") else officer(user)


def may_answer_dispute(user: User, dispute: Dispute) -> Verdict:
    """The other side than the one that opened it."""
    if user.company_id == dispute.company_id:
        return no(_("The other side answers."))
    return may_open_dispute(user, dispute.task)


def may_decide_dispute(user: User, dispute: Dispute) -> Verdict:
    """Compliance, on neither side of it."""
    if not (able := staff(user, "CP", refusal=_("Only compliance decides a dispute."))):
        return able
    if dispute.opened_by_id == user.pk or dispute.answered_by_id == user.pk:
        return no(_("Who opened or answered a dispute does not decide it."))
    return apart(user, dispute.task)


def may_consent(user: User, task: Task) -> Verdict:
    """The administrator of the company that leads agrees to a tender."""
    return person(user) if leads(user, task, "SA") else no(_("Only the supplier whose idea or right it is agrees."))


def may_override(user: User, task: Task) -> Verdict:
    """Compliance, for one tender, with reasons."""
    able = staff(user, "CP", refusal=_("Only compliance decides that a tender goes on."))
    return apart(user, task) if able else able


def may_read_cost(user: User, task: Task) -> Verdict:
    """The company that leads; of the buyer who grants, pays or looks over it, never who buys or estimates."""
    if task.suppliers.filter(company=user.company_id, lead=True).exists():
        return YES
    return staff(user, *COST_READERS, refusal=_("What a supplier spent is read by who grants, pays or audits it."))


def may_claim_cost(user: User, task: Task) -> Verdict:
    """The company that leads: its administrator or finance."""
    if leads(user, task, "SA", "SF"):
        return person(user)
    return no(_("The administrator or finance of the company that leads claims its costs."))


def may_grant_cost(user: User, cost: PrototypeCost) -> Verdict:
    """An officer who is apart from the idea; finance pays (SOD-10)."""
    return apart(user, cost.task) if (able := officer(user)) else able
