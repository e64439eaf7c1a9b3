"""WHO: each step of a tender, with the segregation of duties held per tender. Source: domain 16.2, 16.3 SOD-01..05."""

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from portal.people.models import Company, User
from portal.people.queries import standing_of
from portal.people.states import TaxStatus
from portal.policy import YES, Verdict, no
from purchasing.bidding import queries
from purchasing.bidding.models import AwardDecision, DeadlineExtension, Tender
from purchasing.bidding.registry import class_bars
from purchasing.bidding.states import BEFORE_NOTICE, Fact

LEVELS = ("L0", "L1", "L2", "L3")
RED_BAND = "R"  # as ESG purchasing records it: a confirmed critical red flag


def _holds(user: User, code: str, refusal: str) -> Verdict:
    if user.is_service:
        return no(_("A program may not decide: a person must."))
    return YES if user.is_internal and user.has_role(code) else no(refusal)


def _apart_from_bidders(user: User, tender: Tender) -> Verdict:
    """Nobody decides on bids of a company they belong, or belonged, to (SOD-05). Asked from the closing on."""
    if queries.is_tied(user, tender):
        if queries.is_walled(user, tender):
            return no(
                _(
                    "As an expert you have seen the costs of a company that bids in this tender (SOD-14): ask a "
                    "colleague."
                )
            )
        return no(_("You belong, or belonged, to a company that bids in this tender (SOD-05): ask a colleague."))
    return YES


def may_draft_tender(user: User) -> Verdict:
    """Purchasing officers draft tenders."""
    return _holds(user, "PO", _("Only a purchasing officer may prepare a tender."))


def may_edit_tender(user: User, tender: Tender) -> Verdict:
    """Only the tender's own officer; also for asking for publication and for a later deadline."""
    if not (role := may_draft_tender(user)):
        return role
    return YES if tender.officer_id == user.pk else no(_("Only the purchasing officer of this tender may do this."))


may_request_publication = may_edit_tender
may_request_extension = may_edit_tender


def may_seal_base_price(user: User, tender: Tender) -> Verdict:
    """The estimator named for the tender, who is not its officer (SOD-02)."""
    if not (role := _holds(user, "CE", _("Only a cost estimator may seal a base price."))):
        return role
    if tender.officer_id == user.pk:
        return no(_("The purchasing officer may not set the base price of the same tender (SOD-02)."))
    return YES if tender.estimator_id == user.pk else no(_("Another estimator is named for this tender."))


def _approves(user: User, tender: Tender) -> Verdict:
    if not (role := _holds(user, "AP", _("Only an approver may do this."))):
        return role
    if tender.officer_id == user.pk:
        return no(_("The purchasing officer may not approve the same tender (SOD-01): ask a colleague."))
    if tender.estimator_id == user.pk:
        return no(_("The estimator may not approve the same tender (SOD-03): ask a colleague."))
    return _apart_from_bidders(user, tender)


def may_approve_publication(user: User, tender: Tender) -> Verdict:
    """An approver who is neither officer nor estimator nor in the opening committee."""
    if not (approver := _approves(user, tender)):
        return approver
    if tender.committee.filter(user=user).exists():
        return no(_("A member of the opening committee may not approve the same tender: ask a colleague."))
    limit_won = user.membership.approval_limit_won
    if tender.budget_won is not None and (limit_won is None or tender.budget_won > limit_won):
        return no(_("The budget of this tender is above your approval limit: ask an approver with a higher limit."))
    return YES


def may_return_publication(user: User, tender: Tender) -> Verdict:
    """Whoever may approve it, or its officer, who takes it back."""
    return may_edit_tender(user, tender) or may_approve_publication(user, tender)


def may_decide_extension(user: User, extension: DeadlineExtension) -> Verdict:
    """A second person: an approver who did not ask for it."""
    if extension.asked_by_id == user.pk:
        return no(_("Who asked for the later deadline may not approve it: ask a colleague."))
    return _approves(user, extension.tender)


def may_withdraw_for_error(user: User, tender: Tender) -> Verdict:
    """An approver who is neither officer nor estimator, and apart from the bidders. Source: domain 2.3."""
    return _approves(user, tender)


def may_declare_no_conflict(user: User, tender: Tender) -> Verdict:
    """A member of this tender's opening committee."""
    if not (role := _holds(user, "OC", _("Only a member of an opening committee may do this."))):
        return role
    return (
        YES if tender.committee.filter(user=user).exists() else no(_("You are not in this tender's opening committee."))
    )


def may_confirm_opening(user: User, tender: Tender) -> Verdict:
    """A declared member of the opening committee, neither officer nor estimator (SOD-03, SOD-04)."""
    if tender.officer_id == user.pk or tender.estimator_id == user.pk:
        return no(_("Neither the purchasing officer nor the estimator may open the bids (SOD-03, SOD-04)."))
    if not (member := may_declare_no_conflict(user, tender)):
        return member
    if tender.committee.filter(user=user, declared_at=None).exists():
        return no(_("Declare first that you have no conflict of interest in this tender."))
    return _apart_from_bidders(user, tender)


def may_evaluate(user: User, tender: Tender) -> Verdict:
    """An evaluator who neither estimated (SOD-03) nor approved (SOD-05) this tender."""
    if not (role := _holds(user, "EV", _("Only an evaluator may do this."))):
        return role
    if tender.estimator_id == user.pk:
        return no(_("The estimator may not evaluate the same tender (SOD-03): ask a colleague."))
    if tender.approver_id == user.pk:
        return no(_("Who approved the tender may not evaluate it (SOD-05): ask a colleague."))
    return _apart_from_bidders(user, tender)


may_rule_out_bid = may_evaluate
may_confirm_few_bids = may_evaluate


def may_propose_award(user: User, tender: Tender) -> Verdict:
    """The tender's officer, or its evaluator."""
    if user.is_internal and user.has_role("EV") and tender.evaluator_id == user.pk:
        return may_evaluate(user, tender)
    if not (officer := may_edit_tender(user, tender)):
        return officer
    return _apart_from_bidders(user, tender)


def may_approve_award(user: User, decision: AwardDecision, on: date | None = None) -> Verdict:
    """An approver other than officer, estimator, evaluator and proposer, within the own amount limit.

    The winner is looked at once more, with the standing facts of the day ``on``.

    A membership without an amount may approve nothing. Source: domain 2.3, 16.2 AP levels, SOD-01, SOD-05.
    """
    if decision.first_approved_by_id == user.pk:
        return no(_("You have already approved this award: it needs a second approver."))
    return may_stand_for_award(user, decision, on)


def may_stand_for_award(user: User, decision: AwardDecision, on: date | None = None) -> Verdict:
    """Whether the person's approval, given now or as the first of two, holds at this moment."""
    if not (approver := may_return_award(user, decision)):
        return approver
    limit_won = user.membership.approval_limit_won
    if limit_won is None:
        return no(_("You have no approval limit yet: ask a system administrator to enter it."))
    if decision.price_won > limit_won:
        return no(
            _("This award of ₩%(price)s is above your limit of ₩%(limit)s: ask an approver with a higher limit.")
            % {"price": f"{decision.price_won:,}", "limit": f"{limit_won:,}"}
        )
    if not (eligible := may_win(decision.bid.company, decision.tender, on)):
        return eligible
    return _under_the_cap(decision, on) if on else YES


def _under_the_cap(decision: AwardDecision, on: date) -> Verdict:
    """Awards to a company that is qualified on conditions stay below its cap. Source: domain 11.4."""
    company = decision.bid.company
    if (cap := queries.order_cap_of(company, on)) is None:
        return YES
    most, since = cap
    awarded = queries.awarded_since(company, since, but=decision)
    if awarded + decision.price_won <= most:
        return YES
    return no(
        _("Orders to %(name)s are capped at ₩%(most)s at present, and ₩%(awarded)s are awarded already.")
        % {"name": company.name, "most": f"{most:,.0f}", "awarded": f"{awarded:,.0f}"}
    )


def may_return_award(user: User, decision: AwardDecision) -> Verdict:
    """Whoever might approve it, whatever the amount."""
    tender = decision.tender
    if decision.proposed_by_id == user.pk:
        return no(_("Who proposed the award may not decide on it: ask a colleague."))
    if tender.evaluator_id == user.pk:
        return no(_("The evaluator may not approve the award (SOD-05): ask a colleague."))
    return _approves(user, tender)


def may_fail_tender(user: User, tender: Tender) -> Verdict:
    """An approver other than the officer and the estimator."""
    return _approves(user, tender)


def may_cancel_tender(user: User, tender: Tender) -> Verdict:
    """An approver other than the officer; the officer alone as long as nothing is published."""
    if tender.state in BEFORE_NOTICE and may_edit_tender(user, tender):
        return YES
    return _approves(user, tender)


def may_bid(user: User, tender: Tender, on: date | None = None) -> Verdict:
    """An administrator or bidder of an active, eligible supplier. ``on`` (today in Korea) adds the standing facts.

    Not for who works or has worked for the buying organisation, under whatever company they act now; and not for a
    company to which the tender's officer or estimator belongs.
    """
    if not user.is_supplier:
        return no(_("Only a supplier's staff may bid."))
    if not user.has_role("SA", "BD"):
        return no(_("Only your company's administrator or bidder may bid: ask your administrator for the role."))
    insiders = (tender.officer_id, tender.estimator_id, tender.approver_id, tender.evaluator_id)
    if user.pk in insiders or queries.has_served_buyer(user):
        return no(_("You work, or worked, for the buying organisation and may not bid: let a colleague do it."))
    if queries.has_preparer(user.company, tender):
        return no(_("Somebody who prepares this tender belongs to your company: it may not bid here."))
    if not (eligible := may_win(user.company, tender, on)):
        return eligible
    return _through_the_gates(user.company, on) if on else YES


def _through_the_gates(company: Company, on: date) -> Verdict:
    """Asked at each bid, and not again at the award: what runs already is not touched (domain 11.3)."""
    gate = queries.gate_before(company, on)
    if gate == Fact.ESG_ENTRY:
        return no(
            _("%(name)s has no ESG entry qualification in force: without it no bid is taken.") % {"name": company.name}
        )
    if gate == Fact.ESG_CODE:
        return no(
            _("%(name)s has not consented to the code of conduct in force: without it no bid is taken.")
            % {"name": company.name}
        )
    return YES


def may_win(company: Company, tender: Tender, on: date | None = None) -> Verdict:
    """Whether the company may bid in the tender and be awarded it; asked again at every step. Source: domain 17."""
    if not queries.is_invited(company, tender):
        return no(_("Only invited suppliers may bid in this tender."))
    return may_be_invited(company, tender, on)


def may_be_invited(company: Company, tender: Tender, on: date | None = None) -> Verdict:
    """Whether the company is one that may bid, invitations apart."""
    if not company.is_active:
        return no(_("%(name)s is not an active supplier.") % {"name": company.name})
    if company.tax_status in (TaxStatus.CLOSED, TaxStatus.SUSPENDED):
        return no(_("The tax office reports %(name)s as closed or suspended.") % {"name": company.name})
    if LEVELS.index(company.level) < LEVELS.index(tender.min_level):
        return no(
            _("This tender is open to companies from level %(needed)s on; %(name)s has level %(level)s.")
            % {"needed": tender.min_level, "name": company.name, "level": company.level}
        )
    if on and tender.reserved_for and not queries.holds_category(company, tender.reserved_for, on):
        return no(
            _("This tender is reserved for certified companies: %(name)s holds no valid certificate of it.")
            % {"name": company.name}
        )
    if on and tender.min_esg_score is not None:
        score = queries.esg_score_of(company, on)
        if score is None or score < tender.min_esg_score:
            return no(
                _("This tender asks for an ESG score of at least %(needed)s; %(name)s has %(score)s.")
                % {
                    "needed": _plain(tender.min_esg_score),
                    "name": company.name,
                    "score": _("none") if score is None else _plain(score),
                }
            )
        if standing_of(company, Fact.ESG_BAND, on) == RED_BAND:
            return no(
                _("This tender asks for an ESG score; %(name)s is in band %(band)s because of a confirmed red flag.")
                % {"name": company.name, "band": RED_BAND}
            )
    sanction, barred = queries.kept_out(company, on) if on else ("", False)
    if sanction == Fact.SANCTION:
        return no(_("%(name)s is excluded from tenders at present.") % {"name": company.name})
    if sanction == Fact.ESG_LIMITATION:
        return no(_("%(name)s may not bid at present because of an ESG supply limitation.") % {"name": company.name})
    return _not_barred(company, tender) if barred else YES


def _not_barred(company: Company, tender: Tender) -> Verdict:
    """Upper floors keep a company out of certain classes only: domain 17 (minerals)."""
    codes = list(tender.lines.exclude(class_code="").values_list("class_code", flat=True).distinct())
    return next((no(reason) for bar in class_bars if (reason := bar(company, codes))), YES)


def _plain(score: Decimal) -> str:
    return f"{score.normalize():f}"


def may_see_evaluation(user, tender: Tender) -> Verdict:
    """Staff who may read bids, once they are opened."""
    if tender.opened_at is None:
        return no(_("The bids are sealed until the opening committee has opened them."))
    return YES if queries.reads_opened_bids(user, tender) else no(_("Your role does not read bids."))
