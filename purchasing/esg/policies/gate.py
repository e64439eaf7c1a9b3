"""WHO: the code of conduct, entry qualifications, terms. Source: domain 11.3, 11.4, 16.2, SOD-11, SOD-15, SOD-19."""

from django.utils.translation import gettext as _

from portal.audit.queries import has_done
from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.esg.models import CodeConsent, CodeOfConduct, Entry, EsgTerms
from purchasing.esg.queries import gate as queries
from purchasing.esg.queries.review import is_kept_away

OWN_EDITORS = ("SA", "SE", "SU")
OWN_SUBMITTERS = ("SA", "SE")


def _staff(user: User, codes: tuple[str, ...], refusal: str) -> Verdict:
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    return YES if user.is_internal and user.has_role(*codes) else no(refusal)


# The code of conduct --------------------------------------------------------------------------------------------------
def may_write_code(user: User) -> Verdict:
    """ESG reviewers and compliance keep the text."""
    return _staff(user, queries.KEEPERS, _("Only ESG reviewers and compliance write the code of conduct."))


def may_publish_code(user: User, code: CodeOfConduct) -> Verdict:
    """Another person: compliance or an approver."""
    if code.entered_by_id == user.pk or has_done(user, code, "drafted", "edited"):
        return no(_("Who wrote a version does not publish it: ask a colleague."))
    return _staff(user, ("CP", "AP"), _("Only compliance or an approver publishes the code of conduct."))


def may_sign_code(user: User) -> Verdict:
    """The company's administrator signs for it, in person. Source: ESG-01."""
    if user.is_service:
        return no(_("A program may not sign: a person must."))
    if not user.is_supplier:
        return no(_("Suppliers consent to the code of conduct."))
    if not user.has_role(*queries.SIGNERS):
        return no(_("Only your company's administrator signs for it."))
    return YES


def may_decide_exception(user: User, consent: CodeConsent) -> Verdict:
    """Compliance / legal; never somebody of the company itself. Source: ESG-03."""
    if not (role := _staff(user, ("CP",), _("Only compliance decides on exceptions."))):
        return role
    if is_kept_away(user, consent.company):
        return no(_("You belong, or are related, to this company: a colleague decides."))
    return YES


# Entry qualifications -------------------------------------------------------------------------------------------------
def _own(user: User, company_id: int | None, codes: tuple[str, ...], refusal: str) -> Verdict:
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    if not user.is_supplier or user.company_id != company_id or not user.has_role(*codes):
        return no(refusal)
    return YES


def may_begin_entry(user: User) -> Verdict:
    """The administrator or the ESG officer of an active supplier."""
    own = _own(user, user.company_id, OWN_SUBMITTERS, _("Only your company's administrator or ESG officer applies."))
    if not own:
        return own
    return YES if user.company.is_active else no(_("Your company is not active yet: its registration comes first."))


def may_edit_entry(user: User, entry: Entry) -> Verdict:
    """The company's people who write drafts."""
    return _own(user, entry.company_id, OWN_EDITORS, _("Only the company's own people answer."))


def may_submit_entry(user: User, entry: Entry) -> Verdict:
    """Who answers for the company; also for replies and for withdrawing."""
    refusal = _("Only the company's administrator or ESG officer submits.")
    return _own(user, entry.company_id, OWN_SUBMITTERS, refusal)


def may_take_entry(user: User, entry: Entry) -> Verdict:
    """A reviewer without a tie to the company, who uploaded none of its evidence."""
    if not (role := _staff(user, ("ER",), _("Only ESG reviewers may do this."))):
        return role
    why = is_kept_away(user, entry.company)
    if why == "helped":
        return no(_("You helped this company within the last twelve months (SOD-11): a colleague reviews it."))
    if why:
        return no(_("You belong, or are related, to this company (SOD-11): a colleague reviews it."))
    if entry.points.filter(files__uploaded_by=user).exists():
        return no(_("You uploaded evidence of this company (SOD-19): a colleague reviews it."))
    return YES


def may_review_entry(user: User, entry: Entry) -> Verdict:
    """The reviewer who took it."""
    if not (apart := may_take_entry(user, entry)):
        return apart
    return YES if entry.reviewer_id == user.pk else no(_("Only the reviewer of this entry may do this."))


# Terms ----------------------------------------------------------------------------------------------------------------
def may_enter_esg_terms(user: User) -> Verdict:
    """ESG reviewers enter the terms of a day to come."""
    return _staff(user, ("ER",), _("Only ESG reviewers enter the terms of ESG purchasing."))


def may_approve_esg_terms(user: User, terms: EsgTerms) -> Verdict:
    """An approver other than who entered them (SOD-15)."""
    if terms.entered_by_id == user.pk:
        return no(_("You entered these terms yourself: a second person approves them."))
    return _staff(user, ("AP",), _("Only an approver puts terms in force."))
