"""WHO: an application: its company's people write it, its partners sign, the buyer's side reads what was sent."""

from typing import Any

from django.utils.translation import gettext as _

from portal.policy import YES, Verdict, no
from sharedgrowth.support.models import Application, Call, Partner
from sharedgrowth.support.policies.calls import may_write_calls
from sharedgrowth.support.states import ApplicationState, PartnerState

__all__ = [
    "may_answer_recommendation",
    "may_apply",
    "may_copy",
    "may_manage_editors",
    "may_recommend",
    "may_sign_as_partner",
    "may_submit",
    "may_withdraw",
    "may_write",
    "may_write_calls",
]

WRITERS = ("SA", "SU")  # of a company
SIGNER = "SA"
# A draft that lapsed with its call is kept and may still be written: another call takes a copy of it.
WRITABLE = (ApplicationState.DRAFT, ApplicationState.NEED_INFO, ApplicationState.LAPSED)
PENDING = (ApplicationState.RECOMMENDED, ApplicationState.DRAFT)
LIVE_STATES = frozenset(set(ApplicationState) - {"not_selected", "rejected", "withdrawn", "lapsed"})


def may_apply(user: Any) -> Verdict:
    """Begin an application for one's company."""
    if not getattr(user, "is_supplier", False):
        return no(_("Companies apply. Sign in for your company."))
    if not user.company.is_active:
        return no(_("Your company's registration is not finished, or it is suspended."))
    if not user.has_role(*WRITERS):
        return no(_("Applications are written by administrators and users of the company."))
    return YES


def is_editor(user: Any, application: Application) -> bool:
    """Whether the person began it or was asked to write it; programs of the company are let in by its administrator."""
    if application.started_by_id == user.pk or user.is_service:
        return True
    return any(each.user_id == user.pk for each in application.editors.all())


def may_write(user: Any, application: Application) -> Verdict:
    """Change answers, costs, files: the company's administrators, who began it, and its co-editors."""
    if not getattr(user, "is_supplier", False) or user.company_id != application.company_id:
        return no(_("Only the applicant's people change its application."))
    if not user.has_role(*WRITERS):
        return no(_("Applications are written by administrators and users of the company."))
    if application.state not in WRITABLE:
        return no(_("This application was sent: it changes no more, unless more is asked for."))
    if not user.has_role(SIGNER) and not is_editor(user, application):
        return no(_("Ask who began the application to let you write it, too."))
    return YES


def may_manage_editors(user: Any, application: Application) -> Verdict:
    """Choose co-editors and partners."""
    verdict = may_write(user, application)
    if verdict and application.state != ApplicationState.DRAFT:
        return no(_("People and partners are settled when the application is sent."))
    return verdict


def may_submit(user: Any, application: Application) -> Verdict:
    """Send it: the company's administrator answers for it."""
    if not getattr(user, "is_supplier", False) or user.company_id != application.company_id:
        return no(_("Only the applicant's people send its application."))
    if application.state != ApplicationState.DRAFT:
        return no(_("This application was sent already, or is over."))
    if not user.has_role(SIGNER):
        return no(_("An administrator of your company sends it: ask one to look at it."))
    return YES


def may_withdraw(user: Any, application: Application) -> Verdict:
    """Take it back at any time before it is over."""
    if not getattr(user, "is_supplier", False) or user.company_id != application.company_id:
        return no(_("Only the applicant takes its application back."))
    if application.state not in LIVE_STATES:
        return no(_("This application is over."))
    if application.state in PENDING and user.has_role(*WRITERS):
        return YES
    if not user.has_role(SIGNER):
        return no(_("An administrator of your company takes it back."))
    return YES


def may_copy(user: Any, application: Application) -> Verdict:
    """Begin a new application with the answers of this one."""
    if user.company_id != application.company_id:
        return no(_("Only one's own applications are copied."))
    return may_apply(user)


def may_answer_recommendation(user: Any, application: Application) -> Verdict:
    """Consent to being recommended, or not."""
    if not getattr(user, "is_supplier", False) or user.company_id != application.company_id:
        return no(_("Only the recommended company answers."))
    if application.state != ApplicationState.RECOMMENDED:
        return no(_("This recommendation was answered, or its days have passed."))
    if not user.has_role(SIGNER):
        return no(_("An administrator of your company consents."))
    return YES


def may_recommend(user: Any, call: Call) -> Verdict:
    """Enter the recommendation of an organisation: the shared-growth officer, for the organisation."""
    if not (getattr(user, "is_internal", False) and user.has_role("SG")):
        return no(_("Recommendations are entered by shared-growth officers."))
    return YES


def may_sign_as_partner(user: Any, partner: Partner) -> Verdict:
    """Sign off one's company's part in a consortium, or decline it."""
    if not getattr(user, "is_supplier", False) or user.company_id != partner.company_id:
        return no(_("Only the partner itself signs."))
    if not user.has_role(SIGNER):
        return no(_("An administrator of your company signs."))
    asked = partner.application.state == ApplicationState.NEED_INFO  # what is changed for the answer is signed anew
    if not asked and partner.application.state != ApplicationState.DRAFT or partner.state == PartnerState.REMOVED:
        return no(_("This application was sent, or your company is no longer part of it."))
    return YES
