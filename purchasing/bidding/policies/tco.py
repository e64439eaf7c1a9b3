"""WHO: cost models, declared values, guarantees, preference. Source: domain 3.5, 16.2, 16.3 SOD-05, SOD-15."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.bidding import queries
from purchasing.bidding.models import Guarantee, OwnWork, PreferenceTerms, TcoInput, TcoModel, Tender
from purchasing.bidding.policies.tenders import _apart_from_bidders, _holds, may_edit_tender, may_evaluate
from purchasing.bidding.policies.tenders import _approves as _approves_tender


def _is_one_of(user: User, codes: tuple[str, ...], refusal: str) -> Verdict:
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    return YES if user.is_internal and user.has_role(*codes) else no(refusal)


def may_write_tco_model(user: User) -> Verdict:
    """Purchasing officers and the departments that will use what is bought."""
    return _is_one_of(user, ("PO", "RQ"), _("Only a purchasing officer or a requester may write a cost model."))


def may_edit_tco_model(user: User, model: TcoModel) -> Verdict:
    """Who wrote it."""
    if not (role := may_write_tco_model(user)):
        return role
    return YES if model.author_id == user.pk else no(_("Only who wrote this cost model may change it."))


def _approves(user: User, model: TcoModel) -> Verdict:
    if model.author_id == user.pk:
        return no(_("Who wrote a cost model does not approve it (SOD-15): ask a colleague."))
    return YES


def may_approve_tco_tech(user: User, model: TcoModel) -> Verdict:
    """The using department, but not the author."""
    role = _holds(user, "RQ", _("Only the using department may approve a cost model technically."))
    return role and _approves(user, model)


def may_approve_tco_fin(user: User, model: TcoModel) -> Verdict:
    """Finance, but neither the author nor who approved technically."""
    if not (role := _holds(user, "FI", _("Only finance may approve rate, prices and horizon of a cost model."))):
        return role
    if model.tech_by_id == user.pk:
        return no(_("Technical and financial approval come from two people: ask a colleague."))
    return _approves(user, model)


def may_activate_tco_model(user: User, model: TcoModel) -> Verdict:
    """An approver, but not the author."""
    role = _holds(user, "AP", _("Only an approver may put a cost model in use."))
    return role and _approves(user, model)


def may_return_tco_model(user: User, model: TcoModel) -> Verdict:
    """Whoever may approve the next step, or the author, who takes it back."""
    return (
        may_edit_tco_model(user, model)
        or may_approve_tco_tech(user, model)
        or may_approve_tco_fin(user, model)
        or may_activate_tco_model(user, model)
    )


def may_retire_tco_model(user: User, model: TcoModel) -> Verdict:
    """An approver; the author alone as long as it is a draft."""
    if model.state == "draft" and may_edit_tco_model(user, model):
        return YES
    return _holds(user, "AP", _("Only an approver may retire a cost model."))


may_choose_tco_model = may_edit_tender


def may_judge_tco_input(user: User, tender: Tender) -> Verdict:
    """Whoever may evaluate the tender."""
    return may_evaluate(user, tender)


def may_decide_tco_correction(user: User, told: TcoInput) -> Verdict:
    """A second person (CNV-09): another evaluator, or an approver of the tender; never who proposed it."""
    if told.proposed_by_id == user.pk:
        return no(_("Who proposed the correction does not confirm it: ask a colleague."))
    evaluator = may_evaluate(user, told.tender)
    return evaluator or _approves_tender(user, told.tender) or evaluator


def may_justify_tco(user: User, tender: Tender) -> Verdict:
    """The evaluator, who stands for the result."""
    return may_evaluate(user, tender)


def may_measure_guarantee(user: User, guarantee: Guarantee) -> Verdict:
    """The using department or the tender's officer; nobody who belongs to the supplier."""
    if not (role := _is_one_of(user, ("RQ", "PO"), _("Only the using department or purchasing may enter a test."))):
        return role
    return _apart_from_bidders(user, guarantee.tender)


def may_decide_guarantee(user: User, guarantee: Guarantee) -> Verdict:
    """Finance or an approver, but not who measured (CNV-09)."""
    if not (role := _is_one_of(user, ("FI", "AP"), _("Only finance or an approver may decide on a guarantee."))):
        return role
    if guarantee.tested_by_id == user.pk:
        return no(_("Who measured does not decide: ask a colleague."))
    return _apart_from_bidders(user, guarantee.tender)


def may_see_guarantee(user: User, guarantee: Guarantee) -> Verdict:
    """Staff, and the supplier's own people."""
    if user.is_internal:
        return YES
    if user.is_supplier and guarantee.bid.company_id == user.company_id and user.has_role(*queries.READS_OWN_BIDS):
        return YES
    return no(_("This guarantee belongs to another company."))


def may_propose_preference_terms(user: User) -> Verdict:
    """Purchasing or shared growth. Source: domain 16.2, Configuration / parameters."""
    return _is_one_of(user, ("PO", "SG"), _("Only purchasing or shared growth may propose preference terms."))


def may_decide_preference_terms(user: User, terms: PreferenceTerms) -> Verdict:
    """An approver other than who wrote them (SOD-15)."""
    if terms.proposed_by_id == user.pk:
        return no(_("Who wrote the terms does not approve them (SOD-15): ask a colleague."))
    return _holds(user, "AP", _("Only an approver may decide on preference terms."))


may_set_preference_target = may_propose_preference_terms


def may_see_preference(user) -> Verdict:
    """Staff of the buying organisation."""
    if getattr(user, "is_authenticated", False) and user.is_internal:
        return YES
    return no(_("Only staff of the buying organisation see this page."))


def may_enter_own_work(user: User, tender: Tender) -> Verdict:
    """Purchasing or shared growth; nobody who belongs to a bidder."""
    if not (role := _is_one_of(user, ("PO", "SG"), _("Only purchasing or shared growth may enter this check."))):
        return role
    return _apart_from_bidders(user, tender)


def may_decide_own_work(user: User, check: OwnWork) -> Verdict:
    """An approver other than who entered the check."""
    if check.entered_by_id == user.pk:
        return no(_("Who entered the check does not decide on it: ask a colleague."))
    if not (role := _holds(user, "AP", _("Only an approver may decide on this check."))):
        return role
    return _apart_from_bidders(user, check.tender)
