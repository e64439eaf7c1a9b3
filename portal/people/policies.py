"""WHO may register, review, decide, bring people in, and vouch for papers. Source: domain 16."""

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from portal.clock import ClockTimestamp
from portal.people import queries
from portal.people.models import (
    Certificate,
    Company,
    CompanyAppeal,
    CompanyProposal,
    CompanyTerms,
    Invitation,
    JoinRequest,
    Membership,
    User,
)
from portal.people.roles import JOIN_DECIDERS
from portal.people.states import CompanyState, MembershipState, ProposalKind, RequestState
from portal.policy import YES, Verdict, no

MANY_APPLICATIONS = 3
A_DAY = timedelta(days=1)
OPEN_REQUEST = Q(state__in=[RequestState.OPEN, RequestState.ESCALATED])
OPEN_COMPANY = Q(company__state__in=[CompanyState.DRAFT, CompanyState.SUBMITTED])
ANSWER_JOINING = ("SA", "AD", *JOIN_DECIDERS)
# A company in one of these states has no administrator whom anybody has checked: purchasing answers instead.
UNCHECKED = (
    CompanyState.DRAFT,
    CompanyState.SUBMITTED,
    CompanyState.UNDER_REVIEW,
    CompanyState.RETURNED,
    CompanyState.REJECTED,
)
CLOSED_STATES = (CompanyState.REJECTED, CompanyState.CLOSED)


def is_admin_of(user: User, company: Company) -> bool:
    """Whether the person acts as administrator of the company: SA of a supplier, AD of the buying organisation."""
    return user.company_id == company.pk and user.has_role("AD" if company.is_buyer else "SA")


def may_register_company(user: User) -> Verdict:
    """Anyone with an account who is not staff; a few open applications at a time, and a few a day.

    What was withdrawn counts for its day: a request tells that its number is known here. Source: security T39.
    """
    if user.is_service:
        return no(_("A program cannot register a company."))
    if user.is_internal:
        return no(
            _("Staff of the buying organisation cannot register a supplier. Use a private account of that company.")
        )
    if user.memberships.filter(state=MembershipState.ACTIVE, roles__code__in=["AD", "AU"]).exists():
        return no(_("A system administrator or auditor acts for no other company. End the other membership first."))
    waiting = JoinRequest.objects.filter(OPEN_REQUEST, user=user).count()
    drafts = user.memberships.filter(OPEN_COMPANY).count()
    if waiting + drafts >= MANY_APPLICATIONS:
        return no(_("Three of your applications are still open. Finish or withdraw one first."))
    since = ClockTimestamp() - A_DAY
    asked = JoinRequest.objects.filter(OPEN_REQUEST | Q(asked_at__gt=since), user=user).count()
    made = user.memberships.filter(OPEN_COMPANY | Q(company__created_at__gt=since)).count()
    if asked + made >= MANY_APPLICATIONS:
        return no(_("You have sent three applications within a day. Please try again tomorrow."))
    return YES


def may_edit_company(user: User, company: Company) -> Verdict:
    """Its administrators."""
    if not is_admin_of(user, company):
        return no(_("Only an administrator of the company may change its data."))
    if company.state in CLOSED_STATES:
        return no(_("This company's registration has ended, so its data can no longer be changed."))
    return YES


def may_submit_company(user: User, company: Company) -> Verdict:
    """Its administrators."""
    return (
        YES if is_admin_of(user, company) else no(_("Only an administrator of the company may submit it for review."))
    )


def may_reopen_company(user: User, company: Company) -> Verdict:
    """Its administrators, after a rejection."""
    return may_submit_company(user, company)


def may_appeal_rejection(user: User, company: Company) -> Verdict:
    """Its administrators."""
    return YES if is_admin_of(user, company) else no(_("Only an administrator of the company may appeal."))


def may_decide_appeal(user: User, appeal: CompanyAppeal) -> Verdict:
    """Approvers, never who rejected, nor anybody of the company. Source: domain 1.7, SOD-06."""
    if not user.is_internal or not user.has_role("AP"):
        return no(_("Only an approver may decide this."))
    if appeal.against_id == user.pk:
        return no(_("You rejected this registration yourself: another approver decides."))
    if appeal.filed_by_id == user.pk or user.memberships.filter(company=appeal.company_id).exists():
        return no(_("You belong to this company yourself: another approver decides."))
    return YES


def may_ask_reverification(user: User, company: Company) -> Verdict:
    """Its administrators, while it is dormant."""
    return may_edit_company(user, company)


def may_enter_company_terms(user: User) -> Verdict:
    """The catalogue manager enters terms; they count once a second person approves them. Source: SOD-15."""
    if user.is_internal and user.has_role("CM"):
        return YES
    return no(_("Only catalogue managers enter the terms of companies."))


def may_approve_company_terms(user: User, terms: CompanyTerms) -> Verdict:
    """A system administrator or an approver, never who entered them."""
    if not user.is_internal or not user.has_role("AD", "AP"):
        return no(_("Only an approver or a system administrator puts terms in force."))
    if user.pk == terms.entered_by_id:
        return no(_("You entered these terms yourself: a second person approves them."))
    return YES


def may_close_company(user: User, company: Company) -> Verdict:
    """A supplier's administrators, once it is registered."""
    if company.is_buyer:
        return no(_("The buying organisation cannot leave its own portal."))
    return may_edit_company(user, company)


def may_review_company(user: User, company: Company) -> Verdict:
    """Purchasing officers; nobody reviews a company of their own, nor again after a mistake. Source: domain 1.7."""
    if not user.is_internal or not user.has_role("PO"):
        return no(_("Only a purchasing officer may review a registration."))
    if company.memberships.filter(user=user).exists() or company.submitted_by_id == user.pk:
        return no(_("You belong to this company yourself: ask a colleague to review it."))
    if company.state in queries.IN_REVIEW and queries.is_upheld_against(user, company):
        return no(_("You rejected it and the appeal was upheld: a colleague reviews it now."))
    return YES


def may_propose_about(user: User, company: Company) -> Verdict:
    """Purchasing officers propose levels, suspensions and reinstatements."""
    if company.is_buyer:
        return no(_("The buying organisation itself is not subject to this."))
    return may_review_company(user, company)


def may_propose_succession(user: User, company: Company, successor: Company) -> Verdict:
    """Who may propose about both companies."""
    verdict = may_propose_about(user, company)
    return may_propose_about(user, successor) if verdict else verdict


def may_withdraw_proposal(user: User, proposal: CompanyProposal) -> Verdict:
    """Who made it."""
    return YES if proposal.proposed_by_id == user.pk else no(_("Only the person who proposed it may withdraw it."))


def may_found_portal() -> Verdict:
    """Whoever runs the installation, once: while nobody is here who could be asked."""
    if Company.objects.filter(is_buyer=True).exists():
        return no(_("This portal already has its buying organisation. Its administrator invites everybody else."))
    return YES


def may_decide_proposal(user: User, proposal: CompanyProposal) -> Verdict:
    """Approvers, never the proposer, and for a level never the reviewer of the registration. Source: domain SOD-06."""
    if not user.is_internal or not user.has_role("AP"):
        return no(_("Only an approver may decide this."))
    if proposal.proposed_by_id == user.pk:
        return no(_("You proposed this yourself: a second person decides."))
    if proposal.kind == ProposalKind.REGISTER and proposal.company.reviewed_by_id == user.pk:
        return no(_("You reviewed this company's registration: another approver decides on its level."))
    concerned = [proposal.company_id, proposal.parent_id, proposal.successor_id]
    if user.memberships.filter(company__in=concerned).exists():
        return no(_("You belong to this company yourself: another approver decides."))
    return YES


def may_manage_members(user: User, company: Company) -> Verdict:
    """The company's administrators."""
    if not is_admin_of(user, company):
        return no(_("Only an administrator of the company may do this."))
    if company.state in CLOSED_STATES:
        return no(_("This company's registration has ended."))
    return YES


def may_stand_by_invitation(invitation: Invitation) -> Verdict:
    """Whether who sent it could still send it, for whichever company they act just now."""
    sender, company = invitation.invited_by, invitation.company
    if company.state in (*CLOSED_STATES, CompanyState.SUSPENDED):
        return no(_("This company cannot take anybody in at present."))
    role = "AD" if company.is_buyer else "SA"
    still_admin = company.memberships.filter(user=sender, state=MembershipState.ACTIVE, roles__code=role)
    if not sender.is_active or not still_admin.exists():
        return no(
            _("The person who invited you is no longer an administrator of the company. Ask for a new invitation.")
        )
    return YES


def may_change_membership(user: User, membership: Membership) -> Verdict:
    """The company's administrators, but not about themselves: nobody raises or locks out themselves."""
    verdict = may_manage_members(user, membership.company)
    if verdict and membership.user_id == user.pk:
        return no(_("You cannot change your own roles or access: ask another administrator."))
    return verdict


def may_answer_join_request(user: User, request: JoinRequest) -> Verdict:
    """The company's administrators; once escalated, catalogue managers and purchasing officers. CAT-05.

    Into the buying organisation: its administrators alone.
    """
    if request.user_id == user.pk:
        return no(_("Nobody answers a request of their own."))
    if is_admin_of(user, request.company):
        return YES
    is_with_purchasing = request.state == RequestState.ESCALATED and not request.company.is_buyer
    if is_with_purchasing and user.is_internal and user.has_role(*JOIN_DECIDERS):
        return YES
    return no(_("Only an administrator of the company may answer this request."))


def may_read_join_document(user: User, request: JoinRequest) -> Verdict:
    """What came with it: administrators of a company that is checked; purchasing, where they did not answer. CAT-05.

    Who only took a business number must not get the paper of those whose number it is.
    """
    if is_admin_of(user, request.company) and request.company.state not in UNCHECKED:
        return YES
    by_purchasing = request.decided_by is not None and request.decided_by.is_internal
    with_purchasing = not request.company.is_buyer and (request.state == RequestState.ESCALATED or by_purchasing)
    if with_purchasing and user.is_internal and user.has_role(*JOIN_DECIDERS):
        return YES
    return no(_("You may not read this file."))


def may_withdraw_join_request(user: User, request: JoinRequest) -> Verdict:
    """Who asked."""
    return YES if request.user_id == user.pk else no(_("Only the person who asked may withdraw the request."))


def may_add_certificate(user: User, company: Company) -> Verdict:
    """The company's administrators, users and ESG officers."""
    if user.company_id == company.pk and user.has_role("SA", "SU", "SE"):
        return YES
    return no(_("Only the company's own people may add its certificates."))


def may_verify_certificate(user: User, certificate: Certificate) -> Verdict:
    """Purchasing officers and ESG reviewers, never who uploaded it. Source: domain CNV-09, SOD-19."""
    if not user.is_internal or not user.has_role("PO", "ER"):
        return no(_("Only a purchasing officer or ESG reviewer may verify a certificate."))
    if certificate.added_by_id == user.pk:
        return no(_("You uploaded this certificate: a second person verifies it."))
    return YES


def may_manage_accounts(user: User, account: User | None = None) -> Verdict:
    """System administrators, not about themselves."""
    if not (user.is_superuser or (user.is_internal and user.has_role("AD"))):
        return no(_("Only a system administrator may do this."))
    if account is not None and account.pk == user.pk:
        return no(_("You cannot do this to your own account: ask another administrator."))
    return YES


def may_read_rights(user) -> Verdict:
    """The staff of the buying organisation: who asks for a right should see who has it."""
    if user.is_internal and user.role_codes:
        return YES
    return no(_("The table of rights is open to the staff of the buying organisation."))
