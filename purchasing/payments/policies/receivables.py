"""WHO: issue, accept, pass on, draw, cancel; rates. Source: domain 16.1, 16.2 (receivable), CNV-09, SEC-05."""

from django.utils.translation import gettext as _

from portal.people.models import User
from portal.policy import YES, Verdict, no
from purchasing.payments.models import BuyerRate, Receivable, ReceivableRequest
from purchasing.payments.states import RequestKind

OWN_MONEY = ("SA", "SF")


def _person(user: User) -> Verdict:
    return no(_("A program may not decide: a person must.")) if user.is_service else YES


def _finance(user: User, *codes: str) -> Verdict:
    if not (person := _person(user)):
        return person
    if not user.is_internal or not user.has_role("FI", *codes):
        return no(_("Only the buyer's finance may do this."))
    return YES


def _speaks_for(user: User, company_id: int | None) -> Verdict:
    if not user.is_supplier or not user.has_role(*OWN_MONEY):
        return no(_("Only the administrator or finance of the company may do this."))
    return YES if user.company_id == company_id else no(_("This is another company's receivable."))


def may_issue(user: User, receivable: Receivable) -> Verdict:
    """Finance; but not who made it out: the person who approved the invoice."""
    if not (finance := _finance(user)):
        return finance
    if receivable.made_by_id == user.pk:
        return no(_("You approved the invoice: another person of finance issues the receivable."))
    return YES


def may_answer(user: User, receivable: Receivable) -> Verdict:
    """Accept or refuse: the holder's people, not its program."""
    return _person(user) and _speaks_for(user, receivable.holder_id)


def may_pass_on(user: User, receivable: Receivable) -> Verdict:
    """The holder's administrator or finance, or its program."""
    return _speaks_for(user, receivable.holder_id)


def may_draw(user: User, receivable: Receivable) -> Verdict:
    """The same."""
    return _speaks_for(user, receivable.holder_id)


def may_ask_cancel(user: User, receivable: Receivable) -> Verdict:
    """Either side: giver or holder; for the buyer its finance."""
    if not (person := _person(user)):
        return person
    if user.is_internal:
        return _finance(user) if receivable.parent_id is None else no(_("This is between two suppliers."))
    return _speaks_for(user, user.company_id if user.company_id in _sides(receivable) else None)


def may_record_default(user: User, receivable: Receivable) -> Verdict:
    """Finance; a second person agrees."""
    return _finance(user)


def may_decide_request(user: User, request: ReceivableRequest) -> Verdict:
    """A cancellation: the other side. A default: another person of finance or compliance."""
    if user.pk == request.asked_by_id:
        return no(_("You asked for it: somebody else has to agree."))
    if request.kind in (RequestKind.DEFAULT, RequestKind.REPAID):
        return _finance(user, "CP")
    if not (side := may_ask_cancel(user, request.receivable)):
        return side
    if user.company_id == request.asked_for_id:
        return no(_("Your company asked for it: the other side has to agree."))
    return YES


def may_withdraw_request(user: User, request: ReceivableRequest) -> Verdict:
    """The side that asked."""
    if not (person := _person(user)):
        return person
    return (
        YES
        if user.company_id == request.asked_for_id and user.has_role("FI", *OWN_MONEY)
        else no(_("Only the side that asked takes it back."))
    )


def may_take_certificate(user: User, *, shown: bool) -> Verdict:
    """Who sees what it says."""
    return YES if shown else no(_("Its amount is shown to the buyer only while both sides consent."))


def may_confirm_fee(user: User, receivable: Receivable) -> Verdict:
    """Who receives the fee says that it came."""
    return _person(user) and _speaks_for(user, receivable.holder_id)


def may_confirm_interest(user: User, receivable: Receivable) -> Verdict:
    """Who earned the interest of escrow by giving the part says that it came."""
    return _person(user) and _speaks_for(user, receivable.issuer_id)


def may_enter_rate(user: User) -> Verdict:
    """Finance."""
    return _finance(user)


def may_decide_rate(user: User, rate: BuyerRate) -> Verdict:
    """Another person of finance, or an approver."""
    if not (finance := _finance(user, "AP")):
        return finance
    return no(_("You entered this rate: somebody else confirms it.")) if user.pk == rate.proposed_by_id else YES


def may_see_rates(user: User) -> Verdict:
    """Everybody who may draw at them, and staff who pay or look into it."""
    inside = user.is_internal and user.has_role("FI", "AP", "PO", "AU", "CP")
    outside = user.is_supplier and user.has_role("SA", "SF", "SU")
    return YES if inside or outside else no(_("Your role does not see the rates."))


def _sides(receivable: Receivable) -> tuple[int, int]:
    return receivable.issuer_id, receivable.holder_id
