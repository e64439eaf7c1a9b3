"""WHO: responsible minerals. Who submitted evidence does not verify it (SOD-19). Source: domain 16."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.esg.models import MineralCase, MineralDeclaration, MineralPolicy
from purchasing.esg.policies.flags import apart, of_company, staff
from purchasing.esg.queries.minerals import reads_minerals


def may_read_minerals(user: User) -> Verdict:
    """Staff who deal with it; suppliers their own."""
    return YES if reads_minerals(user) else no(_("Declarations of minerals are read by ESG staff and by suppliers."))


def may_keep_minerals(user: User) -> Verdict:
    """ESG reviewers keep the classes, request declarations, decide about cases."""
    return staff(user, "ER", refusal=_("Only an ESG reviewer may do this."))


def may_import_list(user: User) -> Verdict:
    """ESG reviewers and compliance import lists of smelters and areas."""
    return staff(user, "ER", "CP", refusal=_("Only an ESG reviewer or compliance imports lists."))


may_write_policy = may_import_list


def may_approve_policy(user: User, policy: MineralPolicy) -> Verdict:
    """A second person."""
    if not (writer := may_write_policy(user)):
        return writer
    if policy.entered_by_id == user.pk:
        return no(_("Who wrote a version does not approve it: ask a colleague."))
    return YES


def may_declare(user: User) -> Verdict:
    """A supplier's administrator or ESG officer, for the own company; a program of it prepares the draft."""
    if user.is_service and user.is_supplier:
        return YES
    refusal = _("Only your company's administrator or ESG officer declares minerals.")
    if user.is_internal or user.company_id is None:
        return no(refusal)
    return of_company(user, user.company_id, "SA", "SE", refusal=refusal)


def may_edit_declaration(user: User, declaration: MineralDeclaration) -> Verdict:
    """The same people, of the company that declares; a program of the company prepares the draft."""
    if user.is_service and user.company_id == declaration.company_id:
        return YES
    refusal = _("Only the company's administrator or ESG officer fills in a declaration.")
    return of_company(user, declaration.company_id, "SA", "SE", refusal=refusal)


def may_submit_declaration(user: User, declaration: MineralDeclaration) -> Verdict:
    """A person: programs do not sign."""
    refusal = _("Only the company's administrator or ESG officer submits a declaration.")
    return of_company(user, declaration.company_id, "SA", "SE", refusal=refusal)


def may_withdraw_declaration(user: User, declaration: MineralDeclaration) -> Verdict:
    """A reviewer what was asked by mistake; the supplier what it began by itself."""
    if user.is_internal:
        return may_keep_minerals(user)
    if not (own := may_submit_declaration(user, declaration)):
        return own
    if declaration.requested_by is None or declaration.requested_by.company_id != user.company_id:
        return no(_("The buyer asked for this declaration: it stays until it is submitted."))
    return YES


def may_consent_policy(user: User) -> Verdict:
    """The administrator of a supplier."""
    refusal = _("Only your company's administrator consents to the policy.")
    if user.is_internal or user.company_id is None:
        return no(refusal)
    return of_company(user, user.company_id, "SA", refusal=refusal)


def may_review_declaration(user: User, declaration: MineralDeclaration) -> Verdict:
    """An ESG reviewer apart from the company."""
    if not (reviewer := may_keep_minerals(user)):
        return reviewer
    if declaration.submitted_by_id == user.pk:
        return no(_("Who submitted it does not accept it (SOD-19): ask a colleague."))
    return apart(user, declaration.company_id)


def may_decide_case(user: User, case: MineralCase) -> Verdict:
    """An ESG reviewer apart from the company."""
    if not (reviewer := may_keep_minerals(user)):
        return reviewer
    return apart(user, case.company_id)
