"""WHO: may list, write, review and administer. Source: domain 16.2 (product / version), CAT-24."""

from django.utils.translation import gettext as _

from catalog.models import Inquiry, Product, ProductVersion, QuoteInvitation, QuoteRequest, SavedSearch
from catalog.states import AppealState
from portal.people.models import Company, User
from portal.policy import YES, Verdict, no

WRITERS = ("SA", "SU")
REVIEWERS = ("PO",)
BUYERS = ("RQ", "PO")
KEEPERS = ("CM",)  # of classes and attributes


def may_list(user, company: Company | None = None) -> Verdict:
    """Register a product: a supplier's administrator or user, for the company they act for. Level L0 is enough."""
    if not isinstance(user, User) or not user.is_supplier:
        return no(_("Only a supplier's staff may list products. Register your company first."))
    if company is not None and company.pk != user.company_id:
        return no(_("You act for another company. Switch to that company first."))
    if not user.has_role(*WRITERS):
        return no(_("Your company has not given you the right to list products. Ask its administrator."))
    if user.company is None or not user.company.is_active:
        return no(_("Your company is not active yet. Its registration must be approved first."))
    return YES


def may_edit(user, product: Product) -> Verdict:
    """Write the product's versions, change its price, hide it and show it."""
    if isinstance(user, User) and product.company_id != user.company_id:
        return no(_("This product belongs to another company."))
    return may_list(user)


def may_review(user, version: ProductVersion) -> Verdict:
    """Take up, return, publish, reject: a purchasing officer with no tie to the company. Source: CAT-24."""
    if not isinstance(user, User) or not user.is_internal or not user.has_role(*REVIEWERS):
        return no(_("Only purchasing officers review products."))
    if user.pk in (version.submitted_by_id, version.created_by_id):
        return no(_("Who wrote a product may not review it: ask a colleague."))
    if user.memberships.filter(company_id=version.product.company_id).exists():
        return no(_("You belong, or belonged, to this supplier: ask a colleague to review the product."))
    if version.product.appeals.filter(state=AppealState.UPHELD, against=user, version__isnull=False).exists():
        return no(_("An appeal against your rejection of this product was upheld: a colleague reviews it now."))
    return YES


def may_block(user, product: Product) -> Verdict:
    """Take a published product out of sight, and let it back: a purchasing officer with no tie to the company."""
    if not isinstance(user, User) or not user.is_internal or not user.has_role(*REVIEWERS):
        return no(_("Only purchasing officers block products."))
    if user.memberships.filter(company_id=product.company_id).exists():
        return no(_("You belong, or belonged, to this supplier: ask a colleague."))
    return YES


def may_keep_classes(user) -> Verdict:
    """Edit classes and attributes: the catalogue manager."""
    if isinstance(user, User) and user.is_internal and user.has_role(*KEEPERS):
        return YES
    return no(_("Only catalogue managers edit classes and attributes."))


def may_ask(user, product: Product) -> Verdict:
    """Ask the supplier of a product: any signed-in person who does not belong to that supplier."""
    if not isinstance(user, User) or user.is_service:
        return no(_("Sign in to ask: the answer comes to you."))
    if user.company_id == product.company_id:
        return no(_("This is your own company's product."))
    if not product.is_public:
        return no(_("This product is not published now, so its supplier cannot be asked."))
    return YES


def _answers_for(user, company_id: int) -> Verdict:
    if not isinstance(user, User) or user.company_id != company_id:
        return no(_("Only the supplier that was asked may answer."))
    return may_list(user)


def may_answer(user, inquiry: Inquiry) -> Verdict:
    """Answer a question: the writers of the supplier that was asked."""
    return _answers_for(user, inquiry.company_id)


def may_go_on(user, inquiry: Inquiry) -> Verdict:
    """Ask again, or close: who asked."""
    if isinstance(user, User) and user.pk == inquiry.asked_by_id:
        return YES
    return no(_("Only who asked may do this."))


def may_unpublish(user, inquiry: Inquiry) -> Verdict:
    """Take a published question back: the supplier that published it, or a purchasing officer."""
    if isinstance(user, User) and user.is_internal and user.has_role(*REVIEWERS):
        return YES
    return _answers_for(user, inquiry.company_id)


def may_keep(user) -> Verdict:
    """Keep a product among one's own: any signed-in person."""
    return YES if isinstance(user, User) and not user.is_service else no(_("Sign in to keep products."))


def may_request_quotes(user) -> Verdict:
    """Ask suppliers for prices: requesters and purchasing officers of the buying organisation."""
    if isinstance(user, User) and user.is_internal and not user.is_service and user.has_role(*BUYERS):
        return YES
    return no(_("Only requesters and purchasing officers of the buying organisation ask for quotes."))


def may_steer(user, request: QuoteRequest) -> Verdict:
    """Close, decide or cancel a request: who asked, or a purchasing officer without a tie to a supplier asked."""
    if not (role := may_request_quotes(user)):
        return role
    if user.pk != request.asked_by_id and not user.has_role(*REVIEWERS):
        return no(_("Only who asked, or a purchasing officer, may do this."))
    asked = request.invitations.values("company")
    if user.memberships.filter(company__in=asked).exclude(company__is_buyer=True).exists():
        return no(_("You belong, or belonged, to a supplier that was asked: leave it to a colleague."))
    return YES


def may_quote(user, invitation: QuoteInvitation) -> Verdict:
    """Quote, or decline: the writers of the supplier that was asked."""
    return _answers_for(user, invitation.company_id)


def may_book_rates(user) -> Verdict:
    """Book exchange rates: the catalogue manager."""
    if isinstance(user, User) and user.is_internal and user.has_role(*KEEPERS):
        return YES
    return no(_("Only catalogue managers book exchange rates."))


def may_save_search(user) -> Verdict:
    """Keep searches and be told of new products: every person who is signed in; a program reads no mail."""
    if not isinstance(user, User) or user.is_service:
        return no(_("Sign in to keep searches."))
    return YES


def may_keep_search(user, search: SavedSearch) -> Verdict:
    """Change and delete: only whose it is."""
    if not isinstance(user, User) or search.user_id != user.pk:
        return no(_("This search belongs to somebody else."))
    return may_save_search(user)
